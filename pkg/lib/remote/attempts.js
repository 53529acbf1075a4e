import { isWithin } from './freshness.js'

/**
 * When a server may be asked again: failures back off, up to once per `cooldown`, and so do refreshes that anyone
 * can cause. Instants are of the program's clock, so that it holds in a runtime whose timers die with a request.
 */
export class Attempts {
  #options
  #count = 0
  /** @type {number | undefined} */
  #pendingSince
  /** @type {{ cause: unknown, at: number, count: number } | undefined} */
  #failure
  /** @type {number | undefined} */
  #refreshedAt
  #refreshes = 0

  /** @param {{ cooldown: number, timeout: number }} options in seconds */
  constructor(options) {
    this.#options = options
  }

  /** Why the last attempt failed, until one succeeds. */
  get failure() {
    return this.#failure?.cause
  }

  /** The attempt that was started last. */
  get latest() {
    return this.#count
  }

  /** @param {number} now @returns {number} the attempt, greater than all before it */
  start(now) {
    this.#pendingSince = now
    return ++this.#count
  }

  /** @param {number} attempt */
  succeed(attempt) {
    this.#failure = undefined
    this.#settle(attempt)
  }

  /** @param {number} attempt @param {unknown} cause @param {number} now */
  fail(attempt, cause, now) {
    this.#failure = { cause, at: now, count: (this.#failure?.count ?? 0) + 1 }
    this.#settle(attempt)
  }

  /** Whether an attempt is under way: one that never reported counts until its time is up. @param {number} now */
  isPending(now) {
    return isWithin(this.#pendingSince, this.#options.timeout, now)
  }

  /** Whether the last failure is too recent to ask again: 1, 2, 4, … seconds. @param {number} now */
  backsOff(now) {
    const { at, count } = this.#failure ?? { at: undefined, count: 0 }
    return isWithin(at, Math.min(2 ** (count - 1), this.#options.cooldown), now)
  }

  /**
   * Whether a token's unknown `kid` may lead to another attempt: the first of each cooldown does, or the first after a
   * failure's back-off, and those that come while its answer is awaited, up to a bound, since each request must ask on its own if no promise is shared.
   *
   * @param {number} now
   * @returns {'yes' | 'no' | 'unknown'} 'unknown' while it is not known yet whether the key exists
   */
  mayRefresh(now) {
    if (this.backsOff(now)) return 'unknown'
    // A failure says nothing about the key: its back-off alone decides when the next may be made.
    const hasFailed = this.#failure !== undefined && !this.isPending(now)
    const starts = hasFailed || !isWithin(this.#refreshedAt, this.#options.cooldown, now)
    if (!starts && !this.isPending(now)) return 'no'
    if (!starts && this.#refreshes >= MAX_REFRESHES) return 'unknown'
    if (starts) this.#refreshedAt = now
    this.#refreshes = starts ? 1 : this.#refreshes + 1
    return 'yes'
  }

  /** @param {number} attempt */
  #settle(attempt) {
    if (attempt === this.#count) this.#pendingSince = undefined
  }
}

const MAX_REFRESHES = 8
