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

  /** Ends the grant; the refresh token is of no use after that. @param {string} accessToken */
  async end(accessToken) {
    const { url, fetch, place } = this.#options
    await place.save(undefined)
    await fetch(`${url}/logout`, { method: 'POST', headers: { authorization: `Bearer ${accessToken}` } })
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

  /** @type {(path: string, body: object) => Promise<Answer>} */
  async #ask(path, body) {
    let failure
    for (let retry = 0; retry <= this.#options.retries; retry++) {
      await delay(retry, this.#options, failure?.after)
      const answer = await this.#askOnce(path, body)
      if (!('after' in answer)) return answer
      failure = answer
    }
    throw new RenewalError('ERR_SERVICE_UNAVAILABLE', 'the token service cannot be reached', failure?.cause)
  }

  /** @type {(path: string, body: object) => Promise<Answer | { after: number, cause: unknown }>} */
  async #askOnce(path, body) {
    const { url, fetch, timeout } = this.#options
    try {
      const headers = { 'content-type': 'application/json' }
      const signal = AbortSignal.timeout(timeout * 1000)
      const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error', signal })
      if (response.status === 429 || response.status >= 500) return { after: retryAfter(response), cause: new Error(`it answered ${response.status}`) }
      const answer = await response.json()
      if (response.ok && typeof answer.access_token === 'string') return { ok: true, pair: answer }
      return { ok: false, error: new RenewalError(String(answer.code ?? answer.error ?? 'ERR_SERVICE_UNAVAILABLE'), String(answer.error_description ?? 'the service refused')) }
    } catch (cause) {
      return { after: 0, cause }
    }
  }
}

/** @typedef {{ access_token: string, expires_in: number, refresh_token?: string }} Pair */
/** @typedef {{ ok: true, pair: Pair } | { ok: false, error: RenewalError }} Answer */
