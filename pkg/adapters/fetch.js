import { challengeOf, checkRoles, checkScopes, refusal, rolesOf, scopesOf } from '../http/refusal.js'

export { protectedResource } from '../http/protected-resource.js'

/**
 * A fetch handler that calls `handler` with the verified token of the request, and answers all others itself. What the
 * runtime gives after the request (`env`, `ctx`, …) is passed on.
 *
 * @template {unknown[]} Rest
 * @param {import('../http/refusal.js').Authenticator} verifier
 * @param {Handler<Rest>} handler
 * @param {import('../http/refusal.js').ChallengeOptions} [options]
 * @returns {(request: Request, ...rest: Rest) => Promise<Response>}
 */
export function authenticate(verifier, handler, options) {
  const challenge = challengeOf(options)
  return (request, ...rest) => guard(() => verifier.authenticate(request), (token) => handler(request, token, ...rest), challenge)
}

/**
 * A handler for `authenticate` that lets only tokens with all of these scopes pass to `handler`.
 *
 * @template {unknown[]} Rest
 * @param {string | readonly string[]} scope
 * @param {Handler<Rest>} handler
 * @returns {Handler<Rest>}
 */
export function requireScope(scope, handler) {
  const required = scopesOf([scope].flat())
  return (request, token, ...rest) => guard(() => checkScopes(token, required, request), () => handler(request, token, ...rest))
}

/**
 * A handler for `authenticate` that lets only tokens with one of these roles pass to `handler`.
 *
 * @template {unknown[]} Rest
 * @param {string | readonly string[]} role
 * @param {Handler<Rest>} handler
 * @returns {Handler<Rest>}
 */
export function requireRole(role, handler) {
  const required = rolesOf([role].flat())
  return (request, token, ...rest) => guard(() => checkRoles(token, required, request), () => handler(request, token, ...rest))
}

/** @type {<T>(check: () => T | Promise<T>, proceed: (checked: T) => Response | Promise<Response>, challenge?: import('../http/refusal.js').ChallengeOptions) => Promise<Response>} */
const guard = async (check, proceed, challenge) => {
  let checked
  try {
    checked = await check()
  } catch (error) {
    const { status, headers, body } = refusal(error, challenge)
    return Response.json(body, { status, headers })
  }
  return proceed(checked)
}

/**
 * @template {unknown[]} [Rest=[]]
 * @typedef {(request: Request, token: import('../http/refusal.js').Token, ...rest: Rest) => Response | Promise<Response>} Handler
 */

/** @typedef {import('../http/protected-resource.js').ProtectedResource} ProtectedResource */
/** @typedef {import('../http/protected-resource.js').ProtectedResourceOptions} ProtectedResourceOptions */
