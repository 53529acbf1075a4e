import { Readable } from 'node:stream'

/** A request of Node's as one of fetch. */
export function requestOf(incoming, origin) {
  const { method, url, headersDistinct } = incoming
  const headers = Object.entries(headersDistinct).flatMap(([name, values]) => values.map((value) => [name, value]))
  const body = method === 'GET' || method === 'HEAD' ? undefined : Readable.toWeb(incoming)
  return new Request(origin + url, { method, headers, body, duplex: 'half' })
}

/** Sends what a fetch handler answered. */
export async function send(response, outgoing) {
  outgoing.writeHead(response.status, [...response.headers].flat())
  outgoing.end(Buffer.from(await response.arrayBuffer()))
}
