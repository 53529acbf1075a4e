/**
 * How long a fetched document may be used: fresh, then stale but usable, then no more (RFC 9111 §4.2, RFC 5861).
 * Every instant and duration is in seconds.
 */
export class Freshness {
  #staleFor

  /**
   * @param {number} fetchedAt when the answer was asked for
   * @param {number} lifetime how long it is fresh
   * @param {number} staleFor how long it may be used after that
   */
  constructor(fetchedAt, lifetime, staleFor) {
    this.fetchedAt = fetchedAt
    this.lifetime = lifetime
    this.#staleFor = staleFor
  }

  /** @param {number} now */
  isFresh(now) {
    return this.#age(now) < this.lifetime
  }

  /** @param {number} now */
  isUsable(now) {
    return this.#age(now) < this.lifetime + this.#staleFor
  }

  /**
   * Whether the document should have been fetched again by now, were it done in the background.
   *
   * @param {number} now
   */
  isOverdue(now) {
    return this.#age(now) >= 2 * this.lifetime
  }

  /**
   * The same, seen by a clock that was set back: stale at once, or a document "from the future" would stay fresh
   * for as long as the clock was wrong.
   *
   * @param {number} now
   */
  seenAt(now) {
    return now < this.fetchedAt - CLOCK_TOLERANCE ? new Freshness(now - this.lifetime, this.lifetime, this.#staleFor) : this
  }

  /** @param {number} now */
  #age(now) {
    return Math.max(0, now - this.fetchedAt)
  }
}

/**
 * How long an answer is fresh by its own words (`max-age`, less the `Age` it spent in caches on its way), within bounds.
 *
 * @param {Headers} headers
 * @param {number} otherwise what holds without a `max-age`, in seconds
 */
export const lifetimeOf = (headers, otherwise) => {
  const maxAge = /(?:^|[\s,])max-age="?(\d+)/i.exec(headers.get('cache-control') ?? '')?.[1]
  if (maxAge === undefined) return otherwise
  const age = /^\d+$/.exec(headers.get('age') ?? '')?.[0] ?? 0
  return bounded(Number(maxAge) - Number(age))
}

/**
 * A lifetime that neither hammers the server nor keeps a withdrawn document for days.
 *
 * @param {number} lifetime
 */
export const bounded = (lifetime) => Math.min(Math.max(lifetime, MIN_LIFETIME), MAX_LIFETIME)

/**
 * Whether less than `duration` has passed since `instant`. A clock set back ends the wait rather than prolonging it.
 *
 * @param {number | undefined} instant
 * @param {number} duration
 * @param {number} now
 */
export const isWithin = (instant, duration, now) =>
  instant !== undefined && now - instant < duration && now >= instant - CLOCK_TOLERANCE

const MIN_LIFETIME = 60
const MAX_LIFETIME = 86_400
/** NTP corrects clocks by less than this; a greater step back is another clock. */
const CLOCK_TOLERANCE = 5
