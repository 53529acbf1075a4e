import { checkRoles, checkScopes, realmOf, refusal, rolesOf, scopesOf } from '../http/refusal.js'

export { mount } from './shared/fastify-mount.js'

/**
 * A Fastify hook (`onRequest`) that lets only requests with a valid Bearer token pass, which is then `request.token`.
 *
 * @param {import('../http/refusal.js').Authenticator} verifier
 * @param {{ realm?: string }} [options]
 * @returns {Hook}
 */
export function authenticate(verifier, options) {
  return hook(async (request) => {
    request.token = await verifier.authenticate(request)
  }, realmOf(options))
}

/**
 * A Fastify hook, after `authenticate`, that lets only tokens with all of these scopes pass.
 *
 * @param {...string} scopes
 * @returns {Hook}
 */
export function requireScope(...scopes) {
  const required = scopesOf(scopes)
  return hook(async (request) => checkScopes(request.token, required))
}

/**
 * A Fastify hook, after `authenticate`, that lets only tokens with one of these roles pass.
 *
 * @param {...string} roles
 * @returns {Hook}
 */
export function requireRole(...roles) {
  const required = rolesOf(roles)
  return hook(async (request) => checkRoles(request.token, required))
}

/** @type {(check: (request: import('./shared/fastify-request.js').Request) => Promise<void>, realm?: string) => Hook} */
const hook = (check, realm) => async (request, reply) => {
  try {
    await check(request)
  } catch (error) {
    const { status, headers, body } = refusal(error, realm)
    return reply.code(status).headers(headers).send(body)
  }
}

/** @typedef {(request: import('./shared/fastify-request.js').Request, reply: import('fastify').FastifyReply) => Promise<unknown>} Hook */
