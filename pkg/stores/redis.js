import { ownerKey } from '../lib/service/store.js'
import { connect } from './shared/redis-connection.js'
import { ADD_API_TOKEN, ADD_GRANT, REPLACE_API_TOKEN, REPLACE_GRANT, SWEEP_GRANT } from './shared/redis-scripts.js'

/**
 * A `Store` in Redis through `redis`. Each change is one script, which Redis runs as a whole or not at all.
 *
 * What survives a crash of Redis is what it was told to keep: `appendonly yes` is needed for grants that must not be lost.
 *
 * @implements {Store}
 */
export class RedisStore {
  #options
  #prefix
  /** @type {Promise<any> | undefined} */
  #connecting

  /** @param {RedisOptions} options */
  constructor(options) {
    this.#options = options
    this.#prefix = options.prefix ?? 'countersign:'
  }

  async migrate() {
    await this.#open()
  }

  /** @param {NewGrant} grant */
  async addGrant(grant) {
    const keys = [this.#grant(grant.id), this.#key('statuses'), this.#subject(grant.subject), this.#key('ends')]
    return Number(await this.#run(ADD_GRANT, keys, [JSON.stringify(grant), grant.id, grant.ends]))
  }

  /** @param {string} id @returns {Promise<Grant | undefined>} */
  async grant(id) {
    return recordOf(await (await this.#open()).hGetAll(this.#grant(id)))
  }

  /** @param {Grant} grant */
  async replaceGrant({ version, status, ...grant }) {
    const keys = [this.#grant(grant.id), this.#subject(grant.subject), this.#key('ends'), this.#key('revoked')]
    const revoked = grant.revoked === undefined ? '' : 'revoked'
    return (await this.#run(REPLACE_GRANT, keys, [version, JSON.stringify(grant), grant.id, grant.ends, status, revoked])) === 1
  }

  /** @param {string} subject */
  async grantsOf(subject) {
    const client = await this.#open()
    const ids = await client.sMembers(this.#subject(subject))
    const grants = await Promise.all(ids.map((/** @type {string} */ id) => this.grant(id)))
    return grants.filter((grant) => grant !== undefined && grant.revoked === undefined)
  }

  /** @param {number} from @param {number} to */
  async revokedStatuses(from, to) {
    const client = await this.#open()
    return (await client.zRangeByScore(this.#key('revoked'), from, `(${to}`)).map(Number)
  }

  /** @param {number} before */
  async sweep(before) {
    const client = await this.#open()
    for (const id of await client.zRangeByScore(this.#key('ends'), '-inf', `(${before}`)) {
      const grant = await this.grant(id)
      const subject = this.#subject(grant?.subject ?? '')
      const keys = [this.#grant(id), subject, this.#key('ends'), this.#key('revoked')]
      await this.#run(SWEEP_GRANT, keys, [id, grant?.status ?? -1, before])
    }
  }

  /** @param {ApiTokenRecord} token */
  async addApiToken(token) {
    const keys = [this.#apiToken(token.id), this.#digest(token.digest), this.#key('api-tokens'), this.#owner(ownerKey(token.owner))]
    await this.#run(ADD_API_TOKEN, keys, [JSON.stringify(token), token.id, token.digest])
  }

  /** @param {string} id @returns {Promise<ApiTokenRecord | undefined>} */
  async apiToken(id) {
    return recordOf(await (await this.#open()).hGetAll(this.#apiToken(id)))
  }

  /** @param {string} digest */
  async apiTokenByDigest(digest) {
    const id = await (await this.#open()).get(this.#digest(digest))
    return id === null ? undefined : this.apiToken(id)
  }

  /** @param {ApiTokenRecord} token */
  async replaceApiToken(token) {
    const keys = [this.#apiToken(token.id)]
    const digests = [token.digest, token.previous ?? '']
    return (await this.#run(REPLACE_API_TOKEN, keys, [token.version, JSON.stringify(token), token.id, this.#digest(''), ...digests])) === 1
  }

  /** @param {{ owner?: string, after?: string, limit: number }} page */
  async apiTokens({ owner, after = '', limit }) {
    const client = await this.#open()
    const index = owner === undefined ? this.#key('api-tokens') : this.#owner(owner)
    const range = { BY: 'LEX', LIMIT: { offset: 0, count: limit } }
    const ids = await client.zRange(index, after === '' ? '-' : `(${after}`, '+', range)
    const tokens = await Promise.all(ids.map((/** @type {string} */ id) => this.apiToken(id)))
    return tokens.filter((token) => token !== undefined)
  }

  async close() {
    const connecting = this.#connecting
    this.#connecting = undefined
    const client = await connecting?.catch(() => undefined)
    if (client?.isOpen) client.destroy()
  }

  #open() {
    this.#connecting ??= connect(this.#options).catch((error) => {
      // The next call tries again.
      this.#connecting = undefined
      throw error
    })
    return this.#connecting
  }

  /** @param {string} script @param {string[]} keys @param {unknown[]} values */
  async #run(script, keys, values) {
    return (await this.#open()).eval(script, { keys, arguments: values.map(String) })
  }

  statuses = async () => Number(await (await this.#open()).get(this.#key('statuses')))

  #key = (/** @type {string} */ name) => this.#prefix + name
  #grant = (/** @type {string} */ id) => this.#key(`grant:${id}`)
  #subject = (/** @type {string} */ subject) => this.#key(`subject:${subject}`)
  #apiToken = (/** @type {string} */ id) => this.#key(`api-token:${id}`)
  #digest = (/** @type {string} */ digest) => this.#key(`digest:${digest}`)
  #owner = (/** @type {string} */ owner) => this.#key(`owner:${owner}`)
}

/** @param {Record<string, string>} fields */
const recordOf = ({ version, status, record }) => {
  if (record === undefined) return undefined
  return { ...JSON.parse(record), version: Number(version), ...(status !== undefined && { status: Number(status) }) }
}

/**
 * @typedef {object} RedisOptions
 * @property {string} [url] `redis://user:password@host/0`
 * @property {any} [client] a connected client of `redis`, in its place
 * @property {string} [prefix] of all its keys (`countersign:`); in a cluster it must hold a {hash tag}
 */

/** @typedef {import('../lib/service/store.js').Store} Store */
/** @typedef {import('../lib/service/store.js').Grant} Grant */
/** @typedef {import('../lib/service/store.js').NewGrant} NewGrant */
/** @typedef {import('../lib/service/store.js').ApiTokenRecord} ApiTokenRecord */
