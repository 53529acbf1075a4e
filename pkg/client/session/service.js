import { within } from '../../lib/remote/deadline.js'
import { refusalOf } from './refusals.js'
import { RenewalError } from './renewal-error.js'
import { delay, retryAfter } from '../requests/waits.js'

/** The endpoints of the service, asked again after an outage. Redirects are not followed: a refresh token goes to one address. */
export class Service {
  #settings

  /** @param {import('../options.js').Settings} settings */
  constructor(settings) {
    this.#settings = settings
  }

  /**
   * The next pair for a refresh token. Before each try it is asked for anew, since another process may have exchanged
   * it while this one waited; undefined if there is none.
   *
   * @param {() => Promise<string | undefined>} tokenOf
   * @param {AbortSignal} [signal] ends the waits between tries
   */
  refresh(tokenOf, signal) {
    const bodyOf = async () => {
      const refreshToken = await tokenOf()
      return refreshToken === undefined ? undefined : { refreshToken }
    }
    return this.#ask('/auth/refresh', { bodyOf, isDone: isPair, counts: ({ ends }) => ends !== 'not at all', signal })
  }

  /** @param {import('../options.js').Credentials} credentials @param {AbortSignal} [signal] */
  async logIn(credentials, signal) {
    const path = 'apiKey' in credentials ? '/auth/api-key' : '/token'
    return /** @type {Answer} */ (await this.#ask(path, { bodyOf: async () => credentials, isDone: isPair, signal }))
  }

  /** @param {string} token */
  async revoke(token) {
    // RFC 7009 §2.2: 200, and its content means nothing; but a web page is not of the service.
    const isDone = (/** @type {unknown} */ answer) => answer === undefined || isObject(answer)
    const answer = await this.#ask('/revoke', { bodyOf: async () => ({ token }), isDone })
    if (answer?.refusal !== undefined) throw answer.refusal.error
  }

  /** @param {string} path @param {Question} question @returns {Promise<Answer | undefined>} */
  async #ask(path, { bodyOf, signal, ...judges }) {
    /** @type {Outage | undefined} */
    let outage
    for (let number = 0; number <= this.#settings.retries; number++) {
      await delay(number, this.#settings, { atLeast: outage?.after, signal })
      const body = await bodyOf()
      if (body === undefined) return undefined
      const answer = await this.#askOnce(path, body, judges).catch((cause) => ({ after: 0, cause }))
      if (!('after' in answer)) return answer
      outage = answer
    }
    throw new RenewalError('ERR_SERVICE_UNAVAILABLE', 'the token service cannot be reached, or something else answers in its place', outage?.cause)
  }

  /** @param {string} path @param {object} body @param {Judges} judges @returns {Promise<Answer | Outage>} */
  async #askOnce(path, body, { isDone, counts = () => true }) {
    const { url, timeout, prover } = this.#settings
    // After the body: the storage may have brought another key.
    const key = await prover?.key()
    const abort = new AbortController()
    try {
      return await within(timeout, async () => {
        const { response, answer } = await this.#send(url + path, body, key, abort.signal)
        const { status } = response
        if (status === 429 || status >= 500) return { after: retryAfter(response), cause: new Error(`it answered ${status}`) }
        if (status < 200 || (status >= 300 && status < 400)) throw new Error('it redirects: use the target URL')
        if (response.ok && isDone(answer)) return { pair: { ...answer, key } }
        const refusal = refusalOf(status, answer)
        if (refusal !== undefined && counts(refusal)) return { refusal }
        throw new Error(`it answered ${status} with something unexpected`, { cause: refusal?.error })
      }, () => new Error(`it did not answer within ${timeout} s`))
    } finally {
      // Also what was not read: an open body would hold the connection.
      abort.abort()
    }
  }

  /**
   * Sends it, and once more with the nonce that a proof lacked (RFC 9449 §8).
   *
   * @param {string} url
   * @param {object} body
   * @param {import('../proofs/proof-key.js').ProofKey | undefined} key
   * @param {AbortSignal} signal
   */
  async #send(url, body, key, signal) {
    const { fetch, prover } = this.#settings
    for (let isAgain = false; ; isAgain = true) {
      const proof = key === undefined ? undefined : await prover?.proof({ method: 'POST', url }, key)
      const headers = { 'content-type': 'application/json', accept: 'application/json', ...(proof !== undefined && { dpop: proof }) }
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal, redirect: 'manual' })
      const { status } = response
      prover?.note(url, response)
      if (status === 429 || status >= 500 || status < 200 || (status >= 300 && status < 400)) return { response, answer: undefined }
      const answer = parse(await response.text())
      if (isAgain || proof === undefined || status !== 400 || answer?.error !== 'use_dpop_nonce') return { response, answer }
    }
  }
}

/** @param {string} text */
const parse = (text) => {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    // The engine's message quotes the text, which may hold a token.
    throw new Error('it answered with something other than JSON')
  }
}

/** @param {unknown} value @returns {value is object} */
const isObject = (value) => typeof value === 'object' && value !== null

/** @param {any} answer */
const isPair = (answer) => typeof answer?.access_token === 'string' && answer.access_token !== ''

/** @typedef {{ access_token: string, expires_in?: unknown, refresh_token?: unknown, token_type?: unknown, key?: import('../proofs/proof-key.js').ProofKey }} Pair `key`: the one it is bound to */
/** @typedef {{ pair: Pair, refusal?: undefined } | { refusal: import('./refusals.js').Refusal }} Answer */
/** @typedef {{ after: number, cause: unknown }} Outage */
/** @typedef {{ isDone: (answer: any) => boolean, counts?: (refusal: import('./refusals.js').Refusal) => boolean }} Judges */
/** @typedef {Judges & { bodyOf: () => Promise<object | undefined>, signal?: AbortSignal }} Question */
