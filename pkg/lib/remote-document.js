import { Attempts } from './attempts.js'
import { fetchText } from './fetch-text.js'
import { Flight, isBoundToRequest } from './flight.js'
import { Freshness, lifetimeOf } from './freshness.js'
import { keep, restore } from './snapshot.js'

/**
 * A document at a URL that is held fresh, then stale while it is fetched again, then stale while the server fails, for
 * a bounded time. As long as there is something to use, nobody waits.
 *
 * @template T
 */
export class RemoteDocument {
  #url
  #kind
  #options
  #attempts
  #fetching = new Flight()
  #refreshing = new Flight()
  /** @type {import('./snapshot.js').Held<T> | undefined} */
  #held
  /** @type {T | undefined} what was held before, which somebody may just be using */
  #replaced
  #restored = false

  /**
   * @param {string} url
   * @param {object} kind
   * @param {string} kind.accept the media types asked for
   * @param {(text: string) => T | Promise<T>} kind.read throws on what is no such document; not called again for the
   *   same text, so what depends on the time is not for it to check
   * @param {(value: T) => void} [kind.release] frees what was read: the engine does not see memory of wasm fill
   * @param {(cause: unknown) => Error} kind.unavailable the error for a document that could not be had
   * @param {(value: T) => number | undefined} [kind.lifetime] for how many seconds the document itself says it is fresh
   * @param {boolean} [kind.mustWait] whether `ready` waits for a newer one as soon as it is stale: what it says may be late
   * @param {import('./remote-options.js').RemoteOptions} options
   */
  constructor(url, kind, options) {
    this.#url = url
    this.#kind = kind
    this.#options = options
    this.#attempts = new Attempts(options)
  }

  /** What may be used at this moment, if anything. Starts fetching in the background when it has become stale. */
  get current() {
    const held = this.#usable()
    if (held !== undefined && !held.freshness.isFresh(this.#options.now())) this.#renew()
    return held?.value
  }

  /** Why the last fetch failed, until one succeeds. */
  get failure() {
    return this.#attempts.failure
  }

  /**
   * Resolves when `current` may be read; answers without a promise while there is something to use.
   *
   * @returns {Promise<void> | undefined}
   */
  ready() {
    const held = this.#usable()
    if (held === undefined) return this.#acquire()
    const now = this.#options.now()
    if (held.freshness.isFresh(now)) return undefined
    const asked = this.#renew()
    // Where a background fetch dies with its request none may ever finish: once it is overdue, one request waits.
    return this.#kind.mustWait || (isBoundToRequest() && held.freshness.isOverdue(now)) ? asked : undefined
  }

  /** Fetches again, within bounds, because something is missing in `current`; true if it is another one now. */
  async refresh() {
    const before = this.#held?.value
    if (!this.#refreshing.isUnderWay) {
      const may = this.#attempts.mayRefresh(this.#options.now())
      if (may === 'unknown') throw this.#unavailable()
      if (may === 'no') return false
    }
    await this.#refreshing.join(() => this.#fetch()).catch((error) => {
      if (this.#held?.value === before) throw error
    })
    return this.#held?.value !== before
  }

  #usable() {
    const now = this.#options.now()
    if (this.#held === undefined) return undefined
    this.#held.freshness = this.#held.freshness.seenAt(now)
    return this.#held.freshness.isUsable(now) ? this.#held : undefined
  }

  /** @returns {Promise<void>} */
  async #acquire() {
    if (!this.#restored) await this.#restore()
    if (this.#usable() !== undefined) return this.ready()
    if (this.#attempts.backsOff(this.#options.now())) throw this.#unavailable()
    await this.#fetching.join(() => this.#fetch()).catch((error) => {
      // The answer to another request does as well.
      if (this.#usable() === undefined) throw error
    })
  }

  /** A fetch that may fail: there is something to use. Undefined where it is too early for one. */
  #renew() {
    const now = this.#options.now()
    if (this.#attempts.backsOff(now) || (isBoundToRequest() && this.#attempts.isPending(now))) return undefined
    const renewed = this.#fetching.join(() => this.#fetch()).catch(() => {})
    this.#options.waitUntil?.(renewed)
    return renewed
  }

  async #fetch() {
    const { freshFor, staleFor, now } = this.#options
    const fetchedAt = now()
    const attempt = this.#attempts.start(fetchedAt)
    try {
      const { text, headers } = await fetchText(this.#url, { ...this.#options, accept: this.#kind.accept })
      // The same text is the same value: whoever goes by its identity need not start over.
      // Nothing is awaited between finding it and adopting it, or another fetch could replace and release it meanwhile.
      const held = this.#held
      const value = held?.text === text ? held.value : await this.#kind.read(text)
      const lifetime = this.#kind.lifetime?.(value) ?? lifetimeOf(headers, freshFor)
      this.#attempts.succeed(attempt)
      await this.#adopt({ text, value, attempt, freshness: new Freshness(fetchedAt, lifetime, staleFor) })
    } catch (cause) {
      if (attempt > (this.#held?.attempt ?? 0)) this.#attempts.fail(attempt, cause, now())
      throw this.#kind.unavailable(cause)
    }
  }

  /** @param {import('./snapshot.js').Held<T>} fetched */
  async #adopt(fetched) {
    const { value } = fetched
    const before = this.#held?.value
    // A slower, older answer never replaces a newer one.
    if (this.#held !== undefined && fetched.attempt < this.#held.attempt) {
      if (value !== before && value !== this.#replaced) this.#kind.release?.(value)
      return
    }
    this.#held = fetched
    if (before !== undefined && before !== value) {
      if (this.#replaced !== undefined && this.#replaced !== value) this.#kind.release?.(this.#replaced)
      this.#replaced = before
    }
    await keep(this.#url, fetched.text, fetched.freshness, this.#options)
  }

  async #restore() {
    const kept = await restore(this.#url, this.#options)
    this.#restored = true
    if (kept === undefined || this.#held !== undefined) return
    try {
      this.#held = { ...kept, value: await this.#kind.read(kept.text), attempt: 0 }
    } catch {
      // What was kept is a head start and no more: the fetch that follows decides.
    }
  }

  #unavailable() {
    return this.#kind.unavailable(this.#attempts.failure ?? new Error(`${this.#url} is being fetched`))
  }
}
