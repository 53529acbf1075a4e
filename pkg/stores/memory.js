import { requireIssuer, requireStorable, storableText } from '../service/store/storable.js'
import { STORE_VERSION, endOf, ownerKey } from '../service/store/store.js'
import { addTo, emptySpace, read, takeFrom } from './shared/memory-space.js'
import { storeOptions } from './shared/options.js'
import { replaysIn } from './shared/replays.js'

/**
 * A `Store` that lasts as long as its process: for tests, and for tokens that may die with it.
 *
 * @implements {Store}
 */
export class MemoryStore {
  /** @readonly @type {4} of the interface */
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
    const { grants, bySubject, byApiToken } = this.#of(grant.issuer)
    if (grants.has(grant.id)) throw new Error('the grant exists')
    const status = this.#statuses
    grants.set(grant.id, storableText({ ...grant, version: 1, status }))
    this.#statuses++
    addTo(bySubject, grant.subject, grant.id)
    if (grant.apiToken !== undefined) addTo(byApiToken, grant.apiToken, grant.id)
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

  /** @param {string} issuer @param {import('../service/store/store.js').GrantsPage} page */
  async grantsOf(issuer, { subject, apiToken, after = '', limit }) {
    requireStorable(subject, apiToken, after)
    const { grants, bySubject, byApiToken } = this.#of(issuer)
    const ids = (subject === undefined ? byApiToken.get(/** @type {string} */ (apiToken)) : bySubject.get(subject)) ?? []
    const living = [...ids].filter((id) => id > after).sort().map((id) => read(grants.get(id))).filter((grant) => grant.revoked === undefined)
    return living.slice(0, limit)
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
    const { grants, bySubject, byApiToken, revoked, apiTokens, byOwner, byDigest } = this.#of(issuer)
    for (const { id, subject, apiToken, status, ends } of [...grants.values()].map(read)) {
      if (ends >= before.grants) continue
      grants.delete(id)
      revoked.delete(status)
      takeFrom(bySubject, subject, id)
      takeFrom(byApiToken, apiToken, id)
    }
    for (const token of [...apiTokens.values()].map(read)) {
      if ((endOf(token) ?? Infinity) >= before.apiTokens) continue
      apiTokens.delete(token.id)
      takeFrom(byOwner, ownerKey(token.owner), token.id)
      for (const digest of [token.digest, token.previous]) byDigest.delete(digest)
    }
  }

  /** @param {Owned<ApiTokenRecord>} token */
  async addApiToken(token) {
    const { apiTokens, byOwner, byDigest } = this.#of(token.issuer)
    if (apiTokens.has(token.id) || byDigest.has(token.digest)) throw new Error('the API token exists')
    apiTokens.set(token.id, storableText({ ...token, version: 1 }))
    addTo(byOwner, ownerKey(token.owner), token.id)
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
    const { apiTokens, byOwner } = this.#of(issuer)
    const ids = [...(owner === undefined ? apiTokens.keys() : (byOwner.get(owner) ?? []))]
    return ids.filter((id) => id > after).sort().slice(0, limit).map((id) => read(apiTokens.get(id)))
  }

  /** @param {string} issuer @param {string} owner @param {number} now */
  async countApiTokens(issuer, owner, now) {
    requireStorable(owner)
    const { apiTokens, byOwner } = this.#of(issuer)
    return [...(byOwner.get(owner) ?? [])].filter((id) => (endOf(read(apiTokens.get(id))) ?? Infinity) > now).length
  }

  /** @param {string} issuer @param {import('../service/store/store.js').EndingPage} page */
  async endingApiTokens(issuer, { from, to, after = { end: -Infinity, id: '' }, limit }) {
    const tokens = [...this.#of(issuer).apiTokens.values()].map(read).map((token) => ({ token, end: endOf(token) ?? Infinity }))
    const isMeant = (/** @type {any} */ { token, end }) => from <= end && end < to && (end > after.end || (end === after.end && token.id > after.id))
    const ordered = tokens.filter(isMeant).sort((one, other) => one.end - other.end || (one.token.id < other.token.id ? -1 : 1))
    return ordered.slice(0, limit).map(({ token }) => token)
  }

  /** @param {string} issuer @param {Proof} proof @param {number} now */
  async rememberProof(issuer, proof, now) {
    return this.#of(issuer).proofs.remember(proof, now)
  }

  /** What remembers proofs here for a `Verifier`: its `dpop.replays`. @param {string} name of the API, such as its URL */
  replays(name) {
    return replaysIn(this, name)
  }

  /** @param {string} issuer */
  async keyRing(issuer) {
    return read(this.#of(issuer).keyRing)
  }

  /** @param {Owned<KeyRingRecord>} ring */
  async replaceKeyRing(ring) {
    const space = this.#of(ring.issuer)
    if ((read(space.keyRing)?.version ?? 0) !== ring.version) return false
    space.keyRing = storableText({ ...ring, version: ring.version + 1 })
    return true
  }

  async close() {}

  /** @param {string} issuer */
  #of(issuer) {
    const space = this.#spaces.get(issuer) ?? emptySpace()
    this.#spaces.set(requireIssuer(issuer), space)
    return space
  }
}

/** @template Stored @typedef {import('../service/store/store.js').Owned<Stored>} Owned */
/** @typedef {import('../service/store/store.js').Store} Store */
/** @typedef {import('countersign').Proof} Proof */
/** @typedef {import('../service/store/store.js').Grant} Grant */
/** @typedef {import('../service/store/store.js').NewGrant} NewGrant */
/** @typedef {import('../service/store/store.js').ApiTokenRecord} ApiTokenRecord */
/** @typedef {import('../service/store/store.js').KeyRingRecord} KeyRingRecord */
