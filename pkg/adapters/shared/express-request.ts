import type { VerifiedToken } from 'countersign'

declare global {
  namespace Express {
    interface Request {
      /** The verified token, after `authenticate`. */
      token?: VerifiedToken
    }
  }
}

export type Request = import('express').Request
export type Middleware = import('express').RequestHandler<any, any, any, any, any>
