import { Flight, isBoundToRequest } from '../../lib/remote/flight.js'
import { call } from '../requests/call.js'
import { loggedOut } from './renewal-error.js'
import { Renewal } from './renewal.js'

/** From the first token to the log-out: an access token that is renewed in time. */
export class Session {
  #settings
  #renewal
  #renewing = new Flight()
  #onRenewed
  #after
  #isOver = false
  // In Workers, a signal of one request must not wake what waits in another.
  #over = isBoundToRequest() ? undefined : new AbortController()
  /** @type {Token & { renewAt: number, expiresAt: number } | undefined} */
  #token

  /**
   * @param {import('../options.js').Settings} settings
   * @param {import('./kept-token.js').KeptToken} kept
   * @param {(accessToken: string) => void} onRenewed
   * @param {Promise<unknown>} [after] the end of the session before: the two share a storage
   */
  constructor(settings, kept, onRenewed, after) {
    this.#settings = settings
    this.#renewal = new Renewal(settings, kept, { isOver: () => this.#isOver, signal: this.#over?.signal })
    this.#onRenewed = onRenewed
    this.#after = after
  }

  get isOver() {
    return this.#isOver
  }

  /** When the token is to be renewed, in seconds since the epoch. */
  get renewAt() {
    return this.#token?.renewAt ?? this.#settings.now()
  }

  /** @returns {Promise<Token>} */
  async token() {
    if (this.#isOver) throw loggedOut()
    await this.renew().catch((error) => {
      // The service is down, but the token is still good: the margin is there for this.
      if (this.#isOver || this.#token === undefined || this.#settings.now() >= this.#token.expiresAt) throw error
    })
    // A request may have been refused with the new one already.
    return this.#token === undefined || this.#isOver ? this.token() : this.#token
  }

  /** Renews if it is time; throws if that fails, though the token may still be good. */
  async renew() {
    if (this.#token !== undefined && this.#settings.now() < this.#token.renewAt) return
    try {
      // One at a time: a second renewal would present a refresh token that the first is just exchanging.
      await this.#renewing.join(() => this.#exchange())
    } catch (error) {
      // While the old one is good, not every request waits until this has failed again.
      const { now, maxDelay } = this.#settings
      if (this.#token !== undefined) this.#token.renewAt = Math.min(now() + maxDelay, this.#token.expiresAt)
      throw error
    }
  }

  /** A request with it was refused. @param {Token} token */
  refuse({ text }) {
    // Another request may have renewed it meanwhile: then that one is tried first.
    if (this.#token?.text === text) this.#token = undefined
  }

  /** Ends the grant, and whatever a log-in brings that is under way. Throws if the service could not be informed. */
  async end() {
    this.#isOver = true
    this.#over?.abort(loggedOut())
    const leftBehind = isBoundToRequest() ? undefined : await this.#settle()
    await this.#renewal.end(this.#token?.text)
    if (leftBehind !== undefined) throw leftBehind
  }

  /** Waits for what is under way; answers why a session that it brought could not be ended. */
  async #settle() {
    await this.#after
    /** @type {any} */
    const error = await this.#renewing.join(async () => {}).catch((reason) => reason)
    return error?.code === 'ERR_LOGGED_OUT' ? error.cause : undefined
  }

  async #exchange() {
    if (!isBoundToRequest()) await this.#after
    const { now, margin, onRenewed, onError } = this.#settings
    const asked = now()
    const { access_token: text, expires_in, key } = await this.#renewal.pair()
    const lifetime = lifetimeOf(expires_in)
    // A token that lives less than two margins is renewed in the middle of its life.
    this.#token = { text, key, renewAt: asked + Math.max(lifetime - margin, lifetime / 2), expiresAt: asked + lifetime }
    this.#onRenewed(text)
    call(onRenewed, text).catch((error) => call(onError, error).catch(() => {}))
  }
}

/** @typedef {{ text: string, key: import('../proofs/proof-key.js').ProofKey | undefined }} Token an access token, and the key that it is bound to */

/** RFC 6749 §5.1 only recommends `expires_in`: a token without a usable one is good until it is refused. @param {unknown} expiresIn */
const lifetimeOf = (expiresIn) => {
  const seconds = typeof expiresIn === 'string' ? Number(expiresIn) : expiresIn
  return typeof seconds === 'number' && seconds > 0 ? seconds : Infinity
}
