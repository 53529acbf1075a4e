import { challengeOf, checkRoles, checkScopes, refusal, rolesOf, scopesOf } from '../http/refusal.js'

/**
 * Hono middleware that lets only requests with a valid Bearer token pass, which is then `c.var.token`.
 *
 * @param {import('../http/refusal.js').Authenticator} verifier
 * @param {import('../http/refusal.js').ChallengeOptions} [options]
 * @returns {import('hono').MiddlewareHandler<{ Variables: { token: import('../http/refusal.js').Token } }>}
 */
export function authenticate(verifier, options) {
  const challenge = challengeOf(options)
  return middleware(async (c) => c.set('token', await verifier.authenticate(c.req.raw)), challenge)
}

/**
 * Hono middleware, after `authenticate`, that lets only tokens with all of these scopes pass.
 *
 * @param {...string} scopes
 * @returns {import('hono').MiddlewareHandler<{ Variables: { token: import('../http/refusal.js').Token } }>}
 */
export function requireScope(...scopes) {
  const required = scopesOf(scopes)
  return middleware((c) => checkScopes(c.get('token'), required, c.req.raw))
}

/**
 * Hono middleware, after `authenticate`, that lets only tokens with one of these roles pass.
 *
 * @param {...string} roles
 * @returns {import('hono').MiddlewareHandler<{ Variables: { token: import('../http/refusal.js').Token } }>}
 */
export function requireRole(...roles) {
  const required = rolesOf(roles)
  return middleware((c) => checkRoles(c.get('token'), required, c.req.raw))
}

/** @type {(check: (c: import('hono').Context) => unknown, challenge?: import('../http/refusal.js').ChallengeOptions) => import('hono').MiddlewareHandler} */
const middleware = (check, challenge) => async (c, next) => {
  try {
    await check(c)
  } catch (error) {
    const { status, headers, body } = refusal(error, challenge)
    return c.json(body, status, headers)
  }
  await next()
}
