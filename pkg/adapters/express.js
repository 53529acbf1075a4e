import { checkRoles, checkScopes, realmOf, refusal, rolesOf, scopesOf } from '../http/refusal.js'
import { requestOf, send } from './shared/node-messages.js'

/**
 * Express middleware that lets only requests with a valid Bearer token pass, which is then `req.token`.
 *
 * @param {import('../http/refusal.js').Authenticator} verifier
 * @param {{ realm?: string }} [options]
 * @returns {Middleware}
 */
export function authenticate(verifier, options) {
  return middleware(async (req) => {
    req.token = await verifier.authenticate(req)
  }, realmOf(options))
}

/**
 * Express middleware, after `authenticate`, that lets only tokens with all of these scopes pass.
 *
 * @param {...string} scopes
 * @returns {Middleware}
 */
export function requireScope(...scopes) {
  const required = scopesOf(scopes)
  return middleware(async (req) => checkScopes(req.token, required))
}

/**
 * Express middleware, after `authenticate`, that lets only tokens with one of these roles pass.
 *
 * @param {...string} roles
 * @returns {Middleware}
 */
export function requireRole(...roles) {
  const required = rolesOf(roles)
  return middleware(async (req) => checkRoles(req.token, required))
}

/**
 * Express middleware that hands requests to a fetch handler, such as a service's or its account page: at the path that it
 * stands at (`app.use('/auth', mount(page))`), and before what parses bodies.
 *
 * @param {import('./shared/node-messages.js').FetchHandler} handler
 * @returns {Middleware}
 */
export function mount(handler) {
  return async (req, res) => send(await handler(requestOf(req, req.originalUrl)), res)
}

/** @type {(check: (req: import('./shared/express-request.js').Request) => Promise<void>, realm?: string) => Middleware} */
const middleware = (check, realm) => async (req, res, next) => {
  try {
    await check(req)
  } catch (error) {
    // What it throws in turn is for Express's error handler, which awaits middleware since version 5.
    const { status, headers, body } = refusal(error, realm)
    return void res.status(status).set(headers).json(body)
  }
  next()
}

/** @typedef {import('./shared/express-request.js').Middleware} Middleware */
