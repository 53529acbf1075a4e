import { checkRoles, checkScopes, realmOf, refusal, rolesOf, scopesOf } from '../http/refusal.js'
import { requestOf, send } from './shared/node-messages.js'

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

/**
 * A Fastify plugin that hands requests to a fetch handler, such as a service's or its account page: at the prefix that it
 * stands at (`app.register(mount(page), { prefix: '/auth' })`).
 *
 * @param {import('./shared/node-messages.js').FetchHandler} handler
 * @returns {import('fastify').FastifyPluginAsync}
 */
export function mount(handler) {
  return async (app) => {
    // The handler reads bodies by itself, and judges their types.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _body, done) => done(null))
    const answer = async (/** @type {import('fastify').FastifyRequest} */ request, /** @type {import('fastify').FastifyReply} */ reply) => {
      const response = await handler(requestOf(request.raw, request.originalUrl))
      reply.hijack()
      await send(response, reply.raw)
    }
    app.all('/', answer)
    app.all('/*', answer)
  }
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
