import { ownerKey } from '../lib/service/store.js'

/**
 * A `Store` that lasts as long as its process: for tests, and for tokens that may die with it.
 *
 * @implements {Store}
 */
export class MemoryStore {
  /** @type {Map<string, string>} JSON, so that nobody shares an object with the store */
  #grants = new Map()
  /** @type {Map<string, Set<string>>} */
  #bySubject = new Map()
  /** @type {Map<number, string>} */
  #revoked = new Map()
  #statuses = 0
  /** @type {Map<string, string>} */
  #apiTokens = new Map()
  /** @type {Map<string, string>} */
  #byDigest = new Map()

  async migrate() {}

  /** @param {NewGrant} grant */
  async addGrant(grant) {
    if (this.#grants.has(grant.id)) throw new Error('the grant exists')
    const status = this.#statuses++
    this.#grants.set(grant.id, JSON.stringify({ ...grant, version: 1, status }))
    const ids = this.#bySubject.get(grant.subject) ?? new Set()
    this.#bySubject.set(grant.subject, ids.add(grant.id))
    return status
  }

  /** @param {string} id */
  async grant(id) {
    return read(this.#grants.get(id))
  }

  /** @param {Grant} grant */
  async replaceGrant(grant) {
    if (read(this.#grants.get(grant.id))?.version !== grant.version) return false
    this.#grants.set(grant.id, JSON.stringify({ ...grant, version: grant.version + 1 }))
    if (grant.revoked !== undefined) this.#revoked.set(grant.status, grant.id)
    return true
  }

  /** @param {string} subject */
  async grantsOf(subject) {
    const grants = [...(this.#bySubject.get(subject) ?? [])].map((id) => read(this.#grants.get(id)))
    return grants.filter((grant) => grant.revoked === undefined)
  }

  /** @param {number} from @param {number} to */
  async revokedStatuses(from, to) {
    return [...this.#revoked.keys()].filter((status) => from <= status && status < to)
  }

  async statuses() {
    return this.#statuses
  }

  /** @param {number} before */
  async sweep(before) {
    for (const text of this.#grants.values()) {
      const { id, subject, status, ends } = read(text)
      if (ends >= before) continue
      this.#grants.delete(id)
      this.#revoked.delete(status)
      const ids = this.#bySubject.get(subject)
      if (ids?.delete(id) && ids.size === 0) this.#bySubject.delete(subject)
    }
  }

  /** @param {ApiTokenRecord} token */
  async addApiToken(token) {
    if (this.#apiTokens.has(token.id) || this.#byDigest.has(token.digest)) throw new Error('the API token exists')
    this.#apiTokens.set(token.id, JSON.stringify({ ...token, version: 1 }))
    this.#byDigest.set(token.digest, token.id)
  }

  /** @param {string} id */
  async apiToken(id) {
    return read(this.#apiTokens.get(id))
  }

  /** @param {string} digest */
  async apiTokenByDigest(digest) {
    return read(this.#apiTokens.get(this.#byDigest.get(digest) ?? ''))
  }

  /** @param {ApiTokenRecord} token */
  async replaceApiToken(token) {
    const stored = read(this.#apiTokens.get(token.id))
    if (stored?.version !== token.version) return false
    this.#apiTokens.set(token.id, JSON.stringify({ ...token, version: token.version + 1 }))
    for (const digest of [stored.digest, stored.previous]) if (digest !== undefined) this.#byDigest.delete(digest)
    for (const digest of [token.digest, token.previous]) if (digest !== undefined) this.#byDigest.set(digest, token.id)
    return true
  }

  /** @param {{ owner?: string, after?: string, limit: number }} page */
  async apiTokens({ owner, after = '', limit }) {
    const ids = [...this.#apiTokens.keys()].filter((id) => id > after).sort()
    const tokens = ids.map((id) => read(this.#apiTokens.get(id)))
    return tokens.filter((token) => owner === undefined || ownerKey(token.owner) === owner).slice(0, limit)
  }

  async close() {}
}

/** @param {string | undefined} text */
const read = (text) => (text === undefined ? undefined : JSON.parse(text))

/** @typedef {import('../lib/service/store.js').Store} Store */
/** @typedef {import('../lib/service/store.js').Grant} Grant */
/** @typedef {import('../lib/service/store.js').NewGrant} NewGrant */
/** @typedef {import('../lib/service/store.js').ApiTokenRecord} ApiTokenRecord */
