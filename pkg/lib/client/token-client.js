import { Flight } from '../flight.js'
import { delay } from './delays.js'
import { clientOptions } from './options.js'
import { Renewal } from './renewal.js'

/** A `fetch` with a token that is always a good one: renewed before it expires, and when a request is refused. */
export class TokenClient {
  #options
  #renewal
  #renewing = new Flight()
  /** @type {{ text: string, renewAt: number, expiresAt: number } | undefined} */
  #token
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer

  /** @param {import('./options.js').ClientOptions} options */
  constructor(options) {
    this.#options = clientOptions(options)
    this.#renewal = new Renewal(this.#options)
  }

  /**
   * As the global `fetch`, with the access token. A request that is answered with 401 is sent again with a renewed
   * token, a few times. Throws where the token must not go: to another origin than those of the options.
   *
   * @param {RequestInfo | URL} input
   * @param {RequestInit} [init]
   * @returns {Promise<Response>}
   */
  async fetch(input, init) {
    const request = new Request(input, init)
    const { origin } = new URL(request.url)
    if (!this.#options.origins.includes(origin)) throw new TypeError(`${origin} is none of this client's origins: it must not see the token`)
    for (let retry = 0; ; retry++) {
      const token = await this.token()
      const attempt = request.clone()
      attempt.headers.set('authorization', `Bearer ${token}`)
      const response = await this.#options.fetch(attempt)
      if (response.status !== 401 || retry >= this.#options.retries) return response
      await response.body?.cancel()
      await delay(retry, this.#options)
      this.#refused(token)
    }
  }

  /** An access token that is good for a while; renewed if need be. Throws a `RenewalError`. @returns {Promise<string>} */
  async token() {
    const now = this.#options.now()
    if (this.#token === undefined || now >= this.#token.renewAt) await this.#renew()
    return /** @type {{ text: string }} */ (this.#token).text
  }

  /** Renews by a timer, too, so that no request has to wait; `onRenewed` is told every token. Ends with `stop()`. */
  async start() {
    await this.token()
    this.#schedule()
  }

  /** Ends what `start` began. */
  stop() {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /**
   * Logs out: ends the grant, and forgets its tokens. Throws a `RenewalError` where the service could not be told: then
   * they are forgotten here, and good until they expire.
   */
  async logOut() {
    this.stop()
    const token = this.#token
    this.#token = undefined
    await this.#renewal.end(token?.text)
  }

  /** One at a time: a second renewal would present a refresh token that the first is just exchanging. */
  async #renew() {
    try {
      await this.#renewing.join(async () => {
        const { now, margin, onRenewed } = this.#options
        const asked = now()
        const { access_token: text, expires_in: lifetime } = await this.#renewal.pair()
        // A token that lives less than two margins is renewed in the middle of its life.
        this.#token = { text, renewAt: asked + Math.max(lifetime - margin, lifetime / 2), expiresAt: asked + lifetime }
        onRenewed(text)
      })
    } catch (error) {
      // The service is down, but the token is still good: the margin is there for this.
      if (this.#token === undefined || this.#options.now() >= this.#token.expiresAt) throw error
    }
  }

  /** @param {string} token */
  #refused(token) {
    // Another request may have renewed it meanwhile: then that one is tried first.
    if (this.#token?.text === token) this.#token = undefined
  }

  #schedule() {
    const { now, random, maxDelay } = this.#options
    const wait = Math.max((this.#token?.renewAt ?? now()) - now(), 1) + random()
    this.#timer = setTimeout(async () => {
      await this.token().catch(() => delay(1, { firstDelay: maxDelay, maxDelay, random }))
      if (this.#timer !== undefined) this.#schedule()
    }, wait * 1000)
    // A timer alone is no reason for a program to go on.
    if (typeof this.#timer === 'object') this.#timer.unref?.()
  }
}
