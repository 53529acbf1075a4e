import { ApiToken, TokenError } from 'countersign'
import { ApiTokenCache } from './api-token-cache.js'
import { foreignDigest } from './formats.js'
import { verified } from './verified.js'

/** API tokens that are presented: looked up by their digests, and judged. */
export class PresentedTokens {
  #settings
  #store
  #owners
  #good

  /** @param {Below} parts */
  constructor({ settings, store, owners }) {
    this.#settings = settings
    this.#store = store
    this.#owners = owners
    this.#good = new ApiTokenCache(settings.apiTokenCache)
  }

  /** Whether the text is to be read as an API token: one has no dot, and a JWT two, unless a format says otherwise. @param {string} text */
  isOne(text) {
    return !text.includes('.') || this.#settings.formats.some(({ matches }) => matches(text))
  }

  /** The record of a token that is good, frozen, with what it may do at this moment. @param {string} text @returns {Promise<import('./verified.js').VerifiedApiToken>} */
  async verify(text) {
    const token = await this.#read(text)
    try {
      const now = this.#settings.now()
      const { moment } = this.#good
      const { digest } = token
      const known = this.#good.find(digest, now)
      const record = known ?? (await this.#found(digest))
      token.check(record, now)
      const standing = await this.#owners.standing(record.owner)
      const allowed = verified(record, standing)
      const noted = await this.#noteUse(token, record, now)
      if (known === undefined) this.#good.keep(digest, noted, now, moment)
      else this.#good.update(digest, noted)
      return noted === record ? allowed : verified(noted, standing)
    } finally {
      token.free()
    }
  }

  /**
   * The record of a token that is good but for its owner, and its digest: to end it, no matter who owns it by now. That is
   * not a use of it.
   *
   * @param {string} text
   */
  async identify(text) {
    const token = await this.#read(text)
    try {
      const record = await this.#found(token.digest)
      token.check(record, this.#settings.now())
      return { record, digest: token.digest }
    } finally {
      token.free()
    }
  }

  /** @param {string} text @returns {Promise<ApiToken | ForeignToken>} */
  async #read(text) {
    const { formats, prefix } = this.#settings
    const digest = formats.length === 0 || text.length > MOST ? undefined : await foreignDigest(formats, text)
    return digest === undefined ? ApiToken.parse(text, prefix) : new ForeignToken(digest)
  }

  /** To look a token up again at its next use. @param {string} id */
  forget(id) {
    this.#good.forget(id)
  }

  /** @param {string} digest */
  async #found(digest) {
    const record = await this.#store.apiTokenByDigest(digest)
    if (record === undefined) throw new TokenError('ERR_TOKEN_REVOKED', 'no such API token exists')
    return record
  }

  /** @param {ApiToken | ForeignToken} token @param {import('../store/store.js').ApiTokenRecord} record @param {number} now */
  async #noteUse(token, record, now) {
    const isRecent = record.used !== undefined && now - record.used < USE_RESOLUTION
    const { seen } = record.seen === undefined ? token.noteUse(record, now) : record
    if (isRecent && seen === record.seen) return record
    const noted = { ...record, used: isRecent ? record.used : now, ...(seen !== undefined && { seen }) }
    // It is for people to look at: that another process wrote the record, or that the store cannot, is not a reason to refuse.
    await this.#store.replaceApiToken(noted).catch(() => {})
    return noted
  }
}

/** A token of another grammar: nothing of it is known but its digest. */
class ForeignToken {
  /** @param {string} digest */
  constructor(digest) {
    /** @readonly */
    this.digest = digest
  }

  /** @param {import('countersign').ApiTokenState} state @param {number} now */
  check(state, now) {
    ApiToken.checkDigest(state, this.digest, now)
  }

  /** It was seen before it came here. @param {import('countersign').ApiTokenState} state */
  noteUse(state) {
    return state
  }

  free() {}
}

/** No format is asked about anything longer. */
const MOST = 1024

/** In seconds: "last used" is this rough, so that a request is not a write. */
const USE_RESOLUTION = 300

/**
 * @typedef {object} Below what it uses
 * @property {import('../options.js').Settings} settings
 * @property {import('../store/guarded-store.js').GuardedStore} store
 * @property {import('../owners/owners.js').Owners} owners
 */
