import { atMost } from './deadline.js'
import { Flight, isBoundToRequest } from './flight.js'
import { LocalCopy, PATIENCE } from './local-copy.js'

/**
 * A document at a URL that is held fresh, then stale while it is fetched again, then stale while the server fails, for
 * a bounded time. A request waits only if there is nothing to use, or if what there is should have been replaced by now.
 *
 * @template T
 */
export class RemoteDocument {
  #kind
  #options
  /** @type {LocalCopy<T>} */
  #copy
  #fetching = new Flight()
  #refreshing = new Flight()
  #restoring = new Flight()
  /** The attempt that has had all the time that a request waits for an overdue document. */
  #outwaited = 0

  /**
   * @param {string} url
   * @param {import('./local-copy.js').Kind<T>} kind
   * @param {import('./options.js').RemoteOptions} options
   */
  constructor(url, kind, options) {
    this.#kind = kind
    this.#options = options
    this.#copy = new LocalCopy(url, kind, options)
  }

  /** What may be used at this moment, if anything. Starts fetching in the background when it has become stale. */
  get current() {
    const now = this.#options.now()
    const held = this.#copy.usable(now)
    if (held !== undefined && !held.freshness.isFresh(now)) this.#renew(now)
    return held?.value
  }

  /** Why the last fetch failed, until one succeeds. */
  get failure() {
    return this.#copy.attempts.failure
  }

  /**
   * Resolves when `current` may be read; answers without a promise while there is nothing to wait for.
   *
   * @returns {Promise<void> | undefined}
   */
  ready() {
    const now = this.#options.now()
    const held = this.#copy.usable(now)
    if (held === undefined) return this.#acquire()
    if (held.freshness.isFresh(now)) return undefined
    const asked = this.#renew(now)
    if (asked === undefined || this.#kind.mustWait) return asked
    return held.freshness.isOverdue(now) ? this.#briefly(asked) : undefined
  }

  /** Fetches again, within bounds, because something is missing in `current`; true if it is another one now. */
  async refresh() {
    const before = this.#copy.value
    if (!this.#refreshing.isUnderWay) {
      const may = this.#copy.attempts.mayRefresh(this.#options.now())
      if (may === 'unknown') throw this.#copy.unavailable()
      if (may === 'no') return false
    }
    await this.#refreshing.join(() => this.#copy.fetch()).catch((error) => {
      if (this.#copy.value === before) throw error
    })
    return this.#copy.value !== before
  }

  /** Releases what is held, and what is still to come. */
  free() {
    this.#copy.free()
  }

  /** @returns {Promise<void>} */
  async #acquire() {
    const restored = this.#copy.isRestored ? undefined : this.#restoring.join(() => this.#copy.restore())
    // A place that hangs must not keep a request from the server.
    if (restored !== undefined) await atMost(PATIENCE, restored)
    const now = this.#options.now()
    if (this.#copy.usable(now) !== undefined) return this.ready()
    const asked = this.#copy.attempts.backsOff(now) ? Promise.reject(this.#copy.unavailable()) : this.#ask()
    await asked.catch(async (error) => {
      await restored
      // The answer to another request does as well.
      if (this.#copy.usable(this.#options.now()) === undefined) throw error
    })
  }

  /** A fetch that may fail: there is something to use. Undefined if it is too early for one. @param {number} now */
  #renew(now) {
    const { attempts } = this.#copy
    if (attempts.backsOff(now) || (isBoundToRequest() && attempts.isPending(now))) return undefined
    const renewed = this.#ask().catch(() => {})
    this.#copy.announce(renewed)
    return renewed
  }

  #ask() {
    return this.#fetching.join(() => this.#copy.fetch())
  }

  /**
   * Waits for a document that is overdue: for each attempt only in the first second of it, so that a server that hangs
   * does not slow every request down.
   *
   * @param {Promise<void>} asked
   */
  #briefly(asked) {
    // Here a fetch may die with the request that made it, and the next one waits for its own.
    if (isBoundToRequest()) return asked
    const attempt = this.#copy.attempts.latest
    if (this.#outwaited === attempt) return undefined
    return atMost(PATIENCE, asked).then(() => {
      this.#outwaited = attempt
    })
  }
}
