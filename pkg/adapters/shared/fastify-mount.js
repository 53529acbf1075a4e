import { requestOf, send } from './node-messages.js'

/**
 * A Fastify plugin that hands requests to a fetch handler, such as a service's or its account page: at the prefix of
 * the plugin (`app.register(mount(page), { prefix: '/auth' })`).
 *
 * @param {import('./node-messages.js').FetchHandler} handler
 * @returns {import('fastify').FastifyPluginAsync}
 */
export function mount(handler) {
  return async (app) => {
    // The handler reads bodies itself, and judges their types.
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
