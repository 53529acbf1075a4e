import type { VerifiedToken } from 'countersign'

declare module 'fastify' {
  interface FastifyRequest {
    /** The verified token, after `authenticate`. */
    token?: VerifiedToken
  }
}

export type Request = import('fastify').FastifyRequest
