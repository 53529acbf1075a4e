import { checkScopes, refusal } from './shared/refusal.js'

/**
 * Hono middleware that lets only requests with a valid Bearer token pass, which is then `c.var.token`.
 *
 * @param {import('./shared/refusal.js').Authenticator} verifier
 * @param {{ realm?: string }} [options]
 * @returns {import('hono').MiddlewareHandler<{ Variables: { token: import('./shared/refusal.js').Token } }>}
 */
export const authenticate = (verifier, { realm } = {}) => async (c, next) => {
  try {
    c.set('token', await verifier.authenticate(c.req.raw))
  } catch (error) {
    return refuse(c, error, realm)
  }
  await next()
}

/**
 * Hono middleware, after `authenticate`, that lets only tokens with all of these scopes pass.
 *
 * @param {...string} scopes
 * @returns {import('hono').MiddlewareHandler<{ Variables: { token: import('./shared/refusal.js').Token } }>}
 */
export const requireScope = (...scopes) => async (c, next) => {
  try {
    checkScopes(c.get('token'), scopes)
  } catch (error) {
    return refuse(c, error)
  }
  await next()
}

/** @type {(c: import('hono').Context, error: unknown, realm?: string) => Response} */
const refuse = (c, error, realm) => {
  const { status, headers, body } = refusal(error, realm)
  return c.json(body, status, headers)
}
