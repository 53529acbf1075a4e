import { StatusList, issue } from 'countersign'
import { OAuthError } from './oauth-error.js'
import { LIST_LENGTH } from './pairs.js'

/** Publishes which grants are revoked, as Status List Tokens (draft-ietf-oauth-status-list §5). */
export class StatusLists {
  #settings
  #store
  #keys
  /** @type {Map<number, { token: string, at: number, kid: string }>} */
  #made = new Map()

  /** @param {Pick<import('./parts.js').Parts, 'settings' | 'store' | 'keys'>} parts */
  constructor({ settings, store, keys }) {
    this.#settings = settings
    this.#store = store
    this.#keys = keys
  }

  /**
   * The list of that number: a signed token, which says of 1,048,576 grants whether they are revoked.
   *
   * @param {number} number
   */
  async token(number) {
    if (!Number.isSafeInteger(number) || number < 0 || number > MAX_LIST) throw new OAuthError('not_found', 'there is no such status list')
    const at = this.#settings.now()
    const made = this.#made.get(number)
    const key = this.#keys.signing
    if (made !== undefined && at >= made.at && at < made.at + REUSE && made.kid === key.kid) return made.token
    const token = await this.#make(number, key, at)
    if (this.#made.size >= MAX_MADE) this.#made.clear()
    this.#made.set(number, { token, at, kid: key.kid })
    return token
  }

  /** Something was revoked here: the next list is made anew. */
  forget() {
    this.#made.clear()
  }

  /** @param {number} number @param {import('countersign').SigningKey} key @param {number} at */
  async #make(number, key, at) {
    const { issuer, statusFreshness: ttl, accessLifetime } = this.#settings
    const from = number * LIST_LENGTH
    const list = new StatusList({ length: LIST_LENGTH })
    try {
      for (const status of await this.#store.revokedStatuses(from, from + LIST_LENGTH)) list.set(status - from, 1)
      // A list may be used as long as the youngest access token that it might speak of: not for ever.
      const options = { issuer, subject: `${issuer}/status/${number}`, type: TYPE, expiresIn: Math.max(ttl, accessLifetime), maxTokenBytes: MAX_BYTES, now: () => at }
      return issue({ ttl, status_list: await list.encode() }, key, options)
    } finally {
      list.free()
    }
  }
}

/** The media type of a Status List Token is `application/` and this. */
export const TYPE = 'statuslist+jwt'

/** A revocation in another process is seen this many seconds later; a crowd of verifiers costs one list each time. */
const REUSE = 5
/** A `RemoteStatusList` accepts as much. */
const MAX_BYTES = 512 * 1024
const MAX_MADE = 16
const MAX_LIST = 2 ** 31
