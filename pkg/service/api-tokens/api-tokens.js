import { ApiToken } from 'countersign'
import { importTokens } from './imported.js'
import { Limit } from './limit.js'
import { PresentedTokens } from './presented.js'
import { about, freshId } from './record.js'
import { rerolledState } from './reroll.js'
import { checkedWanted } from './wanted.js'
import { OAuthError } from '../oauth-error.js'
import { ownerKey } from '../store/store.js'
import { AGAIN, swapping } from '../store/swapping.js'

/** Permanent API tokens: shown once, kept as digests, good until they are revoked or expire, or their owner is gone. */
export class ApiTokens {
  #settings
  #store
  #emit
  #presented
  #limit

  /** @param {Below} parts */
  constructor({ settings, store, emit, owners }) {
    this.#settings = settings
    this.#store = store
    this.#emit = emit
    this.#presented = new PresentedTokens({ settings, store, owners })
    this.#limit = new Limit(settings, store)
  }

  /**
   * A new token; its `token` is shown here and never again. Throws an `OAuthError` (409) if its owner has too many.
   *
   * @param {import('./wanted.js').Wanted} wanted
   * @returns {Promise<NewApiToken>}
   */
  async create(wanted) {
    const { expiresIn, ...described } = checkedWanted(wanted, this.#settings)
    await this.#limit.check(described.owner)
    const created = this.#settings.now()
    const token = ApiToken.generate(this.#settings.prefix)
    try {
      const state = token.begin(expiresIn === 'never' ? undefined : created + expiresIn)
      const record = { id: freshId(created), version: 1, ...described, created, ...state }
      await this.#limit.add(record)
      this.#emit('issued', 'api-token', about(record))
      return { ...record, token: token.text }
    } finally {
      token.free()
    }
  }

  /**
   * Stores tokens that were made elsewhere; one whose digest is there already is left as it is, so that it can be repeated.
   *
   * @param {readonly import('./imported.js').ImportedApiToken[]} tokens
   * @returns {Promise<{ imported: number, known: number }>}
   */
  import(tokens) {
    return importTokens({ settings: this.#settings, store: this.#store, emit: this.#emit }, tokens)
  }

  /** @param {{ owner?: import('../store/store.js').Owner, after?: string, limit?: number }} page */
  async list({ owner, after, limit = 100 } = {}) {
    return this.#store.apiTokens({ ...(owner !== undefined && { owner: ownerKey(owner) }), after, limit })
  }

  /** The record of this id. Throws an `OAuthError` (404) if there is none. @param {string} id */
  async find(id) {
    const record = await this.#store.apiToken(id)
    if (record === undefined) throw notFound()
    return record
  }

  /**
   * The record of a presented token that is good, frozen, with what it may do at this moment. Throws ERR_TOKEN_MALFORMED or
   * ERR_TYPE_MISMATCH without a question to the store, ERR_TOKEN_REVOKED (also for one that was never issued, and for
   * one whose owner is not active), ERR_TOKEN_EXPIRED.
   *
   * @param {string} text
   * @returns {Promise<VerifiedApiToken>}
   */
  verify(text) {
    return this.#presented.verify(text)
  }

  /** Whether to read `text` as an API token, and not as a JWT. @param {string} text */
  isOne(text) {
    return this.#presented.isOne(text)
  }

  /** As `verify`, whether the owner is active or not; answers the record and the digest. @param {string} text */
  identify(text) {
    return this.#presented.identify(text)
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
      return await swapping(async () => step(await this.find(id)))
    } finally {
      // After a failure too: the store may have written, and lost only the answer.
      this.#presented.forget(id)
    }
  }
}

/** What a state may leave out, and a record must not keep from the one before. */
const NOT_SET = Object.freeze({ previous: undefined, grace: undefined, seen: undefined })

const notFound = () => new OAuthError('not_found', 'no API token has this id')

/** @typedef {import('../store/store.js').ApiTokenRecord} ApiTokenRecord */
/** @typedef {import('./verified.js').VerifiedApiToken} VerifiedApiToken */
/** @typedef {ApiTokenRecord & { token: string }} NewApiToken */

/**
 * @typedef {object} Below what it uses
 * @property {import('../options.js').Settings} settings
 * @property {import('../store/guarded-store.js').GuardedStore} store
 * @property {import('../events.js').Emit} emit
 * @property {import('../owners/owners.js').Owners} owners
 */
