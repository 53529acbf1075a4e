import { byDefault, isOneOf, isText } from '../../../lib/option-table.js'
import { MARGIN } from '../../../service/store/retention.js'
import { requireIssuer, requireStorable } from '../../../service/store/storable.js'
import { connectionOptions, isConnection, isUrl } from '../options.js'
import { adopt, adoptAll } from './adoption.js'
import { connect } from './connection.js'
import { requireNoEviction } from './eviction.js'
import { keysOf, sharedKeys } from './keys.js'
import { replaysIn } from '../replays.js'

/** What a store in Redis does in addition to keeping records: it connects, makes sure that nothing is evicted, and runs scripts. */
export class Connected {
  #options
  /** @type {Promise<any> | undefined} */
  #connecting
  /** @type {Map<string, Promise<void>>} by issuer: a crowd of first requests must not move the same records */
  #adopting = new Map()

  /** Throws ERR_OPTION_INVALID for a wrong option. @param {RedisOptions} options */
  constructor(options) {
    this.#options = connectionOptions(options, OPTIONS, 'client')
  }

  /** @param {import('../../../service/store/store.js').ServedBy} [service] adopts the records of a version that named no issuer */
  async migrate(service) {
    const client = await this.open()
    if (this.#options.eviction === 'checked') await requireNoEviction(client)
    if (service === undefined) return
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

  /** @param {string} script @param {string[]} keys @param {unknown[]} values @returns {Promise<any>} */
  async run(script, keys, values) {
    const texts = values.map(String)
    requireStorable(...keys, ...texts)
    return (await this.open()).eval(script, { keys, arguments: texts })
  }

  /** @param {string} issuer @param {import('countersign').Proof} proof @param {number} now */
  async rememberProof(issuer, { id, until }, now) {
    requireStorable(id)
    const client = await this.open()
    // By how long, not until when: the server's clock may be another one.
    const seconds = Math.max(Math.ceil(until - now), 0) + MARGIN
    return (await client.set(this.keysOf(issuer).proof(id), '', { NX: true, EX: seconds })) === 'OK'
  }

  /** What remembers proofs here for a `Verifier`: its `dpop.replays`. @param {string} name of the API, such as its URL */
  replays(name) {
    return replaysIn(this, name)
  }

  /** @param {string} issuer */
  keysOf(issuer) {
    return keysOf(this.#options.prefix, requireIssuer(issuer))
  }

  get sharedKeys() {
    return sharedKeys(this.#options.prefix)
  }
}

const OPTIONS = {
  client: isConnection('eval', 'a connected client of `redis`'),
  eviction: byDefault('checked', isOneOf('checked', 'unchecked')),
  prefix: byDefault('countersign:', isText(100)),
  url: isUrl('redis', 'rediss'),
}

/**
 * @typedef {object} RedisOptions a `url` or a `client`
 * @property {string} [url] `redis://user:password@host/0`
 * @property {any} [client] a connected client of `redis`
 * @property {string} [prefix] of all its keys (`countersign:`); in a cluster it must hold a {hash tag}
 * @property {'checked' | 'unchecked'} [eviction] `unchecked` is for a server that keeps its `maxmemory-policy` secret
 */

/** @typedef {import('../../../service/store/store.js').NewGrant} NewGrant */
/** @typedef {import('../../../service/store/store.js').ApiTokenRecord} ApiTokenRecord */
