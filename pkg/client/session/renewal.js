import { askFor } from '../credentials.js'
import { loggedOut, RenewalError } from './renewal-error.js'
import { Service } from './service.js'
import { until } from '../requests/waits.js'

/** Exchanges the kept refresh token, or else the credentials, for the next pair: for one session, until it is over. */
export class Renewal {
  #settings
  #kept
  #service
  #signal
  #isOver

  /**
   * @param {import('../options.js').Settings} settings
   * @param {import('./kept-token.js').KeptToken} kept
   * @param {{ isOver: () => boolean, signal: AbortSignal | undefined }} session the signal: aborted when it is over
   */
  constructor(settings, kept, { isOver, signal }) {
    this.#settings = settings
    this.#kept = kept
    this.#service = new Service(settings)
    this.#signal = signal
    this.#isOver = isOver
  }

  /** @returns {Promise<import('./service.js').Pair>} */
  async pair() {
    const { pair, refusal } = await this.#refresh()
    if (pair !== undefined) return this.#keep(pair)
    const credentials = await until(this.#signal, askFor(this.#settings.credentials))
    this.#goOn()
    if (credentials === undefined) {
      throw refusal?.error ?? new RenewalError('ERR_LOGIN_REQUIRED', 'there is neither a refresh token nor a way to log in')
    }
    const answer = await this.#service.logIn(credentials, this.#signal)
    if (answer.refusal !== undefined) throw answer.refusal.error
    return this.#keep(answer.pair)
  }

  /**
   * Ends the grant, and forgets its refresh token even if the service cannot be informed.
   *
   * @param {string | undefined} accessToken
   */
  async end(accessToken) {
    /** @type {unknown} */
    let failure
    const kept = await this.#kept.load().catch((error) => {
      failure = error
    })
    await this.#kept.save(undefined)
    // An access token that has expired ends nothing any more: the refresh token lives longer.
    const token = kept ?? accessToken
    if (token !== undefined) await this.#service.revoke(token)
    if (failure !== undefined) throw failure
  }

  /** The next pair by the kept refresh token; neither a pair nor a refusal if there is none. */
  async #refresh() {
    /** @type {string | undefined} */
    let presented
    /** @type {import('./refusals.js').Refusal | undefined} */
    let refusal
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      const refused = presented
      const answer = await this.#service.refresh(async () => {
        this.#goOn()
        const token = await this.#kept.load()
        if (token === refused) return undefined
        presented = token
        return token
      }, this.#signal)
      // Refused, and the storage holds no other: had another process renewed it, that one's would be there.
      if (answer === undefined) break
      if (answer.refusal === undefined) return { pair: answer.pair }
      refusal = answer.refusal
    }
    if (refusal?.ends === 'for good') await this.#forget(presented)
    return { refusal }
  }

  /** @param {import('./service.js').Pair} pair */
  async #keep(pair) {
    const { refresh_token: refreshToken } = pair
    if (this.#isOver()) return this.#abandon(pair)
    if (pair.key !== undefined && !isBound(pair)) return this.#refuse(pair)
    // Before the pair is used: the old refresh token is good for some seconds more, and the new one is the only way on.
    if (typeof refreshToken === 'string') await this.#kept.save(refreshToken)
    if (this.#isOver()) return this.#abandon(pair)
    return pair
  }

  /** A pair that a thief could use: the program asked for one that is bound to its key. @param {import('./service.js').Pair} pair @returns {Promise<never>} */
  async #refuse({ access_token: accessToken, refresh_token: refreshToken }) {
    await this.#service.revoke(typeof refreshToken === 'string' ? refreshToken : accessToken).catch(() => {})
    throw new RenewalError('ERR_TOKEN_NOT_BOUND', 'the service does not bind tokens to keys: it answered with a bearer token')
  }

  /** A pair that came after the log-out: nothing may be left of it. @param {import('./service.js').Pair} pair @returns {Promise<never>} */
  async #abandon({ access_token: accessToken, refresh_token: refreshToken }) {
    const token = typeof refreshToken === 'string' ? refreshToken : accessToken
    await this.#forget(token)
    await this.#service.revoke(token).catch((error) => {
      throw loggedOut(error)
    })
    throw loggedOut()
  }

  /** @param {string | undefined} token unless the storage holds another by now */
  async #forget(token) {
    if ((await this.#kept.load().catch(() => undefined)) === token) await this.#kept.save(undefined)
  }

  #goOn() {
    if (this.#isOver()) throw loggedOut()
  }
}

/** @param {import('./service.js').Pair} pair */
const isBound = ({ token_type: type }) => typeof type === 'string' && type.toLowerCase() === 'dpop'

/** Of processes that renew one token in turn, each of which was overtaken: more than that is not a coincidence. */
const MAX_TURNS = 5
