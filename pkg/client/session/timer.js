import { call } from '../requests/call.js'
import { RenewalError } from './renewal-error.js'
import { LONGEST_WAIT } from '../requests/waits.js'

/** Renews a session in time, whether or not there are requests, until it is stopped. */
export class Timer {
  #session
  #settings
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  #isStopped = false

  /** @param {import('./session.js').Session} session @param {import('../options.js').Settings} settings */
  constructor(session, settings) {
    this.#session = session
    this.#settings = settings
  }

  stop() {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  /** Sets it for the time at which the token is to be renewed, or for that many seconds from now. @param {number} [seconds] */
  set(seconds = this.#session.renewAt - this.#settings.now()) {
    clearTimeout(this.#timer)
    if (this.#isStopped) return
    const wait = Math.max(seconds, 1) + this.#settings.random()
    // Longer ones fire at once. This one fires early, renews nothing, and is set again; so it is if there is no number.
    this.#timer = setTimeout(() => this.#fire(), (wait < LONGEST_WAIT ? wait : LONGEST_WAIT) * 1000)
    // A timer alone must not keep a program running.
    if (typeof this.#timer === 'object') this.#timer.unref?.()
  }

  async #fire() {
    const { maxDelay, random, onError } = this.#settings
    try {
      await this.#session.renew()
      this.set()
    } catch (error) {
      if (this.#isStopped) return
      call(onError, error).catch(() => {})
      // The same credentials again and again would lock an account.
      if (isTemporary(error)) this.set(maxDelay * random())
      else this.stop()
    }
  }
}

/** @param {unknown} error */
const isTemporary = (error) => !(error instanceof RenewalError) || /^ERR_(SERVICE|STORAGE)_UNAVAILABLE$/.test(error.code)
