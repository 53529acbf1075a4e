import { ClientError } from './client-error.js'
import { KeptToken } from './session/kept-token.js'
import { clientOptions } from './options.js'
import { asksForNonce } from './proofs/prover.js'
import { Outgoing } from './requests/outgoing.js'
import { follow } from './requests/redirects.js'
import { Session } from './session/session.js'
import { Timer } from './session/timer.js'
import { delay, until } from './requests/waits.js'

/** A `fetch` with a token that is always a good one: renewed before it expires, and when a request is refused. */
export class TokenClient {
  #settings
  #kept
  #session
  /** @type {Timer | undefined} */
  #timer

  /**
   * Throws a `ClientError` with `ERR_OPTION_INVALID` for a wrong option.
   *
   * @param {import('./options.js').ClientOptions} options
   */
  constructor(options) {
    this.#settings = clientOptions(options)
    this.#kept = new KeptToken(this.#settings)
    this.#session = this.#begin()
  }

  /**
   * As the global `fetch`, with the access token. A request that is answered with 401 is sent again with a renewed
   * token, a few times. Redirects are followed if they lead to one of the client's origins. A body that is a stream can
   * be sent only once: such a request is neither repeated after a 401 nor redirected with its body. With the option `proof`, each
   * request has a proof of the client's key.
   *
   * Throws a `ClientError` for a URL beyond the client's origins (`ERR_ORIGIN_NOT_ALLOWED`), and for a redirect that cannot be
   * followed (`ERR_REDIRECT_NOT_FOLLOWED`: in a browser, any). Throws a `RenewalError` if there is no token.
   *
   * @param {RequestInfo | URL} input
   * @param {RequestInit} [init]
   * @returns {Promise<Response>}
   */
  async fetch(input, init) {
    const session = this.#session
    const { outgoing, redirect, signal } = Outgoing.of(input, init)
    let refusals = 0
    /** @param {Outgoing} attempt */
    const send = async (attempt) => {
      for (let hasNonce = false; ; ) {
        const token = await until(signal, session.token())
        const response = await attempt.send(this.#settings, token)
        if (response.status !== 401) return response
        if (token.key !== undefined && !hasNonce && attempt.canRepeat && asksForNonce(response)) {
          // The token is good: it is sent once more, with the nonce.
          hasNonce = true
          await response.body?.cancel()
          continue
        }
        session.refuse(token)
        // After a log-out, a log-in for the sake of this request would bring the session back.
        if (!attempt.canRepeat || session.isOver || refusals >= this.#settings.retries) return response
        await response.body?.cancel()
        await delay(refusals++, this.#settings, { signal })
      }
    }
    return follow(outgoing, redirect, { admit: (url) => this.#admit(url), send })
  }

  /** An access token that is good for a while; renewed if need be. Throws a `RenewalError`. @returns {Promise<string>} */
  async token() {
    return (await this.#session.token()).text
  }

  /**
   * Renews by a timer, too, so that no request has to wait and `onRenewed` receives every token in time. Ends with
   * `stop()`, with `logOut()`, and when the service refuses: `onError` receives that. Throws as `token()` does.
   */
  async start() {
    this.stop()
    const timer = new Timer(this.#session, this.#settings)
    this.#timer = timer
    await this.token()
    timer.set()
  }

  /** Ends what `start` began. */
  stop() {
    this.#timer?.stop()
    this.#timer = undefined
  }

  /**
   * Logs out: ends the grant, also of a log-in that is under way, and forgets its tokens. Calls that wait for a token get
   * `ERR_LOGGED_OUT`. Throws a `RenewalError` if the service could not be informed: then the tokens are forgotten here,
   * and good until they expire.
   */
  async logOut() {
    this.stop()
    const end = this.#session.end()
    this.#session = this.#begin(end.catch(() => {}))
    await end
  }

  /** @param {Promise<unknown>} [after] */
  #begin(after) {
    return new Session(this.#settings, this.#kept, () => this.#timer?.set(), after)
  }

  /** @param {string} url */
  #admit(url) {
    const { origin } = new URL(url)
    if (this.#settings.origins.includes(origin)) return
    throw new ClientError('ERR_ORIGIN_NOT_ALLOWED', `${origin} is not one of this client's origins: it must not see the token`)
  }
}
