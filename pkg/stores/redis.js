import { storableText } from '../service/store/storable.js'
import { STORE_VERSION, endOf, ownerKey } from '../service/store/store.js'
import { Connected } from './shared/redis/connected.js'
import { recordOf, recordsOf } from './shared/redis/records.js'
import * as scripts from './shared/redis/scripts.js'
import { merged } from './shared/shards.js'

/**
 * A `Store` in Redis through `redis`. Each change, and each look-up of several keys, is one script, which Redis runs as a
 * whole or not at all.
 *
 * Redis must not evict: `maxmemory-policy noeviction`, which is checked at the start. What survives a crash of Redis is what
 * it is configured to keep: `appendonly yes` is needed for grants that must not be lost.
 *
 * In a cluster the grants of an issuer lie in 16 slots, and its API tokens and its key ring in one of their own.
 *
 * @implements {Store}
 */
export class RedisStore extends Connected {
  /** @readonly @type {4} of the interface */
  version = STORE_VERSION

  /** @param {Owned<NewGrant>} grant */
  async addGrant(grant) {
    const { id, subject, apiToken = '', ends } = grant
    const of = this.keysOf(grant.issuer, id)
    // A process that dies after this has used up a status, which does no harm.
    const status = this.isSharded ? Number(await this.write(['INCR', this.sharedKeys.statuses])) - 1 : ''
    const keys = [of.grant(id), this.isSharded ? of.ends : this.sharedKeys.statuses, of.subject(subject), of.ends, of.apiTokenGrants(apiToken)]
    return Number(await this.change(scripts.ADD_GRANT, keys, [storableText(grant), id, ends, subject, apiToken, status]))
  }

  /** @param {string} issuer @param {string} id @returns {Promise<Owned<Grant> | undefined>} */
  async grant(issuer, id) {
    const client = await this.open()
    return recordOf(issuer, await client.hmGet(this.keysOf(issuer, id).grant(id), ['version', 'status', 'record']))
  }

  /** @param {Owned<Grant>} grant */
  async replaceGrant({ version, status, ...grant }) {
    const { issuer, id, subject, apiToken = '', ends, revoked } = grant
    const of = this.keysOf(issuer, id)
    const keys = [of.grant(id), of.subject(subject), of.ends, of.revoked, of.apiTokenGrants(apiToken)]
    const values = [version, storableText(grant), id, ends, status, revoked === undefined ? '' : 'revoked']
    return (await this.change(scripts.REPLACE_GRANT, keys, values)) === 1
  }

  /** @param {string} issuer @param {import('../service/store/store.js').GrantsPage} page */
  async grantsOf(issuer, { subject, apiToken = '', after = '', limit }) {
    const found = this.shardsOf(issuer).map((of) => {
      const ids = subject === undefined ? of.apiTokenGrants(apiToken) : of.subject(subject)
      return this.run(scripts.GRANTS_OF, [ids], [of.grant(''), after, limit])
    })
    return merged(recordsOf(issuer, (await Promise.all(found)).flat()), limit)
  }

  /** @param {string} issuer @param {number} from @param {number} to */
  async revokedStatuses(issuer, from, to) {
    const client = await this.open()
    const found = await Promise.all(this.shardsOf(issuer).map(({ revoked }) => client.zRangeByScore(revoked, from, `(${to}`)))
    return found.flat().map(Number)
  }

  async statuses() {
    return Number(await (await this.open()).get(this.sharedKeys.statuses))
  }

  /** @param {string} issuer @param {{ grants: number, apiTokens: number }} before */
  async sweep(issuer, before) {
    const { apiTokenEnds, apiTokens, apiToken, digest, owner } = this.keysOf(issuer)
    const all = async (/** @type {string} */ script, /** @type {string[]} */ keys, /** @type {unknown[]} */ values) => {
      while (Number(await this.change(script, keys, values)) === PAGE);
    }
    for (const of of this.shardsOf(issuer)) {
      await all(scripts.SWEEP_GRANTS, [of.ends, of.revoked], [before.grants, PAGE, of.grant(''), of.subject(''), of.apiTokenGrants('')])
    }
    await all(scripts.SWEEP_API_TOKENS, [apiTokenEnds, apiTokens], [before.apiTokens, PAGE, apiToken(''), digest(''), owner('')])
  }

  /** @param {Owned<ApiTokenRecord>} token */
  async addApiToken(token) {
    const of = this.keysOf(token.issuer)
    const owner = ownerKey(token.owner)
    const keys = [of.apiToken(token.id), of.digest(token.digest), of.apiTokens, of.owner(owner), of.apiTokenEnds]
    await this.change(scripts.ADD_API_TOKEN, keys, [storableText(token), token.id, token.digest, owner, endOf(token) ?? ''])
  }

  /** @param {string} issuer @param {string} id @returns {Promise<Owned<ApiTokenRecord> | undefined>} */
  async apiToken(issuer, id) {
    const client = await this.open()
    return recordOf(issuer, await client.hmGet(this.keysOf(issuer).apiToken(id), ['version', 'record']))
  }

  /** @param {string} issuer @param {string} digest @returns {Promise<Owned<ApiTokenRecord> | undefined>} */
  async apiTokenByDigest(issuer, digest) {
    const of = this.keysOf(issuer)
    return recordOf(issuer, await this.run(scripts.API_TOKEN_BY_DIGEST, [of.digest(digest)], [of.apiToken('')]))
  }

  /** @param {Owned<ApiTokenRecord>} token */
  async replaceApiToken(token) {
    const { issuer, id, version, digest, previous = '' } = token
    const of = this.keysOf(issuer)
    const values = [version, storableText(token), id, of.digest(''), digest, previous, endOf(token) ?? '']
    return (await this.change(scripts.REPLACE_API_TOKEN, [of.apiToken(id), of.apiTokenEnds], values)) === 1
  }

  /** @param {string} issuer @param {{ owner?: string, after?: string, limit: number }} page */
  async apiTokens(issuer, { owner, after = '', limit }) {
    const of = this.keysOf(issuer)
    const index = owner === undefined ? of.apiTokens : of.owner(owner)
    return recordsOf(issuer, await this.run(scripts.API_TOKENS, [index], [of.apiToken(''), after === '' ? '-' : `(${after}`, limit]))
  }

  /** @param {string} issuer @param {string} owner @param {number} now */
  async countApiTokens(issuer, owner, now) {
    const of = this.keysOf(issuer)
    return Number(await this.run(scripts.COUNT_API_TOKENS, [of.owner(owner), of.apiTokenEnds], [now]))
  }

  /** @param {string} issuer @param {import('../service/store/store.js').EndingPage} page */
  async endingApiTokens(issuer, { from, to, after, limit }) {
    const of = this.keysOf(issuer)
    const least = after === undefined ? from : after.end
    return recordsOf(issuer, await this.run(scripts.ENDING_API_TOKENS, [of.apiTokenEnds], [of.apiToken(''), least, to, after?.id ?? '', limit]))
  }

  /** @param {string} issuer @returns {Promise<Owned<KeyRingRecord> | undefined>} */
  async keyRing(issuer) {
    return recordOf(issuer, await (await this.open()).hmGet(this.keysOf(issuer).keyRing, ['version', 'record']))
  }

  /** @param {Owned<KeyRingRecord>} ring */
  async replaceKeyRing(ring) {
    return (await this.change(scripts.REPLACE_KEY_RING, [this.keysOf(ring.issuer).keyRing], [ring.version, storableText(ring)])) === 1
  }
}

/** How many records are forgotten at once: Redis does nothing else meanwhile. */
const PAGE = 500

/** @template Stored @typedef {import('../service/store/store.js').Owned<Stored>} Owned */
/** @typedef {import('../service/store/store.js').Store} Store */
/** @typedef {import('../service/store/store.js').Grant} Grant */
/** @typedef {import('../service/store/store.js').NewGrant} NewGrant */
/** @typedef {import('../service/store/store.js').ApiTokenRecord} ApiTokenRecord */
/** @typedef {import('../service/store/store.js').KeyRingRecord} KeyRingRecord */
/** @typedef {import('./shared/redis/redis-options.js').RedisOptions} RedisOptions */
