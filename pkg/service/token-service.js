import { requireScope } from '../http/scopes.js'
import { access } from './access.js'
import { checkedRefresh } from './grants/grant-request.js'
import { revoke } from './grants/revocation.js'
import { introspect } from './introspection.js'
import { checkedPage, checkedPublishFor, checkedReroll, checkedSubjectType, listNumber, named, neededScope, tokenOf } from './method-options.js'
import { assemble } from './parts.js'
import { sweep } from './sweeping.js'
import { handle } from './http/routes.js'

/**
 * Issues and ends tokens: access and refresh pairs, permanent API tokens, key and status lists, as methods and, by
 * `fetch`, over HTTP.
 *
 * "At once" is a revocation here, in introspection and for API tokens. A verifier that does not call home learns of it
 * when it next fetches the status list: within `statusFreshness` seconds, and 5 more if another process revoked.
 */
export class TokenService {
  #parts

  /**
   * Throws ERR_OPTION_INVALID for a wrong option.
   *
   * @param {import('./options.js').ServiceOptions} options
   */
  constructor(options) {
    this.#parts = assemble(options)
  }

  /**
   * Answers a request to one of the endpoints; never rejects. Bound: it can be handed to a server as it is.
   *
   * @type {(request: Request) => Promise<Response>}
   */
  fetch = (request) => handle(this.#parts, request)

  /**
   * A new grant for a user who has been recognised, and its first pair.
   *
   * @param {import('./options.js').Identity} identity
   * @param {import('./grants/grant-request.js').GrantRequest} [request]
   */
  async grant(identity, request) {
    await this.#parts.keys.fresh()
    return this.#parts.grants.begin(identity, request)
  }

  /**
   * The next pair. Throws ERR_TOKEN_REUSED, ERR_TOKEN_REVOKED, ERR_TOKEN_EXPIRED, …, and an `OAuthError` for another
   * client than the one that it was issued to.
   *
   * @param {string} refreshToken
   * @param {import('./grants/grant-request.js').RefreshRequest} [request]
   */
  async refresh(refreshToken, request) {
    const [token, checked] = [tokenOf(refreshToken), checkedRefresh(request)]
    await this.#parts.keys.fresh()
    return this.#parts.grants.refresh(token, checked)
  }

  /**
   * Ends the token with all that belongs to it: an access token takes its refresh tokens with it, and the other way round; an API
   * token takes the pairs that it was exchanged for (RFC 7009 §2). Throws if it is not one of this service's.
   *
   * @param {string} token
   */
  async revoke(token) {
    tokenOf(token)
    await this.#parts.keys.fresh()
    await revoke(this.#parts, token, ({ sid }) => sid)
  }

  /**
   * Ends every grant of a subject, because of a compromise; answers how many.
   *
   * @param {string} subject
   * @param {{ subjectType?: import('./store/store.js').SubjectType }} [options] without it: user and application of this name
   */
  async revokeGrantsOf(subject, options) {
    return this.#parts.ending.revokeGrantsOf(named('subject', subject), checkedSubjectType(options))
  }

  /**
   * Ends every grant and every API token of a subject, because it is gone or compromised; answers how many of each.
   *
   * @param {string} subject
   * @param {{ subjectType?: import('./store/store.js').SubjectType }} [options] without it: user and application of this name
   * @returns {Promise<{ grants: number, apiTokens: number }>}
   */
  async endSubject(subject, options) {
    return this.#parts.ending.endSubject(named('subject', subject), checkedSubjectType(options))
  }

  /** A new API token; its `token` is shown here and never again. @param {import('./api-tokens/wanted.js').Wanted} wanted */
  createApiToken(wanted) {
    return this.#parts.apiTokens.create(wanted)
  }

  /**
   * Takes API tokens over that were made elsewhere, by their digests: their owners keep them. `formats` says how to read
   * them. Not bounded by `apiTokensPerOwner`; safe to repeat.
   *
   * @param {readonly import('./api-tokens/imported.js').ImportedApiToken[]} tokens
   */
  async importApiTokens(tokens) {
    return this.#parts.apiTokens.import(tokens)
  }

  /** @param {{ owner?: import('./store/store.js').Owner, after?: string, limit?: number }} [page] at most 100, or `limit` up to 1000 */
  async listApiTokens(page) {
    return this.#parts.apiTokens.list(checkedPage(page))
  }

  /** Revokes it at once, with the one that it replaced if that is still good, and the pairs that they were exchanged for. @param {string} id */
  async revokeApiToken(id) {
    return this.#parts.ending.revokeApiToken(named('id', id))
  }

  /**
   * Another secret for the same API token. The one in use stays good for `grace` seconds (3600), and until then another
   * re-roll is an `OAuthError` with status 409 and the code ERR_REROLL_CONFLICT. If the new one never arrived, say so: `lost`
   * is its `start`. With `grace: 0` all others end at once.
   *
   * @param {string} id
   * @param {{ grace?: number, lost?: string }} [options]
   */
  async rerollApiToken(id, options) {
    return this.#parts.ending.rerollApiToken(named('id', id), checkedReroll(options))
  }

  /** The record, frozen, of an API token that is good and has the scope. @param {string} token @param {{ scope?: string | readonly string[] }} [needed] */
  async verifyApiToken(token, needed) {
    const scope = neededScope(needed)
    const record = await this.#parts.apiTokens.verify(tokenOf(token))
    requireScope(record, scope)
    return record
  }

  /**
   * The verified access or API token of a request, checked against the store: revoked means refused at once. Usable
   * wherever a `Verifier` authenticates.
   *
   * @param {import('countersign').Credentials} credentials
   */
  async authenticate(credentials) {
    await this.#parts.keys.fresh()
    return access(this.#parts, credentials)
  }

  /** RFC 7662 §2.2. @param {string} token */
  async introspect(token) {
    tokenOf(token)
    await this.#parts.keys.fresh()
    return introspect(this.#parts, token)
  }

  /** The signed status list of that number, from 0; an `OAuthError` (404) for one that no grant has a place in. @param {number} [number] */
  async statusList(number = 0) {
    listNumber(number)
    await this.#parts.keys.fresh()
    return this.#parts.lists.token(number)
  }

  /** What a page in front of the service must know of it. @returns {ServiceProfile} */
  get profile() {
    const { issuer, managementAudience, apiTokenLifetime } = this.#parts.settings
    return Object.freeze({ issuer, managementAudience, apiTokenLifetime: Object.freeze({ ...apiTokenLifetime }) })
  }

  /**
   * The public keys, to verify its tokens in this process without a fetch. With `keyRing`, `await keys.ready()` says at the start
   * whether the ring can be read: a wrong `seal` is ERR_OPTION_INVALID.
   */
  get keys() {
    return this.#parts.keys
  }

  /**
   * Publishes `next` now and signs with it after `publishFor` seconds, when every verifier has fetched it; the present
   * key stays published until its last token is dead. Tell the same to every process, or start them with `key: [next, …]`.
   * A service with `keyRing` rotates by itself.
   *
   * @param {import('countersign').SigningKey | import('countersign').Signer} next
   * @param {{ publishFor?: number }} [options] 600 s: for how long a JWKS may be held by its `max-age`
   */
  rotateKeys(next, options) {
    return this.#parts.keys.rotate(next, checkedPublishFor(options))
  }

  /**
   * Un-publishes a key that leaked: this service refuses its tokens at once. With `keyRing` every process does, within 5
   * seconds (or a third of a shorter `publishFor`), and another key signs; without, this is for this process alone, and the newest key must
   * be rotated before. Verifiers learn of it when they next fetch the JWKS: `max-age` and a minute later at most.
   *
   * @param {string} kid
   */
  async dropKey(kid) {
    await this.#parts.keys.drop(named('kid', kid))
  }

  /**
   * Forgets grants when no verifier accepts their last token any more, and API tokens 30 days after they expired or were
   * revoked, and announces by an event `expiring` those that expire within seven days; to be called now and then.
   */
  sweep() {
    return sweep(this.#parts)
  }

  /** Closes the store. */
  close() {
    return this.#parts.store.close()
  }
}

/** @typedef {{ issuer: string, managementAudience: string | undefined, apiTokenLifetime: Readonly<import('./api-tokens/wanted.js').ApiTokenLifetime> }} ServiceProfile durations in seconds, or 'never' */
