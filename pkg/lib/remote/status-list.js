import { RemoteDocument } from './document.js'
import { check } from '../option-table.js'
import { fetchOptions, remoteOptions, remoteUrl } from './options.js'
import { invalidOption } from '../options.js'
import { statusListKind } from './status-list-token.js'
import { TokenError } from '../error.js'

/**
 * Which tokens of an issuer were revoked, by the status lists that it publishes (draft-ietf-oauth-status-list-21): the
 * `revocation` of a `Verifier` that never calls home otherwise.
 *
 * A revocation is seen when the list is fetched next: `authenticate()` never uses one that is older than the issuer says
 * (`ttl`, or the answer's `max-age`), unless nothing newer is available, and then for `staleFor` seconds at most. The age
 * counts from when the list was signed or left the issuer, whichever is earlier. An older list never replaces a newer one.
 * `verify()` cannot wait: it uses what is there.
 *
 * @implements {Revocation}
 */
export class RemoteStatusList {
  #base
  #kind
  #options
  /** @type {Map<string, RemoteDocument<import('./status-list-token.js').ReadList>>} least recently used first */
  #lists = new Map()

  /**
   * @param {string | URL} base where the issuer's lists are: every token's list must be at or below this URL
   * @param {StatusListOptions} options
   * @throws {TokenError} ERR_OPTION_INVALID
   */
  constructor(base, options) {
    this.#base = remoteUrl(base)
    if (/[?#]/.test(this.#base)) throw invalidOption('url', 'must not have a query or a fragment: lists are looked for below it')
    const { keys, issuer, ...remote } = remoteOptions(options, OPTIONS)
    this.#options = /** @type {import('./options.js').RemoteOptions} */ (remote)
    this.#kind = statusListKind({ keys, issuer, now: this.#options.now })
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
    if (list === undefined) throw this.#kind.unavailable(document.failure)
    const status = list.statuses.status(idx)
    if (status === undefined) throw malformed('an index within its status list')
    return status !== VALID
  }

  /**
   * Resolves when `isRevoked` can answer for these claims by a list that is fresh, or as fresh as any.
   *
   * @param {Readonly<Record<string, any>>} claims
   */
  ready(claims) {
    return this.#document(this.#reference(claims).uri).ready()
  }

  /** @param {string} uri */
  #document(uri) {
    const document = this.#lists.get(uri) ?? new RemoteDocument(uri, this.#kind, this.#options)
    this.#lists.delete(uri)
    this.#lists.set(uri, document)
    // A million grants are one list. An issuer that names more than these has them fetched again, no more.
    if (this.#lists.size > MAX_LISTS) this.#forgetOldest()
    return document
  }

  #forgetOldest() {
    const [[uri, document]] = /** @type {any} */ (this.#lists.entries())
    this.#lists.delete(uri)
    document.free()
  }

  /** @param {Readonly<Record<string, any>>} claims @returns {{ uri: string, idx: number }} */
  #reference(claims) {
    const status = own(claims, 'status')
    if (status === undefined) throw new TokenError('ERR_CLAIM_MISSING', 'the claim status is missing', { claim: 'status' })
    const list = own(status, 'status_list')
    const [uri, idx] = [own(list, 'uri'), own(list, 'idx')]
    if (typeof uri !== 'string' || !Number.isSafeInteger(idx) || idx < 0) throw malformed('a reference to a status list')
    const isBelow = uri === this.#base || uri.startsWith(this.#base.endsWith('/') ? this.#base : `${this.#base}/`)
    // A user who can have a token signed must not choose what this program fetches: nor by `..` or another spelling.
    if (!isBelow || !URL.canParse(uri) || new URL(uri).href !== uri) throw malformed("a status list below this verifier's URL")
    return { uri, idx }
  }
}

/** @param {string} expected */
const malformed = (expected) => new TokenError('ERR_CLAIM_MALFORMED', `status must be ${expected}`, { claim: 'status' })

/** A polluted `Object.prototype` gives a token no status. @param {any} object @param {string} name */
const own = (object, name) => (Object.hasOwn(Object(object), name) ? object[name] : undefined)

const OPTIONS = Object.freeze({
  ...fetchOptions(60, 3600),
  keys: check((keys) => keys !== null && !Array.isArray(keys), 'must be the keys of the one issuer that signs the lists'),
  issuer: check((issuer) => issuer === null || typeof issuer === 'string' || Array.isArray(issuer), 'must be a string, an array of strings or null, which turns the check off'),
})
const VALID = 0
const MAX_LISTS = 64

/** @typedef {import('../token/revocation.js').Revocation} Revocation */

/**
 * @typedef {object} ListTrust
 * @property {import('../keys/fixed-keys.js').Keys} keys that sign the lists: usually those that sign the tokens
 * @property {string | readonly string[] | null} issuer `iss` of the lists; null says that it is not checked
 */

/** @typedef {ListTrust & Partial<Omit<import('./options.js').RemoteOptions, 'load' | 'save'>>} StatusListOptions
 *   durations in seconds; `freshFor` 60, `staleFor` 3600. Lists are not kept for the next start: an old one un-revokes */
