import { ClientError } from '../client-error.js'

/** A request that may have to be sent more than once: after a 401, or to the target of a redirect. */
export class Outgoing {
  #request
  #isStream
  #others

  /**
   * @param {Request} request whose redirects are not followed by `fetch`
   * @param {boolean} isStream whether its body is gone when it is sent, as a stream is
   * @param {object} others members of `init` that a `Request` does not keep in every runtime
   */
  constructor(request, isStream, others) {
    this.#request = request
    this.#isStream = isStream
    this.#others = others
  }

  /** @param {RequestInfo | URL} input @param {RequestInit} [init] */
  static of(input, init) {
    const request = new Request(input, init)
    const outgoing = new Outgoing(new Request(request, { redirect: 'manual' }), isStream(init?.body), othersOf(init))
    return { outgoing, redirect: request.redirect, signal: request.signal }
  }

  get url() {
    return this.#request.url
  }

  get canRepeat() {
    return !this.#isStream
  }

  /**
   * @param {{ fetch: typeof globalThis.fetch, prover?: import('../proofs/prover.js').Prover }} settings
   * @param {import('../session/session.js').Token} token
   */
  async send({ fetch, prover }, { text, key }) {
    const request = this.#isStream ? this.#request : this.#request.clone()
    if (prover === undefined || key === undefined) request.headers.set('authorization', `Bearer ${text}`)
    else {
      request.headers.set('authorization', `DPoP ${text}`)
      request.headers.set('dpop', await prover.proof(request, key, text))
    }
    const response = await fetch(request, this.#others)
    prover?.note(request.url, response)
    return response
  }

  /**
   * The request that a redirect asks for (Fetch, HTTP-redirect fetch): 303 makes everything but GET and HEAD a GET, as
   * 301 and 302 make a POST.
   *
   * @param {number} status
   * @param {string} url
   */
  async redirected(status, url) {
    const { method, headers, signal } = this.#request
    const becomesGet = status === 303 ? !['GET', 'HEAD'].includes(method) : status < 307 && method === 'POST'
    const init = { method: becomesGet ? 'GET' : method, headers: new Headers(headers), signal, redirect: /** @type {const} */ ('manual') }
    if (becomesGet) for (const name of BODY_HEADERS) init.headers.delete(name)
    const cf = /** @type {any} */ (this.#request).cf
    const body = becomesGet ? undefined : await this.#bytes()
    const request = new Request(url, { ...init, ...(body !== undefined && { body }), ...(cf && { cf }) })
    return new Outgoing(request, false, this.#others)
  }

  async #bytes() {
    if (!this.#request.body) return undefined
    if (this.#isStream) throw new ClientError('ERR_REDIRECT_NOT_FOLLOWED', 'the request was redirected, but its body is a stream, which cannot be sent twice')
    return this.#request.clone().arrayBuffer()
  }
}

/** @param {any} body */
const isStream = (body) => typeof body === 'object' && body !== null && (body instanceof ReadableStream || Symbol.asyncIterator in body)

/** What is the runtime's own: `cf` of Workers, `dispatcher` of Node, `client` of Deno, `tls` of Bun. @param {object} [init] */
const othersOf = (init) => Object.fromEntries(Object.entries(init ?? {}).filter(([name]) => !STANDARD.has(name)))

const BODY_HEADERS = ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type']
const STANDARD = new Set([
  'body', 'cache', 'cf', 'credentials', 'duplex', 'headers', 'integrity', 'keepalive', 'method', 'mode', 'priority', 'redirect',
  'referrer', 'referrerPolicy', 'signal', 'window',
])
