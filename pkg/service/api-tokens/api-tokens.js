import { ApiToken, TokenError } from 'countersign'
import { GoodTokens } from './good-tokens.js'
import { checkedWanted } from '../identity.js'
import { OAuthError } from '../oauth-error.js'
import { rerolledState } from './reroll.js'
import { ownerKey } from '../store/store.js'
import { AGAIN, swapping } from '../store/swapping.js'

/** Permanent API tokens: shown once, kept as digests, good until they are revoked or expire. */
export class ApiTokens {
  #settings
  #store
  #emit
  #good

  /** @param {Pick<import('../parts.js').Parts, 'settings' | 'store' | 'emit'>} parts */
  constructor({ settings, store, emit }) {
    this.#settings = settings
    this.#store = store
    this.#emit = emit
    this.#good = new GoodTokens(settings.apiTokenCache)
  }

  /** A new token; its `token` is had here and never again. @param {import('../identity.js').Wanted} wanted @returns {Promise<NewApiToken>} */
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

  /** @param {{ owner?: import('../store/store.js').Owner, after?: string, limit?: number }} page */
  async list({ owner, after, limit = 100 } = {}) {
    return this.#store.apiTokens({ ...(owner !== undefined && { owner: ownerKey(owner) }), after, limit })
  }

  /**
   * The record of a presented token that is good, frozen. Throws ERR_TOKEN_MALFORMED or ERR_TYPE_MISMATCH without a
   * question to the store, ERR_TOKEN_REVOKED (also for one that was never issued), ERR_TOKEN_EXPIRED.
   *
   * @param {string} text
   */
  async verify(text) {
    const token = ApiToken.parse(text, this.#settings.prefix)
    try {
      const now = this.#settings.now()
      const { moment } = this.#good
      const { digest } = token
      const known = this.#good.find(digest, now)
      const record = known ?? (await this.#store.apiTokenByDigest(digest))
      if (record === undefined) throw new TokenError('ERR_TOKEN_REVOKED', 'no such API token exists')
      token.check(record, now)
      const noted = frozen(await this.#noteUse(token, record, now))
      if (known === undefined) this.#good.keep(digest, noted, now, moment)
      else this.#good.update(digest, noted)
      return noted
    } finally {
      token.free()
    }
  }

  /** Revokes it at once; does nothing if it is revoked already. @param {string} id */
  async revoke(id) {
    return this.#changing(id, async (record) => {
      if (record.revoked !== undefined) return record
      const revoked = { ...record, revoked: this.#settings.now() }
      if (!(await this.#store.replaceApiToken(revoked))) return AGAIN
      this.#emit('revoked', 'api-token', about(record))
      return revoked
    })
  }

  /**
   * Another secret for the same record; the token in use stays good for `grace` seconds more. Throws an `OAuthError` with
   * the code ERR_REROLL_CONFLICT while the grace of an earlier re-roll runs.
   *
   * @param {string} id
   * @param {{ grace?: number, lost?: string }} [options]
   * @returns {Promise<NewApiToken>}
   */
  async reroll(id, { grace = 3600, lost } = {}) {
    const token = ApiToken.generate(this.#settings.prefix)
    /** @type {string | undefined} */
    let first
    try {
      return await this.#changing(id, async (record) => {
        first ??= record.digest
        const next = rerolledState(token, record, { now: this.#settings.now(), grace, lost, first })
        const rerolled = { ...record, ...NOT_SET, ...next }
        if (!(await this.#store.replaceApiToken(rerolled))) return AGAIN
        this.#emit('rerolled', 'api-token', about(record))
        return { ...rerolled, token: token.text }
      })
    } finally {
      token.free()
    }
  }

  /** @template T @param {string} id @param {(record: ApiTokenRecord) => Promise<T | typeof AGAIN>} step @returns {Promise<T>} */
  async #changing(id, step) {
    try {
      return await swapping(async () => {
        const record = await this.#store.apiToken(id)
        if (record === undefined) throw new OAuthError('not_found', 'no API token has this id')
        return step(record)
      })
    } finally {
      // After a failure too: the store may have written, and lost only the answer.
      this.#good.forget(id)
    }
  }

  /** @param {ApiToken} token @param {ApiTokenRecord} record @param {number} now */
  async #noteUse(token, record, now) {
    const isRecent = record.used !== undefined && now - record.used < USE_RESOLUTION
    const { seen } = record.seen === undefined ? token.noteUse(record, now) : record
    if (isRecent && seen === record.seen) return record
    const noted = { ...record, used: isRecent ? record.used : now, ...(seen !== undefined && { seen }) }
    // It is for people to look at: that another process wrote the record, or that the store cannot, is no reason to refuse.
    await this.#store.replaceApiToken(noted).catch(() => {})
    return noted
  }
}

/** What a state may leave out, and a record must not keep from the one before. */
const NOT_SET = Object.freeze({ previous: undefined, grace: undefined, seen: undefined })

/** A copy that no handler can change for the next request. @param {ApiTokenRecord} record */
const frozen = (record) => (Object.isFrozen(record) ? record : Object.freeze({ ...record, owner: Object.freeze({ ...record.owner }) }))

/** Sorts by the time of creation. @param {number} created */
const freshId = (created) => `${Math.floor(created * 1000).toString(36).padStart(9, '0')}-${crypto.randomUUID()}`

/** @param {ApiTokenRecord} record */
const about = ({ id, owner }) => ({ id, subject: owner.id, subjectType: owner.type })

/** In seconds: "last used" is this rough, so that a request is not a write. */
const USE_RESOLUTION = 300

/** @typedef {import('../store/store.js').ApiTokenRecord} ApiTokenRecord */
/** @typedef {ApiTokenRecord & { token: string }} NewApiToken */
