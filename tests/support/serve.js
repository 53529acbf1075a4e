import { once } from 'node:events'
import { createServer } from 'node:http'

/**
 * Listens on a free port of the loopback address.
 *
 * @param {import('node:http').RequestListener} listener
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(listener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/**
 * A fetch handler as Node's HTTP server calls it.
 *
 * @param {(request: Request) => Response | Promise<Response>} handler
 */
export function listenerOf(handler) {
  return async (req, res) => {
    const response = await handler(new Request(`http://${req.headers.host}${req.url}`, { method: req.method, headers: req.headers }))
      .catch((error) => new Response(error.message, { status: 500 }))
    res.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text())
  }
}
