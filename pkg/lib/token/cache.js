/**
 * Verified tokens: bounded in entries and in characters of token, least recently used out first.
 *
 * A ring through the entries keeps their order, so that a hit moves pointers and hashes nothing.
 */
export class VerifiedTokenCache {
  #capacity
  #characters = 0
  /** @type {Map<number, Entry>} */
  #entries = new Map()
  /** @type {any} The ring's fixed point: `newer` of it is the oldest entry, `older` of it the newest. */
  #ring = {}

  /** @param {number} capacity in entries */
  constructor(capacity) {
    this.#capacity = capacity
    this.clear()
  }

  /**
   * @param {string} token
   * @returns {import('./trust.js').Verified | undefined} what was verified for exactly this token
   */
  get(token) {
    const entry = this.#entries.get(fingerprint(token))
    if (entry === undefined || entry.token !== token) return undefined
    if (entry !== this.#ring.older) {
      unlink(entry)
      this.#link(entry)
    }
    return entry.verified
  }

  /** @param {string} token @param {import('./trust.js').Verified} verified */
  set(token, verified) {
    const key = fingerprint(token)
    this.#drop(this.#entries.get(key))
    const entry = /** @type {Entry} */ ({ key, token, verified, older: undefined, newer: undefined })
    this.#entries.set(key, entry)
    this.#link(entry)
    this.#characters += token.length
    while (this.#entries.size > this.#capacity || this.#characters > MAX_CHARACTERS) this.#drop(this.#ring.newer)
  }

  /** @param {string} token */
  delete(token) {
    const entry = this.#entries.get(fingerprint(token))
    if (entry?.token === token) this.#drop(entry)
  }

  clear() {
    this.#entries.clear()
    this.#characters = 0
    this.#ring.older = this.#ring.newer = this.#ring
  }

  /** @param {Entry} entry makes it the newest */
  #link(entry) {
    entry.newer = this.#ring
    entry.older = this.#ring.older
    entry.older.newer = entry
    this.#ring.older = entry
  }

  /** @param {Entry | undefined} entry */
  #drop(entry) {
    if (entry === undefined) return
    unlink(entry)
    this.#entries.delete(entry.key)
    this.#characters -= entry.token.length
  }
}

/** @param {Entry} entry */
const unlink = (entry) => {
  entry.older.newer = entry.newer
  entry.newer.older = entry.older
}

/**
 * 30 bits out of the middle of the signature, which are as good as random. Hashing the whole of a string that is new
 * to the engine costs ten times as much; two tokens with one fingerprint merely take each other's place.
 *
 * @param {string} token
 */
const fingerprint = (token) => {
  let bits = 0
  for (let at = token.length - 60; at < token.length - 52; at++) bits = (Math.imul(bits, 37) + token.charCodeAt(at)) | 0
  return bits & 0x3fffffff
}

/** About 4 MiB of tokens, and a few times that for their claims. */
const MAX_CHARACTERS = 4 * 1024 * 1024

/**
 * @typedef {object} Entry
 * @property {number} key
 * @property {string} token
 * @property {import('./trust.js').Verified} verified
 * @property {any} older
 * @property {any} newer
 */
