import { challengeOf, checkRoles, checkScopes, refusal, rolesOf, scopesOf } from '../http/refusal.js'

export { mount } from './shared/fastify-mount.js'

/**
 * A Fastify hook (`onRequest`) that lets only requests with a valid Bearer token pass, which is then `request.token`.
 *
 * @param {import('../http/refusal.js').Authenticator} verifier
 * @param {import('../http/refusal.js').ChallengeOptions} [options]
 * @returns {Hook}
 */
export function authenticate(verifier, options) {
  return hook(async (request) => {
    request.token = await verifier.authenticate(request)
  }, challengeOf(options))
}

/**
 * A Fastify hook, after `authenticate`, that lets only tokens with all of these scopes pass.
 *
 * @param {...string} scopes
 * @returns {Hook}
 */
export function requireScope(...scopes) {
  const required = scopesOf(scopes)
  return hook(async (request) => checkScopes(request.token, required, request))
}

/**
 * A Fastify hook, after `authenticate`, that lets only tokens with one of these roles pass.
 *
 * @param {...string} roles
 * @returns {Hook}
 */
export function requireRole(...roles) {
  const required = rolesOf(roles)
  return hook(async (request) => checkRoles(request.token, required, request))
}

/** @type {(check: (request: import('./shared/fastify-request.js').Request) => Promise<void>, challenge?: import('../http/refusal.js').ChallengeOptions) => Hook} */
const hook = (check, challenge) => async (request, reply) => {
  try {
    await check(request)
  } catch (error) {
    const { status, headers, body } = refusal(error, challenge)
    return reply.code(status).headers(headers).send(body)
  }
}

/** @typedef {(request: import('./shared/fastify-request.js').Request, reply: import('fastify').FastifyReply) => Promise<unknown>} Hook */
