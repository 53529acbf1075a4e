import { requestOf, send } from './node-messages.js'

/**
 * Express middleware that hands requests to a fetch handler, such as a service's or its account page: at the path of
 * the middleware (`app.use('/auth', mount(page))`), and before what parses bodies.
 *
 * @param {import('./node-messages.js').FetchHandler} handler
 * @returns {import('./express-request.js').Middleware}
 */
export function mount(handler) {
  return async (req, res) => send(await handler(requestOf(req, req.originalUrl)), res)
}
