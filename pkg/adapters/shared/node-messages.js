import { Readable } from 'node:stream'
import { TokenError } from 'countersign'

/**
 * A request of Node's server as one that a fetch handler takes. Throws ERR_OPTION_INVALID if something has read its body.
 *
 * @param {import('node:http').IncomingMessage} incoming
 * @param {string} url the path that was asked for, with what a framework took away in front of it
 * @returns {Request}
 */
export function requestOf(incoming, url) {
  const { method = 'GET', headersDistinct } = incoming
  const hasBody = method !== 'GET' && method !== 'HEAD'
  if (hasBody && incoming.readableDidRead) throw new TokenError('ERR_OPTION_INVALID', 'the body was read already: mount the handler before what parses bodies')
  const headers = Object.entries(headersDistinct).flatMap(([name, values = []]) => values.map((value) => /** @type {[string, string]} */ ([name, value])))
  // The handler goes by the path alone: what a client calls this host is not to be trusted.
  const init = { method, headers, ...(hasBody && { body: Readable.toWeb(incoming), duplex: 'half' }) }
  return new Request(new URL(url, 'http://localhost'), /** @type {RequestInit} */ (/** @type {unknown} */ (init)))
}

/** Sends a fetch handler's answer. @param {Response} response @param {import('node:http').ServerResponse} outgoing */
export async function send(response, outgoing) {
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value)
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies)
  outgoing.end(Buffer.from(await response.arrayBuffer()))
}

/** @typedef {(request: Request) => Promise<Response> | Response} FetchHandler a service's `fetch`, or its account page */
