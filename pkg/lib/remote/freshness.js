/**
 * How long a fetched document may be used: fresh, then stale but usable, then no more (RFC 9111 §4.2, RFC 5861).
 * Every instant and duration is in seconds.
 */
export class Freshness {
  #times
  #freshUntil
  #usableUntil

  /** @param {Times} times */
  constructor(times) {
    const { fetchedAt, since = fetchedAt, lifetime, staleFor, rest = 0, expires = Infinity } = times
    this.#times = times
    this.lifetime = lifetime
    /** From when its age counts. What a server answers with is stale at worst, not useless: nothing newer is available. */
    this.since = Math.max(Math.min(since, fetchedAt), fetchedAt - lifetime)
    this.#freshUntil = Math.min(Math.max(this.since + lifetime, fetchedAt + Math.min(rest, lifetime)), expires)
    this.#usableUntil = Math.min(Math.max(this.since + lifetime + staleFor, this.#freshUntil), expires)
  }

  /** @param {number} now */
  isFresh(now) {
    return now < this.#freshUntil
  }

  /** @param {number} now */
  isUsable(now) {
    return now < this.#usableUntil
  }

  /**
   * Whether the document should have been fetched again by now, if that had been done in the background.
   *
   * @param {number} now
   */
  isOverdue(now) {
    return now >= this.#freshUntil + BACKGROUND
  }

  /**
   * The same, seen by a clock that was set back: stale at once, or a document "from the future" would stay fresh
   * for as long as the clock was wrong.
   *
   * @param {number} now
   */
  seenAt(now) {
    if (now >= this.#times.fetchedAt - CLOCK_TOLERANCE) return this
    return new Freshness({ ...this.#times, fetchedAt: now, since: now - this.lifetime, rest: 0 })
  }
}

/**
 * Whether less than `duration` has passed since `instant`. A clock set back ends the wait rather than prolonging it.
 *
 * @param {number | undefined} instant
 * @param {number} duration
 * @param {number} now
 */
export function isWithin(instant, duration, now) {
  return instant !== undefined && now - instant < duration && now >= instant - CLOCK_TOLERANCE
}

/** For so long a stale document is used while a newer one is fetched: a program that is in use never waits. */
const BACKGROUND = 60
/** NTP corrects clocks by less than this; a greater step back is another clock. */
const CLOCK_TOLERANCE = 5

/**
 * @typedef {object} Times
 * @property {number} fetchedAt when the answer was asked for
 * @property {number} [since] from when its age counts, if that is earlier: caches had it, or it was signed before
 * @property {number} lifetime how long it is fresh
 * @property {number} staleFor how long it may be used after that
 * @property {number} [rest] how long it is not asked for again, however old it was when it came
 * @property {number} [expires] when it ends by its own words
 */
