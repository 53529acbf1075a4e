import { delay, retryAfter } from './delays.js'
import { RenewalError } from './renewal-error.js'

/** Exchanges the kept refresh token, or else the credentials, for the next pair. */
export class Renewal {
  #options

  /** @param {import('./options.js').Settings} options */
  constructor(options) {
    this.#options = options
  }

  /** @returns {Promise<Pair>} */
  async pair() {
    const { place } = this.#options
    const refreshToken = await place.load()
    if (refreshToken !== undefined) {
      const renewed = await this.#ask('/auth/refresh', { refreshToken })
      if (renewed.ok) return this.#keep(renewed.pair)
      await place.save(undefined)
      if (this.#options.credentials === undefined) throw renewed.error
    }
    const loggedIn = await this.#logIn()
    if (!loggedIn.ok) throw loggedIn.error
    return this.#keep(loggedIn.pair)
  }

  /**
   * Ends the grant, and forgets its refresh token whether or not the service could be told.
   *
   * @param {string | undefined} accessToken
   */
  async end(accessToken) {
    const { place } = this.#options
    // An access token that has expired ends nothing any more: the refresh token lives longer.
    const token = (await place.load()) ?? accessToken
    await place.save(undefined)
    if (token === undefined) return
    // RFC 7009 §2.2: 200, and an answer that says nothing.
    const told = await this.#ask('/revoke', { token }, (answer) => Object.keys(answer ?? {}).length === 0)
    if (!told.ok) throw told.error
  }

  async #logIn() {
    const { credentials } = this.#options
    const given = typeof credentials === 'function' ? await credentials() : credentials
    if (given === undefined) throw new RenewalError('ERR_LOGIN_REQUIRED', 'there is neither a refresh token nor a way to log in')
    return this.#ask('apiKey' in given ? '/auth/api-key' : '/token', given)
  }

  /** @param {Pair} pair */
  async #keep(pair) {
    // Before anybody uses the pair: the old refresh token is good for some seconds more, and the new one is the only way on.
    if (pair.refresh_token !== undefined) await this.#options.place.save(pair.refresh_token)
    return pair
  }

  /** @type {(path: string, body: object, isDone?: (answer: any) => boolean) => Promise<Answer>} */
  async #ask(path, body, isDone = isPair) {
    let failure
    for (let retry = 0; retry <= this.#options.retries; retry++) {
      await delay(retry, this.#options, failure?.after)
      const answer = await this.#askOnce(path, body, isDone)
      if (!('after' in answer)) return answer
      failure = answer
    }
    throw new RenewalError('ERR_SERVICE_UNAVAILABLE', 'the token service cannot be reached', failure?.cause)
  }

  /** @type {(path: string, body: object, isDone: (answer: any) => boolean) => Promise<Answer | { after: number, cause: unknown }>} */
  async #askOnce(path, body, isDone) {
    const { url, fetch, timeout } = this.#options
    try {
      const headers = { 'content-type': 'application/json' }
      const signal = AbortSignal.timeout(timeout * 1000)
      const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error', signal })
      if (response.status === 429 || response.status >= 500) return { after: retryAfter(response), cause: new Error(`it answered ${response.status}`) }
      const text = await response.text()
      const answer = text === '' ? undefined : JSON.parse(text)
      if (response.ok && isDone(answer)) return { ok: true, pair: answer }
      // Only the service itself refuses (RFC 6749 §5.2): a broken proxy's word must not cost a good refresh token.
      if (response.ok || typeof answer?.error !== 'string') return { after: 0, cause: new Error(`it answered ${response.status} with something else`) }
      return { ok: false, error: new RenewalError(String(answer.code ?? answer.error), String(answer.error_description ?? 'the service refused')) }
    } catch (cause) {
      return { after: 0, cause }
    }
  }
}

/** @param {any} answer */
const isPair = (answer) => typeof answer?.access_token === 'string'

/** @typedef {{ access_token: string, expires_in: number, refresh_token?: string }} Pair */
/** @typedef {{ ok: true, pair: Pair } | { ok: false, error: RenewalError }} Answer */
