import { once } from 'node:events'
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'

/** A real HTTP server that publishes a key set, well or badly: `answer` is what it does with a request. */
export class MisbehavingIssuer {
  #server
  requests = 0

  /** @param {{ answer?: Answer, port?: number }} [options] */
  static async start({ answer, port = 0 } = {}) {
    const issuer = new MisbehavingIssuer()
    issuer.answer = answer
    issuer.#server = createServer((request, response) => {
      issuer.requests += 1
      response.on('error', () => {})
      return issuer.answer(response, request)
    })
    issuer.#server.listen(port, '127.0.0.1')
    await once(issuer.#server, 'listening')
    issuer.port = issuer.#server.address().port
    issuer.url = `http://127.0.0.1:${issuer.port}/jwks.json`
    return issuer
  }

  /** Refuses connections from now on. */
  async stop() {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** Listens again at the same address. */
  async restart() {
    this.#server.listen(this.port, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  async close() {
    if (this.#server.listening) await this.stop()
  }
}

/** @typedef {(response: import('node:http').ServerResponse, request: import('node:http').IncomingMessage) => void} Answer */

/** The key set of these keys, as a good server gives it. */
export function publish(keys, headers = {}) {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/jwk-set+json', ...headers })
    response.end(JSON.stringify(jwks(keys)))
  }
}

export function jwks(keys) {
  return { keys: keys.map((key) => key.toPublicJwk()) }
}

/** 32 MiB of spaces in 32 KiB. */
const BOMB = gzipSync(Buffer.alloc(32 * 1024 * 1024, 32))

/** Every way to be of no use, by name: what it does, and what the error's cause must say. */
export function misbehaviours(keys) {
  return {
    'answers 500': [(response) => response.writeHead(500).end(JSON.stringify(jwks(keys))), /answered 500/],
    'answers 404': [(response) => response.writeHead(404).end('not here'), /answered 404/],
    'answers 204 with nothing': [(response) => response.writeHead(204).end(), /answered 204/],
    'redirects to a good set': [
      (response, { url }) => (url.includes('moved') ? publish(keys)(response) : response.writeHead(302, { location: '/moved' }).end()),
      /redirects are refused/,
    ],
    'answers with a web page': [
      (response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>Log in</title>'),
      /web page/,
    ],
    'answers with a web page called JSON': [
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<!doctype html>'),
      /key set is refused/,
    ],
    'answers with an empty body': [(response) => response.writeHead(200).end(), /key set is refused/],
    'answers with bytes that are no UTF-8': [
      (response) => response.writeHead(200).end(Buffer.from('7b226b657973223a5b225ff25d7d', 'hex')),
      /./,
    ],
    'never stops answering': [
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const more = () => { while (!response.destroyed && response.write('{"keys":['.repeat(1000))); }
        response.on('drain', more)
        more()
      },
      /more than 262144 bytes/,
    ],
    'answers with a small body that unfolds into a large one': [
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB),
      /more than 262144 bytes/,
    ],
    'breaks off within the body': [
      (response) => {
        const body = JSON.stringify(jwks(keys))
        response.writeHead(200, { 'content-length': body.length })
        response.write(body.slice(0, body.length / 2), () => response.destroy())
      },
      /./,
    ],
    'breaks off before the headers': [(response) => response.destroy(), /./],
    'closes early without having said how long the body is': [
      (response) => {
        response.useChunkedEncodingByDefault = false
        response.writeHead(200, { connection: 'close' })
        response.end(JSON.stringify(jwks(keys)).slice(0, 40))
      },
      /key set is refused/,
    ],
    'never answers': [() => {}, /did not answer within 2 s/],
    'drips its answer': [
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const timer = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(timer))
      },
      /did not answer within 2 s/,
    ],
    'publishes a private key': [
      (response) => response.writeHead(200).end(JSON.stringify({ keys: keys.map((key) => key.toJwk()) })),
      /key set is refused/,
    ],
    'publishes 1,001 keys': [
      (response) => response.writeHead(200).end(JSON.stringify({ keys: Array.from({ length: 1001 }, (_, i) => ({ kty: 'oct', kid: `${i}` })) })),
      /key set is refused/,
    ],
    'publishes no usable key': [(response) => response.writeHead(200).end('{"keys":[]}'), /key set is refused/],
  }
}
