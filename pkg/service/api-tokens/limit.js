import { OAuthError } from '../oauth-error.js'
import { ownerKey } from '../store/store.js'

/** How many API tokens of one owner are good at once, at most: also if many are made at the same moment. */
export class Limit {
  #settings
  #store

  /**
   * @param {Pick<import('../options.js').Settings, 'apiTokensPerOwner' | 'now'>} settings
   * @param {Pick<import('../store/guarded-store.js').GuardedStore, 'addApiToken' | 'countApiTokens' | 'replaceApiToken'>} store
   */
  constructor(settings, store) {
    this.#settings = settings
    this.#store = store
  }

  /** Throws an `OAuthError` (409) if there is no room for another. @param {import('../store/store.js').Owner} owner */
  async check(owner) {
    if ((await this.#count(owner)) >= this.#settings.apiTokensPerOwner) throw tooMany(this.#settings.apiTokensPerOwner)
  }

  /**
   * Adds a record whose token no one has yet, and withdraws it if there is no room: each of several that are added at once
   * counts after it was written, so that the last of them sees all. Also withdrawn is what a failing store may have written
   * all the same: no one will ever be shown its token.
   *
   * @param {import('../store/store.js').ApiTokenRecord} record
   */
  async add(record) {
    const { apiTokensPerOwner: most } = this.#settings
    try {
      await this.#store.addApiToken(record)
      if ((await this.#count(record.owner)) <= most) return
    } catch (error) {
      await this.#withdraw(record).catch(() => {})
      throw error
    }
    await this.#withdraw(record)
    throw tooMany(most)
  }

  /** @param {import('../store/store.js').Owner} owner */
  #count(owner) {
    return this.#store.countApiTokens(ownerKey(owner), this.#settings.now())
  }

  /** @param {import('../store/store.js').ApiTokenRecord} record */
  #withdraw(record) {
    return this.#store.replaceApiToken({ ...record, revoked: record.created })
  }
}

/** @param {number} most */
const tooMany = (most) =>
  new OAuthError('invalid_request', `the owner has ${most} API tokens, which is the most: revoke one first`, { status: 409, code: 'ERR_API_TOKENS_TOO_MANY' })
