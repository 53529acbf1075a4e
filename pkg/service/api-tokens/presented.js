import { ApiToken, TokenError } from 'countersign'
import { GoodTokens } from './good-tokens.js'
import { verified } from './verified.js'

/** API tokens that somebody presents: looked up by their digests, and judged. */
export class PresentedTokens {
  #settings
  #store
  #owners
  #good

  /** @param {Pick<import('../parts.js').Parts, 'settings' | 'store' | 'owners'>} parts */
  constructor({ settings, store, owners }) {
    this.#settings = settings
    this.#store = store
    this.#owners = owners
    this.#good = new GoodTokens(settings.apiTokenCache)
  }

  /** The record of a token that is good, frozen, with what it may do at this moment. @param {string} text @returns {Promise<import('./verified.js').VerifiedApiToken>} */
  async verify(text) {
    const token = ApiToken.parse(text, this.#settings.prefix)
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
   * The record of a token that is good but for its owner, and its digest: to end it, whoever its owner is by now. That is
   * not a use of it.
   *
   * @param {string} text
   */
  async identify(text) {
    const token = ApiToken.parse(text, this.#settings.prefix)
    try {
      const record = await this.#found(token.digest)
      token.check(record, this.#settings.now())
      return { record, digest: token.digest }
    } finally {
      token.free()
    }
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

  /** @param {ApiToken} token @param {import('../store/store.js').ApiTokenRecord} record @param {number} now */
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

/** In seconds: "last used" is this rough, so that a request is not a write. */
const USE_RESOLUTION = 300
