/**
 * API tokens that were found good not long ago, by their digests. Bounded in time, by which a revocation in another
 * process may come late, and in number.
 */
export class GoodTokens {
  #seconds
  /** @type {Map<string, { record: ApiTokenRecord, until: number }>} */
  #known = new Map()

  /** @param {number} seconds 0 keeps none */
  constructor(seconds) {
    this.#seconds = seconds
  }

  /** @param {string} digest @param {number} now */
  find(digest, now) {
    const known = this.#known.get(digest)
    // A clock that was set back must not prolong the time.
    return known !== undefined && now < known.until && now >= known.until - this.#seconds ? known.record : undefined
  }

  /** @param {string} digest @param {ApiTokenRecord} record @param {number} now */
  keep(digest, record, now) {
    if (this.#seconds === 0) return
    this.#known.delete(digest)
    this.#known.set(digest, { record, until: now + this.#seconds })
    if (this.#known.size > MAX) this.#known.delete(/** @type {string} */ (this.#known.keys().next().value))
  }

  /** @param {string} id */
  forget(id) {
    for (const [digest, { record }] of this.#known) if (record.id === id) this.#known.delete(digest)
  }
}

const MAX = 10_000

/** @typedef {import('./store.js').ApiTokenRecord} ApiTokenRecord */
