import { RemoteDocument } from './later.js'
import { invalidOption, ownOptions } from './options.js'
import { remoteOptions, remoteUrl } from './remote-options.js'
import { statusListReader } from './status-list-token.js'
import { TokenError } from './token-error.js'

/**
 * Which tokens of an issuer were revoked, by the status lists that it publishes (draft-ietf-oauth-status-list): the
 * `revocation` of a `Verifier` that never calls home otherwise.
 *
 * A revocation is seen when the list is fetched next: `authenticate()` never uses one that is older than the issuer says
 * (`ttl`, or the answer's `max-age`), unless the issuer cannot be reached, and then for `staleFor` seconds at most.
 * `verify()` cannot wait: it uses what is there.
 *
 * @implements {Revocation}
 */
export class RemoteStatusList {
  #base
  #kind
  #options
  /** @type {Map<string, RemoteDocument<import('./status-list-token.js').ReadList>>} */
  #lists = new Map()

  /**
   * @param {string | URL} base where the issuer's lists are: every token's list must be at or below this URL
   * @param {StatusListOptions} options
   * @throws {TokenError} ERR_OPTION_INVALID
   */
  constructor(base, options) {
    const { keys, issuer, ...remote } = ownOptions(options)
    if (keys === undefined) throw invalidOption('keys', 'must be given: those that sign the lists')
    if (issuer === undefined) throw invalidOption('issuer', 'must be given; null says that it is not checked')
    this.#base = remoteUrl(base)
    this.#options = remoteOptions({ freshFor: 60, staleFor: 3600, ...remote })
    const read = statusListReader({ keys, issuer, now: this.#options.now })
    this.#kind = { accept: ACCEPT, unavailable, lifetime: lifetimeOf, mustWait: true, read, release }
  }

  /**
   * @param {Readonly<Record<string, any>>} claims of a verified token
   * @returns {boolean}
   * @throws {TokenError} ERR_CLAIM_MISSING without a status, ERR_CLAIM_MALFORMED for one that is not on this issuer's
   *   lists, ERR_STORE_UNAVAILABLE while there is no list to look at
   */
  isRevoked(claims) {
    const { uri, idx } = this.#reference(claims)
    const document = this.#document(uri)
    const list = document.current
    if (list === undefined || list.subject !== uri || this.#options.now() >= list.expires) throw unavailable(document.failure)
    const status = list.statuses.status(idx)
    if (status === undefined) throw malformed('an index within its status list')
    return status !== VALID
  }

  /**
   * Resolves when `isRevoked` can answer for these claims by a list that is fresh, or as fresh as can be had.
   *
   * @param {Readonly<Record<string, any>>} claims
   */
  ready(claims) {
    return this.#document(this.#reference(claims).uri).ready()
  }

  /** @param {string} uri */
  #document(uri) {
    const known = this.#lists.get(uri)
    if (known !== undefined) return known
    const document = new RemoteDocument(uri, this.#kind, this.#options)
    // A million grants are one list. An issuer that names more than these has them fetched again, no more.
    if (this.#lists.size >= MAX_LISTS) this.#lists.delete(/** @type {string} */ (this.#lists.keys().next().value))
    this.#lists.set(uri, document)
    return document
  }

  /** @param {Readonly<Record<string, any>>} claims @returns {{ uri: string, idx: number }} */
  #reference({ status }) {
    if (status === undefined) throw new TokenError('ERR_CLAIM_MISSING', 'the claim status is missing', { claim: 'status' })
    const { uri, idx } = status?.status_list ?? {}
    if (typeof uri !== 'string' || !Number.isSafeInteger(idx) || idx < 0) throw malformed('a reference to a status list')
    const isBelow = uri === this.#base || uri.startsWith(this.#base.endsWith('/') ? this.#base : `${this.#base}/`)
    // Whoever can have a token signed must not choose what this program fetches: nor by `..` or another spelling.
    if (!isBelow || !URL.canParse(uri) || new URL(uri).href !== uri) throw malformed("a status list below this verifier's URL")
    return { uri, idx }
  }
}

/** @param {unknown} cause */
const unavailable = (cause) => new TokenError('ERR_STORE_UNAVAILABLE', 'the status list is not available', { cause })

/** @param {string} expected */
const malformed = (expected) => new TokenError('ERR_CLAIM_MALFORMED', `status must be ${expected}`, { claim: 'status' })

/** @param {import('./status-list-token.js').ReadList} list */
const lifetimeOf = ({ ttl }) => ttl

/** @param {import('./status-list-token.js').ReadList} list */
const release = ({ statuses }) => statuses.free()

const ACCEPT = 'application/statuslist+jwt'
const VALID = 0
const MAX_LISTS = 64

/** @typedef {import('./revocation.js').Revocation} Revocation */

/**
 * @typedef {object} ListTrust
 * @property {import('./verifier.js').Keys} keys that sign the lists: usually those that sign the tokens
 * @property {string | readonly string[] | null} issuer `iss` of the lists
 */

/** @typedef {ListTrust & Partial<Omit<import('./remote-options.js').RemoteOptions, 'load' | 'save'>>} StatusListOptions
 *   durations in seconds; `freshFor` 60, `staleFor` 3600 */
