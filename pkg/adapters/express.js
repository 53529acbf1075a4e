import { challengeOf, checkRoles, checkScopes, refusal, rolesOf, scopesOf } from '../http/refusal.js'

export { mount } from './shared/express-mount.js'

/**
 * Express middleware that lets only requests with a valid Bearer token pass, which is then `req.token`.
 *
 * @param {import('../http/refusal.js').Authenticator} verifier
 * @param {import('../http/refusal.js').ChallengeOptions} [options]
 * @returns {Middleware}
 */
export function authenticate(verifier, options) {
  return middleware(async (req) => {
    req.token = await verifier.authenticate(req)
  }, challengeOf(options))
}

/**
 * Express middleware, after `authenticate`, that lets only tokens with all of these scopes pass.
 *
 * @param {...string} scopes
 * @returns {Middleware}
 */
export function requireScope(...scopes) {
  const required = scopesOf(scopes)
  return middleware(async (req) => checkScopes(req.token, required, req))
}

/**
 * Express middleware, after `authenticate`, that lets only tokens with one of these roles pass.
 *
 * @param {...string} roles
 * @returns {Middleware}
 */
export function requireRole(...roles) {
  const required = rolesOf(roles)
  return middleware(async (req) => checkRoles(req.token, required, req))
}

/** @type {(check: (req: import('./shared/express-request.js').Request) => Promise<void>, challenge?: import('../http/refusal.js').ChallengeOptions) => Middleware} */
const middleware = (check, challenge) => async (req, res, next) => {
  try {
    await check(req)
  } catch (error) {
    // What it throws in turn is for Express's error handler, which awaits middleware since version 5.
    const { status, headers, body } = refusal(error, challenge)
    return void res.status(status).set(headers).json(body)
  }
  next()
}

/** @typedef {import('./shared/express-request.js').Middleware} Middleware */
