import { invalidOption } from '../http/invalid-option.js'
import { requireIssuer } from '../service/store/storable.js'
import { STORE_VERSION } from '../service/store/store.js'
import { ObjectStore } from './shared/durable-object.js'
import { replaysIn } from './shared/replays.js'
import { SHARDS, countBelow, merged, numbered, shardOf, statusIn } from './shared/shards.js'

export { TokenObject } from './shared/durable-object.js'

/**
 * A `Store` in Cloudflare's Durable Objects: `new DurableObjectsStore(env.TOKENS)`.
 *
 * A grant lies in one of 16 objects, by its id: what a refresh or a check asks for, so that each is one call of one object.
 * So does a proof. Lists by subject and status lists ask all 16. An issuer's API tokens and key ring lie in one more.
 *
 * @implements {Store}
 */
export class DurableObjectsStore {
  /** @readonly @type {4} of the interface */
  version = STORE_VERSION
  #namespace
  #shards

  /** Throws ERR_OPTION_INVALID for what is not a namespace. @param {ObjectNamespace} namespace the binding */
  constructor(namespace) {
    if (typeof namespace?.idFromName !== 'function') throw invalidOption('namespace', 'must be a Durable Objects binding, like env.TOKENS')
    this.#namespace = namespace
    this.#shards = Array.from({ length: SHARDS }, (_, shard) => new ObjectStore(namespace, `grants-${shard}`))
  }

  /** Each object has made its tables before it answers. */
  async migrate() {}

  /** @param {Owned<NewGrant>} grant */
  async addGrant(grant) {
    requireIssuer(grant.issuer)
    const shard = shardOf(grant.id)
    return statusIn(shard, await this.#shards[shard].addGrant(grant))
  }

  /** @param {string} issuer @param {string} id @returns {Promise<Owned<Grant> | undefined>} */
  async grant(issuer, id) {
    const shard = shardOf(id)
    return numbered(shard, await this.#shards[shard].grant(issuer, id))
  }

  /** @param {Owned<Grant>} grant */
  async replaceGrant(grant) {
    return this.#shards[shardOf(grant.id)].replaceGrant(grant)
  }

  /** @param {string} issuer @param {import('../service/store/store.js').GrantsPage} page */
  async grantsOf(issuer, page) {
    const found = await this.#all(async (store, shard) => (await store.grantsOf(issuer, page)).map((grant) => numbered(shard, grant)))
    return merged(/** @type {Owned<Grant>[]} */ (found.flat()), page.limit)
  }

  /** @param {string} issuer @param {number} from @param {number} to */
  async revokedStatuses(issuer, from, to) {
    const found = await this.#all(async (store, shard) => {
      const [first, end] = [from, to].map((status) => countBelow(shard, status))
      return (await store.revokedStatuses(issuer, first, end)).map((status) => statusIn(shard, status))
    })
    return found.flat()
  }

  async statuses() {
    const lasts = await this.#all(async (store, shard) => statusIn(shard, (await store.statuses()) - 1))
    return Math.max(-1, ...lasts) + 1
  }

  /** @param {string} issuer @param {{ grants: number, apiTokens: number, proofs?: number }} before */
  async sweep(issuer, before) {
    await Promise.all([this.#of(issuer), ...this.#shards].map((store) => store.sweep(issuer, before)))
  }

  /** @param {Owned<ApiTokenRecord>} token */
  async addApiToken(token) {
    return this.#of(token.issuer).addApiToken(token)
  }

  /** @param {string} issuer @param {string} id @returns {Promise<Owned<ApiTokenRecord> | undefined>} */
  async apiToken(issuer, id) {
    return this.#of(issuer).apiToken(issuer, id)
  }

  /** @param {string} issuer @param {string} digest @returns {Promise<Owned<ApiTokenRecord> | undefined>} */
  async apiTokenByDigest(issuer, digest) {
    return this.#of(issuer).apiTokenByDigest(issuer, digest)
  }

  /** @param {Owned<ApiTokenRecord>} token */
  async replaceApiToken(token) {
    return this.#of(token.issuer).replaceApiToken(token)
  }

  /** @param {string} issuer @param {{ owner?: string, after?: string, limit: number }} page */
  async apiTokens(issuer, page) {
    return this.#of(issuer).apiTokens(issuer, page)
  }

  /** @param {string} issuer @param {string} owner @param {number} now */
  async countApiTokens(issuer, owner, now) {
    return this.#of(issuer).countApiTokens(issuer, owner, now)
  }

  /** @param {string} issuer @param {import('../service/store/store.js').EndingPage} page */
  async endingApiTokens(issuer, page) {
    return this.#of(issuer).endingApiTokens(issuer, page)
  }

  /** @param {string} issuer @returns {Promise<Owned<KeyRingRecord> | undefined>} */
  async keyRing(issuer) {
    return this.#of(issuer).keyRing(issuer)
  }

  /** @param {Owned<KeyRingRecord>} ring */
  async replaceKeyRing(ring) {
    return this.#of(ring.issuer).replaceKeyRing(ring)
  }

  /** @param {string} issuer @param {import('countersign').Proof} proof @param {number} now */
  async rememberProof(issuer, proof, now) {
    return this.#shards[shardOf(proof.id)].rememberProof(issuer, proof, now)
  }

  /** What remembers proofs here for a `Verifier`: its `dpop.replays`. @param {string} name of the API, such as its URL */
  replays(name) {
    return replaysIn(this, name)
  }

  async close() {}

  /** The object of what is not a grant. @param {string} issuer */
  #of(issuer) {
    return new ObjectStore(this.#namespace, `issuer:${requireIssuer(issuer)}`)
  }

  /** @template T @param {(store: ObjectStore, shard: number) => Promise<T>} ask @returns {Promise<T[]>} */
  #all = (ask) => Promise.all(this.#shards.map(ask))
}

/** @template Stored @typedef {import('../service/store/store.js').Owned<Stored>} Owned */
/** @typedef {import('../service/store/store.js').Store} Store */
/** @typedef {import('../service/store/store.js').Grant} Grant */
/** @typedef {import('../service/store/store.js').NewGrant} NewGrant */
/** @typedef {import('../service/store/store.js').ApiTokenRecord} ApiTokenRecord */
/** @typedef {import('../service/store/store.js').KeyRingRecord} KeyRingRecord */
/** @typedef {import('./shared/durable-object.js').ObjectNamespace} ObjectNamespace */
/** @typedef {import('./shared/durable-object.js').ObjectState} ObjectState */
