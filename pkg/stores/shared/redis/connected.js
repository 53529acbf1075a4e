import { requireIssuer, requireStorable } from '../../../service/store/storable.js'
import { MARGIN } from '../../../service/store/retention.js'
import { replaysIn } from '../replays.js'
import { SHARDS, shardOf } from '../shards.js'
import { adopt, adoptAll } from './adoption.js'
import { isCluster, mastersOf, write } from './cluster.js'
import { connect } from './connection.js'
import { requireNoEviction } from './eviction.js'
import { hasHashTag, keysOf, shardKeysOf, sharedKeys } from './keys.js'
import { redisOptions } from './redis-options.js'

/** What a store in Redis does in addition to keeping records: it connects, makes sure that nothing is evicted, and runs scripts. */
export class Connected {
  #options
  /** @type {Promise<any> | undefined} */
  #connecting
  /** @type {Map<string, Promise<void>>} by issuer: a crowd of first requests must not move the same records */
  #adopting = new Map()

  /** Throws ERR_OPTION_INVALID for a wrong option. @param {RedisOptions} options */
  constructor(options) {
    this.#options = redisOptions(options)
    const { nodes, client, prefix } = this.#options
    /** Whether the records of an issuer lie in several slots of a cluster. @protected @readonly */
    this.isSharded = (nodes !== undefined || isCluster(client)) && !hasHashTag(prefix)
  }

  /** @param {import('../../../service/store/store.js').ServedBy} [service] adopts the records of a version that named no issuer */
  async migrate(service) {
    const client = await this.open()
    if (this.#options.eviction === 'checked') for (const each of await mastersOf(client)) await requireNoEviction(each)
    // No earlier version had this layout.
    if (service === undefined || this.isSharded) return
    const { issuer } = service
    const adopting = this.#adopting.get(issuer) ?? adoptAll(client, this.#options.prefix, service).finally(() => this.#adopting.delete(issuer))
    this.#adopting.set(issuer, adopting)
    await adopting
  }

  /**
   * Says whose the records are that an earlier version stored without an issuer: a step for operators of a database that
   * several services shared. Answers how many became `issuer`'s.
   *
   * @param {string} issuer
   * @param {(record: NewGrant | ApiTokenRecord, kind: 'grant' | 'api-token') => boolean} isIts
   */
  async adopt(issuer, isIts) {
    return adopt(await this.open(), this.#options.prefix, requireIssuer(issuer), isIts)
  }

  async close() {
    const connecting = this.#connecting
    this.#connecting = undefined
    const client = await connecting?.catch(() => undefined)
    if (client?.isOpen) client.destroy()
  }

  /** The client, connected. */
  open() {
    this.#connecting ??= connect(this.#options).catch((error) => {
      // The next call tries again.
      this.#connecting = undefined
      throw error
    })
    return this.#connecting
  }

  /** A script that only reads. @param {string} script @param {string[]} keys @param {unknown[]} values @returns {Promise<any>} */
  async run(script, keys, values) {
    const texts = values.map(String)
    requireStorable(...keys, ...texts)
    return (await this.open()).eval(script, { keys, arguments: texts })
  }

  /** A script that writes. @param {string} script @param {string[]} keys @param {unknown[]} values @returns {Promise<any>} */
  async change(script, keys, values) {
    if (this.#options.replicas === 0) return this.run(script, keys, values)
    const texts = values.map(String)
    requireStorable(...keys, ...texts)
    return this.write(['EVAL', script, String(keys.length), ...keys, ...texts], keys[0])
  }

  /** A command that writes, answered when as many replicas have it as `replicas` says. @param {string[]} command @param {string} [key] */
  async write(command, key = command[1]) {
    return write(await this.open(), command, key, this.#options.replicas)
  }

  /** @param {string} issuer @param {import('countersign').Proof} proof @param {number} now */
  async rememberProof(issuer, { id, until }, now) {
    requireStorable(id)
    // By how long, not until when: the server's clock may be another one.
    const seconds = Math.max(Math.ceil(until - now), 0) + MARGIN
    return (await this.write(['SET', this.keysOf(issuer, id).proof(id), '', 'NX', 'EX', String(seconds)])) === 'OK'
  }

  /** What remembers proofs here for a `Verifier`: its `dpop.replays`. @param {string} name of the API, such as its URL */
  replays(name) {
    return replaysIn(this, name)
  }

  /** The keys of a grant or a proof; without an id, of API tokens and of the key ring. @param {string} issuer @param {string} [id] */
  keysOf(issuer, id) {
    const { prefix } = this.#options
    if (!this.isSharded) return keysOf(prefix, requireIssuer(issuer))
    return shardKeysOf(prefix, requireIssuer(issuer), id === undefined ? 'one' : shardOf(id))
  }

  /** The keys in each slot that may hold grants of the issuer. @param {string} issuer */
  shardsOf(issuer) {
    if (!this.isSharded) return [this.keysOf(issuer)]
    return Array.from({ length: SHARDS }, (_, shard) => shardKeysOf(this.#options.prefix, requireIssuer(issuer), shard))
  }

  get sharedKeys() {
    return sharedKeys(this.#options.prefix)
  }
}

/** @typedef {import('../../../service/store/store.js').NewGrant} NewGrant */
/** @typedef {import('../../../service/store/store.js').ApiTokenRecord} ApiTokenRecord */
/** @typedef {import('./redis-options.js').RedisOptions} RedisOptions */
