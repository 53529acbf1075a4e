import { ApiToken, TokenError } from 'countersign'

/** Pairs that API tokens were exchanged for: what they are made of, and when they end. */
export class Exchanges {
  #settings
  #store
  #apiTokens

  /** @param {Below} parts */
  constructor({ settings, store, apiTokens }) {
    this.#settings = settings
    this.#store = store
    this.#apiTokens = apiTokens
  }

  /**
   * Whom the pair of a presented token speaks for, and the very token that it ends with. Throws as `ApiTokens.verify` does.
   *
   * @param {string} text
   */
  async of(text) {
    const { owner, scope, roles } = await this.#apiTokens.verify(text)
    // A second look-up, but by far not a second of each: an exchange is one request in an hour.
    const { record, digest } = await this.#apiTokens.identify(text)
    return { identity: { subject: owner.id, subjectType: owner.type, scope, roles }, standsFor: { id: record.id, digest, expires: endOfToken(record, digest) } }
  }

  /**
   * Throws ERR_TOKEN_REVOKED or ERR_TOKEN_EXPIRED unless the API token behind a grant, if any, is still good: the
   * very one, and not what it was re-rolled to. Answers when that expires, in seconds.
   *
   * @param {Pick<import('../store/store.js').Grant, 'apiToken' | 'apiTokenDigest'>} grant
   */
  async check({ apiToken: id, apiTokenDigest: digest }) {
    if (id === undefined || digest === undefined) return Infinity
    const record = await this.#store.apiToken(id)
    if (record === undefined) throw new TokenError('ERR_TOKEN_REVOKED', 'the API token behind this token no longer exists')
    ApiToken.checkDigest(record, digest, this.#settings.now())
    return endOfToken(record, digest)
  }
}

/** When the token of this digest expires, in seconds: one that was re-rolled, with its grace. @param {import('../store/store.js').ApiTokenRecord} record @param {string} digest */
const endOfToken = ({ digest: newest, grace = Infinity, expires = Infinity }, digest) => (digest === newest ? expires : Math.min(grace, expires))

/**
 * @typedef {object} Below what it uses
 * @property {import('../options.js').Settings} settings
 * @property {import('../store/guarded-store.js').GuardedStore} store
 * @property {import('./api-tokens.js').ApiTokens} apiTokens
 */
