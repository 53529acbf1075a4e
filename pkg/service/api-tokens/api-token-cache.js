/**
 * API tokens that were found good not long ago, by their digests. Bounded in time, by which a revocation in another
 * process may come late, and in number.
 */
export class ApiTokenCache {
  #seconds
  /** @type {Map<string, { record: ApiTokenRecord, until: number }>} */
  #known = new Map()
  #forgotten = 0

  /** @param {number} seconds 0 keeps none */
  constructor(seconds) {
    this.#seconds = seconds
  }

  /** Names this moment, before a record is looked up: see `keep`. */
  get moment() {
    return this.#forgotten
  }

  /** @param {string} digest @param {number} now */
  find(digest, now) {
    const known = this.#known.get(digest)
    // A clock that was set back must not prolong the time.
    return known !== undefined && now < known.until && now >= known.until - this.#seconds ? known.record : undefined
  }

  /**
   * Keeps a record that was looked up since `moment`, unless one was forgotten meanwhile: it may be that very one, as it
   * was before its revocation.
   *
   * @param {string} digest
   * @param {ApiTokenRecord} record
   * @param {number} now
   * @param {number} moment
   */
  keep(digest, record, now, moment) {
    if (this.#seconds === 0 || moment !== this.#forgotten) return
    this.#known.delete(digest)
    this.#known.set(digest, { record, until: now + this.#seconds })
    if (this.#known.size > MAX) this.#known.delete(/** @type {string} */ (this.#known.keys().next().value))
  }

  /** Replaces a kept record by its newer state, for no longer. @param {string} digest @param {ApiTokenRecord} record */
  update(digest, record) {
    const known = this.#known.get(digest)
    if (known?.record.id === record.id) known.record = record
  }

  /** @param {string} id */
  forget(id) {
    this.#forgotten++
    for (const [digest, { record }] of this.#known) if (record.id === id) this.#known.delete(digest)
  }
}

const MAX = 10_000

/** @typedef {import('../store/store.js').ApiTokenRecord} ApiTokenRecord */
