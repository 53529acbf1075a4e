import { requireIssuer, requireStorable, storableText } from '../service/store/storable.js'
import { STORE_VERSION, endOf, ownerKey } from '../service/store/store.js'
import { storeOptions } from './shared/options.js'

/**
 * A `Store` that lasts as long as its process: for tests, and for tokens that may die with it.
 *
 * @implements {Store}
 */
export class MemoryStore {
  /** @readonly @type {2} of the interface */
  version = STORE_VERSION
  #statuses = 0
  /** @type {Map<string, ReturnType<typeof emptySpace>>} one per issuer, so that no look-up reaches another's records */
  #spaces = new Map()

  /** @param {{}} [options] there are none */
  constructor(options) {
    storeOptions(options, {})
  }

  async migrate() {}

  /** @param {Owned<NewGrant>} grant */
  async addGrant(grant) {
    const { grants, bySubject } = this.#of(grant.issuer)
    if (grants.has(grant.id)) throw new Error('the grant exists')
    const status = this.#statuses
    grants.set(grant.id, storableText({ ...grant, version: 1, status }))
    this.#statuses++
    bySubject.set(grant.subject, (bySubject.get(grant.subject) ?? new Set()).add(grant.id))
    return status
  }

  /** @param {string} issuer @param {string} id */
  async grant(issuer, id) {
    return read(this.#of(issuer).grants.get(id))
  }

  /** @param {Owned<Grant>} grant */
  async replaceGrant(grant) {
    const { grants, revoked } = this.#of(grant.issuer)
    if (read(grants.get(grant.id))?.version !== grant.version) return false
    grants.set(grant.id, storableText({ ...grant, version: grant.version + 1 }))
    if (grant.revoked !== undefined) revoked.add(grant.status)
    return true
  }

  /** @param {string} issuer @param {string} subject */
  async grantsOf(issuer, subject) {
    requireStorable(subject)
    const { grants, bySubject } = this.#of(issuer)
    return [...(bySubject.get(subject) ?? [])].map((id) => read(grants.get(id))).filter((grant) => grant.revoked === undefined)
  }

  /** @param {string} issuer @param {number} from @param {number} to */
  async revokedStatuses(issuer, from, to) {
    return [...this.#of(issuer).revoked].filter((status) => from <= status && status < to)
  }

  async statuses() {
    return this.#statuses
  }

  /** @param {string} issuer @param {{ grants: number, apiTokens: number }} before */
  async sweep(issuer, before) {
    const { grants, bySubject, revoked, apiTokens, byDigest } = this.#of(issuer)
    for (const { id, subject, status, ends } of [...grants.values()].map(read)) {
      if (ends >= before.grants) continue
      grants.delete(id)
      revoked.delete(status)
      const ids = bySubject.get(subject)
      if (ids?.delete(id) && ids.size === 0) bySubject.delete(subject)
    }
    for (const token of [...apiTokens.values()].map(read)) {
      if ((endOf(token) ?? Infinity) >= before.apiTokens) continue
      apiTokens.delete(token.id)
      for (const digest of [token.digest, token.previous]) byDigest.delete(digest)
    }
  }

  /** @param {Owned<ApiTokenRecord>} token */
  async addApiToken(token) {
    const { apiTokens, byDigest } = this.#of(token.issuer)
    if (apiTokens.has(token.id) || byDigest.has(token.digest)) throw new Error('the API token exists')
    apiTokens.set(token.id, storableText({ ...token, version: 1 }))
    byDigest.set(token.digest, token.id)
  }

  /** @param {string} issuer @param {string} id */
  async apiToken(issuer, id) {
    return read(this.#of(issuer).apiTokens.get(id))
  }

  /** @param {string} issuer @param {string} digest */
  async apiTokenByDigest(issuer, digest) {
    const { apiTokens, byDigest } = this.#of(issuer)
    return read(apiTokens.get(byDigest.get(digest) ?? ''))
  }

  /** @param {Owned<ApiTokenRecord>} token */
  async replaceApiToken(token) {
    const { apiTokens, byDigest } = this.#of(token.issuer)
    const stored = read(apiTokens.get(token.id))
    if (stored?.version !== token.version) return false
    apiTokens.set(token.id, storableText({ ...token, version: token.version + 1 }))
    for (const digest of [stored.digest, stored.previous]) byDigest.delete(digest)
    for (const digest of [token.digest, token.previous]) if (digest !== undefined) byDigest.set(digest, token.id)
    return true
  }

  /** @param {string} issuer @param {{ owner?: string, after?: string, limit: number }} page */
  async apiTokens(issuer, { owner, after = '', limit }) {
    requireStorable(owner, after)
    const { apiTokens } = this.#of(issuer)
    const tokens = [...apiTokens.keys()].filter((id) => id > after).sort().map((id) => read(apiTokens.get(id)))
    return tokens.filter((token) => owner === undefined || ownerKey(token.owner) === owner).slice(0, limit)
  }

  async close() {}

  /** @param {string} issuer */
  #of(issuer) {
    const space = this.#spaces.get(issuer) ?? emptySpace()
    this.#spaces.set(requireIssuer(issuer), space)
    return space
  }
}

/** Records are JSON, so that nobody shares an object with the store. */
const emptySpace = () => ({
  /** @type {Map<string, string>} */ grants: new Map(),
  /** @type {Map<string, Set<string>>} */ bySubject: new Map(),
  /** @type {Set<number>} */ revoked: new Set(),
  /** @type {Map<string, string>} */ apiTokens: new Map(),
  /** @type {Map<string, string>} */ byDigest: new Map(),
})

/** @param {string | undefined} text */
const read = (text) => (text === undefined ? undefined : JSON.parse(text))

/** @template Stored @typedef {import('../service/store/store.js').Owned<Stored>} Owned */
/** @typedef {import('../service/store/store.js').Store} Store */
/** @typedef {import('../service/store/store.js').Grant} Grant */
/** @typedef {import('../service/store/store.js').NewGrant} NewGrant */
/** @typedef {import('../service/store/store.js').ApiTokenRecord} ApiTokenRecord */
