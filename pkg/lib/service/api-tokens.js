import { ApiToken, TokenError } from 'countersign'
import { GoodTokens } from './good-tokens.js'
import { checkedWanted } from './identity.js'
import { OAuthError, malformed } from './oauth-error.js'
import { ownerKey } from './store.js'

/** Permanent API tokens: shown once, kept as digests, good until they are revoked or expire. */
export class ApiTokens {
  #settings
  #store
  #emit
  #good

  /** @param {Pick<import('./parts.js').Parts, 'settings' | 'store' | 'emit'>} parts */
  constructor({ settings, store, emit }) {
    this.#settings = settings
    this.#store = store
    this.#emit = emit
    this.#good = new GoodTokens(settings.apiTokenCache)
  }

  /** A new token; its `token` is had here and never again. @param {Wanted} wanted @returns {Promise<NewApiToken>} */
  async create(wanted) {
    const { expiresIn, ...described } = checkedWanted(wanted)
    const created = this.#settings.now()
    const token = ApiToken.generate(this.#settings.prefix)
    try {
      const state = token.begin(expiresIn === 'never' ? undefined : created + expiresIn)
      const record = { id: freshId(created), version: 1, ...described, created, ...state }
      await this.#store.addApiToken(record)
      this.#emit('issued', 'api-token', about(record))
      return { ...record, token: token.text }
    } finally {
      token.free()
    }
  }

  /** @param {{ owner?: import('./store.js').Owner, after?: string, limit?: number }} page */
  async list({ owner, after, limit = 100 } = {}) {
    return this.#store.apiTokens({ ...(owner !== undefined && { owner: ownerKey(owner) }), after, limit: Math.min(limit, 1000) })
  }

  /**
   * The record of a presented token that is good. Throws ERR_TOKEN_MALFORMED or ERR_TYPE_MISMATCH without a question to
   * the store, ERR_TOKEN_REVOKED (also for one that was never issued), ERR_TOKEN_EXPIRED.
   *
   * @param {string} text
   */
  async verify(text) {
    const token = ApiToken.parse(text, this.#settings.prefix)
    try {
      const now = this.#settings.now()
      const { digest } = token
      const known = this.#good.find(digest, now)
      const record = known ?? (await this.#store.apiTokenByDigest(digest))
      if (record === undefined) throw new TokenError('ERR_TOKEN_REVOKED', 'no such API token exists')
      token.check(record, now)
      if (known === undefined) this.#good.keep(digest, record, now)
      await this.#noteUse(record, now)
      return record
    } finally {
      token.free()
    }
  }

  /** Revokes it at once; does nothing where it is revoked already. @param {string} id */
  async revoke(id) {
    for (;;) {
      const record = await this.#existing(id)
      if (record.revoked !== undefined) return record
      const revoked = { ...record, revoked: this.#settings.now() }
      if (!(await this.#store.replaceApiToken(revoked))) continue
      this.#good.forget(id)
      this.#emit('revoked', 'api-token', about(record))
      return revoked
    }
  }

  /**
   * Another secret for the same record; the present one stays good for `grace` seconds more.
   *
   * @param {string} id
   * @param {{ grace?: number }} [options]
   * @returns {Promise<NewApiToken>}
   */
  async reroll(id, { grace = 3600 } = {}) {
    const token = ApiToken.generate(this.#settings.prefix)
    try {
      for (;;) {
        const record = await this.#existing(id)
        const now = this.#settings.now()
        const rerolled = { ...record, ...rerolledState(token, record, now, grace) }
        if (!(await this.#store.replaceApiToken(rerolled))) continue
        this.#good.forget(id)
        this.#emit('rerolled', 'api-token', about(record))
        return { ...rerolled, token: token.text }
      }
    } finally {
      token.free()
    }
  }

  /** @param {string} id */
  async #existing(id) {
    const record = await this.#store.apiToken(id)
    if (record === undefined) throw new OAuthError('not_found', 'there is no API token of this id')
    return record
  }

  /** @param {import('./store.js').ApiTokenRecord} record @param {number} now */
  async #noteUse(record, now) {
    if (record.used !== undefined && now - record.used < USE_RESOLUTION) return
    record.used = now
    // It is for people to look at: that somebody else wrote the record meanwhile, or nobody can, is no reason to refuse.
    await this.#store.replaceApiToken({ ...record, used: now }).catch(() => {})
  }
}

/** @type {(token: ApiToken, record: import('./store.js').ApiTokenRecord, now: number, grace: number) => import('countersign').ApiTokenState} */
const rerolledState = (token, record, now, grace) => {
  try {
    return token.reroll(record, now, now + grace)
  } catch (cause) {
    throw malformed(`it cannot be re-rolled: ${/** @type {Error} */ (cause).message}`)
  }
}

/** Sorts by the time of creation. @param {number} created */
const freshId = (created) => `${Math.floor(created * 1000).toString(36).padStart(9, '0')}-${crypto.randomUUID()}`

/** @param {import('./store.js').ApiTokenRecord} record */
const about = ({ id, owner }) => ({ id, subject: owner.id })

/** In seconds: "last used" is this rough, so that a request is not a write. */
const USE_RESOLUTION = 300

/**
 * @typedef {object} Wanted
 * @property {string} label the name that its owner knows it by
 * @property {string} [role]
 * @property {import('./store.js').Owner} owner
 * @property {string | readonly string[]} [scope]
 * @property {number | 'never'} [expiresIn] seconds; `never` without it
 */

/** @typedef {import('./store.js').ApiTokenRecord & { token: string }} NewApiToken */
