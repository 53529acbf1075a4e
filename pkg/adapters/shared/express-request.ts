import type { Result } from 'countersign'

declare global {
  namespace Express {
    interface Request {
      /** The verified token, after `authenticate`. */
      token?: Result
    }
  }
}

export type Request = import('express').Request
export type Middleware = import('express').RequestHandler<any, any, any, any, any>
