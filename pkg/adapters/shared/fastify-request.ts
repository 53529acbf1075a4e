import type { Result } from 'countersign'

declare module 'fastify' {
  interface FastifyRequest {
    /** The verified token, after `authenticate`. */
    token?: Result
  }
}

export type Request = import('fastify').FastifyRequest
