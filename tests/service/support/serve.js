import { createServer } from 'node:http'
import { Readable } from 'node:stream'

/**
 * Serves a fetch handler on a free loopback port.
 *
 * @param {(request: Request) => Response | Promise<Response>} handler
 */
export async function serve(handler, { port = 0, host = '127.0.0.1' } = {}) {
  const server = createServer(async (incoming, outgoing) => {
    const body = incoming.method === 'GET' || incoming.method === 'HEAD' ? undefined : Readable.toWeb(incoming)
    const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values]) => values.map((value) => [name, value]))
    const url = `http://${incoming.headers.host}${incoming.url}`
    const response = await handler(new Request(url, { method: incoming.method, headers, body, duplex: 'half' }))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  })
  await new Promise((resolve) => server.listen(port, host, resolve))
  return {
    url: `http://${host}:${server.address().port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
