import { StatusList } from 'countersign'
import { Flight } from '../../lib/remote/flight.js'
import { OAuthError } from '../oauth-error.js'
import { LIST_LENGTH, statusListUri } from '../grants/pairs.js'
import { signed } from '../keys/signers.js'
import { StatusNumbers } from './status-numbers.js'

/** Publishes which grants are revoked, as Status List Tokens (draft-ietf-oauth-status-list-21 §5). */
export class StatusLists {
  #settings
  #store
  #keys
  #numbers
  /** @type {Map<number, { token: string, at: number, kid: string }>} the one made last comes last */
  #made = new Map()
  /** @type {Map<string, { flight: Flight, token: string }>} */
  #making = new Map()
  #revocations = 0

  /** @param {Below} parts */
  constructor({ settings, store, keys }) {
    this.#settings = settings
    this.#store = store
    this.#keys = keys
    this.#numbers = new StatusNumbers(store, settings.now)
  }

  /**
   * The list of that number: a signed token, which says of 1,048,576 grants whether they are revoked. Throws an
   * `OAuthError` (404) for a list that no grant has a place in yet, but for the first.
   *
   * @param {number} number
   */
  async token(number) {
    const isList = Number.isSafeInteger(number) && number >= 0 && number <= MAX_LIST
    if (!isList || !(await this.#numbers.reach(number * LIST_LENGTH))) throw new OAuthError('not_found', 'no such status list exists')
    const at = this.#settings.now()
    const made = this.#made.get(number)
    const key = this.#keys.signing
    if (made !== undefined && at >= made.at && at < made.at + REUSE && made.kid === key.kid) return made.token
    return this.#join(number, key, at)
  }

  /** Where every list is found (§9): what a verifier fetches that wants to have them all in advance. @returns {Promise<string[]>} */
  async uris() {
    return Array.from({ length: await this.#numbers.lists() }, (_, number) => statusListUri(number, this.#settings.issuer))
  }

  /** A grant has this status: its list exists. @param {number} status */
  given(status) {
    this.#numbers.given(status)
  }

  /** Something was revoked here: the next list is made anew, and one that is being made is not kept. */
  forget() {
    this.#revocations++
    this.#made.clear()
  }

  /** All who ask for a list at once share one, unless something was revoked between them. @type {Make} */
  async #join(number, key, at) {
    const revocations = this.#revocations
    const name = `${number} ${revocations} ${key.kid}`
    const making = this.#making.get(name) ?? { flight: new Flight(), token: '' }
    this.#making.set(name, making)
    try {
      await making.flight.join(async () => {
        making.token = await this.#make(number, key, at)
        if (revocations === this.#revocations) this.#keep(number, { token: making.token, at, kid: key.kid })
      })
      return making.token
    } finally {
      if (this.#making.get(name) === making) this.#making.delete(name)
    }
  }

  /** @param {number} number @param {{ token: string, at: number, kid: string }} made */
  #keep(number, made) {
    this.#made.delete(number)
    this.#made.set(number, made)
    if (this.#made.size > MAX_MADE) this.#made.delete(/** @type {number} */ (this.#made.keys().next().value))
  }

  /** @type {Make} */
  async #make(number, key, at) {
    const { issuer, statusFreshness: ttl, accessLifetime } = this.#settings
    const from = number * LIST_LENGTH
    const list = new StatusList({ length: LIST_LENGTH })
    try {
      for (const status of await this.#store.revokedStatuses(from, from + LIST_LENGTH)) list.set(status - from, 1)
      // A list may be used as long as the youngest access token that it might speak of: not for ever.
      const options = { issuer, subject: statusListUri(number, issuer), type: TYPE, expiresIn: Math.max(ttl, accessLifetime), maxTokenBytes: MAX_BYTES, now: () => at }
      return await signed({ ttl, status_list: await list.encode() }, key, options, this.#settings.signerTimeout)
    } finally {
      list.free()
    }
  }
}

/** The media type of a Status List Token is `application/` and this. */
export const TYPE = 'statuslist+jwt'

/** A revocation in another process is seen this many seconds later; a crowd of verifiers costs one list each time. */
export const REUSE = 5
/** A `RemoteStatusList` accepts as much. */
const MAX_BYTES = 512 * 1024
const MAX_MADE = 16
const MAX_LIST = 2 ** 31

/** @typedef {(number: number, key: import('../keys/signers.js').ServiceKey, at: number) => Promise<string>} Make */

/**
 * @typedef {object} Below what it uses
 * @property {import('../options.js').Settings} settings
 * @property {import('../store/guarded-store.js').GuardedStore} store
 * @property {import('../keys/service-keys.js').ServiceKeys} keys
 */
