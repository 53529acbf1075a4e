import { Attempts } from './attempts.js'
import { ageOf, lifetimeOf } from './cache-headers.js'
import { atMost } from './deadline.js'
import { fetchText } from './fetch-text.js'
import { isBoundToRequest } from './flight.js'
import { Freshness } from './freshness.js'
import { Shelf } from './shelf.js'
import { Snapshots, restore } from './snapshot.js'

/**
 * What is held of a document at a URL: fetched, judged, kept for the next start. When it is fetched, and who waits for
 * that, is for `RemoteDocument` to say.
 *
 * @template T
 */
export class LocalCopy {
  #url
  #kind
  #options
  #snapshots
  /** @type {Shelf<T>} */
  #shelf

  /**
   * @param {string} url
   * @param {Kind<T>} kind
   * @param {import('./options.js').RemoteOptions} options
   */
  constructor(url, kind, options) {
    this.#url = url
    this.#kind = kind
    this.#options = options
    this.#snapshots = new Snapshots(options)
    this.#shelf = new Shelf(kind.release)
    /** @readonly */
    this.attempts = new Attempts(options)
    /** Whether `restore` has been done. */
    this.isRestored = options.load === undefined
  }

  /** What is held, usable or not. */
  get value() {
    return this.#shelf.held?.value
  }

  /** What may be used, with how long it may be. @param {number} now */
  usable(now) {
    const { held } = this.#shelf
    if (held === undefined) return undefined
    held.freshness = held.freshness.seenAt(now)
    return held.freshness.isUsable(now) ? held : undefined
  }

  /** Takes the place of what is held with the server's answer. */
  async fetch() {
    const fetchedAt = this.#options.now()
    const attempt = this.attempts.start(fetchedAt)
    try {
      const { text, headers } = await fetchText(this.#url, { ...this.#options, accept: this.#kind.accept })
      // The same text is the same value: whatever goes by its identity need not start over.
      // Nothing is awaited between finding it and shelving it, or another fetch could replace and release it meanwhile.
      const { held } = this.#shelf
      const value = held?.text === text ? held.value : await this.#kind.read(text, this.#url)
      const freshness = this.#judge(value, headers, fetchedAt)
      this.attempts.succeed(attempt)
      if (this.#shelf.put({ text, value, attempt, freshness })) await this.#keep(text, freshness)
    } catch (cause) {
      if (attempt > (this.#shelf.held?.attempt ?? 0)) this.attempts.fail(attempt, cause, this.#options.now())
      throw this.#kind.unavailable(cause)
    }
  }

  /** Takes what was kept for the next start, which this is, unless something is held already. */
  async restore() {
    const kept = await restore(this.#url, this.#options)
    this.isRestored = true
    if (kept === undefined || this.#shelf.held !== undefined) return
    try {
      this.#shelf.put({ ...kept, value: await this.#kind.read(kept.text, this.#url), attempt: 0 })
    } catch {
      // What was kept is a head start and no more: the fetch that follows decides.
    }
  }

  /** Asks the runtime to stay alive for work that no request waits for; whether it will. @param {Promise<void>} work */
  announce(work) {
    const { waitUntil } = this.#options
    try {
      waitUntil?.(work)
      return waitUntil !== undefined
    } catch {
      // Outside of a request there is nothing to stay alive for.
      return false
    }
  }

  /** The error that says why there is nothing to use. */
  unavailable() {
    return this.#kind.unavailable(this.attempts.failure ?? new Error(`${this.#url} is being fetched`))
  }

  /** Releases what is held, and what is still to come. */
  free() {
    this.#shelf.free()
  }

  /** For how long the value may be used, if at all. @param {T} value @param {Headers} headers @param {number} fetchedAt */
  #judge(value, headers, fetchedAt) {
    const { freshFor, staleFor, now } = this.#options
    try {
      this.#kind.refuse?.(value, this.#shelf.held?.value, now())
    } catch (error) {
      this.#shelf.discard(value)
      throw error
    }
    const { lifetime = lifetimeOf(headers, freshFor), issuedAt = fetchedAt, expires } = this.#kind.times?.(value) ?? {}
    const since = Math.min(fetchedAt - ageOf(headers), issuedAt)
    return new Freshness({ fetchedAt, since, lifetime, staleFor, rest: this.#kind.rest(lifetime), expires })
  }

  /** A request waits for `save` only if it would die with the request, and then briefly. @param {string} text @param {Freshness} freshness */
  async #keep(text, freshness) {
    const kept = this.#snapshots.keep(this.#url, text, freshness)
    if (kept !== undefined && !this.announce(kept) && isBoundToRequest()) await atMost(PATIENCE, kept)
  }
}

/** How long a request waits, in seconds, for what it could do without. */
export const PATIENCE = 1

/**
 * @template T
 * @typedef {object} Kind what a document is
 * @property {string} accept the media types asked for
 * @property {(text: string, url: string) => T | Promise<T>} read throws on what is not such a document; not called again
 *   for the same text, so what depends on the time is for `refuse` to check
 * @property {(value: T, held: T | undefined, now: number) => void} [refuse] throws if the value must not replace `held`
 * @property {(value: T) => DocumentTimes} [times] what the document itself says of its time
 * @property {(lifetime: number) => number} rest for how many seconds it is not asked for again, however old it was
 * @property {(value: T) => void} [release] frees what was read: the engine does not see memory of wasm fill
 * @property {(cause: unknown) => Error} unavailable the error for a document that is not available
 * @property {boolean} [mustWait] whether `ready` waits for a newer one as soon as it is stale: what it says may be late
 */

/** @typedef {{ lifetime?: number, issuedAt?: number, expires?: number }} DocumentTimes in seconds */
