import { TokenError, beginRefresh, presentRefresh } from 'countersign'
import { accessEnd, sessionEnd } from './ends.js'
import { checkHolder, checkKey, checkSameKey } from './holder.js'
import { checkedRequest, grantedAudience, grantedScope, narrowedAudience } from './grant-request.js'
import { narrowed } from './narrowed.js'
import { checkedIdentity } from '../identity.js'
import { StoredGrants } from './stored-grants.js'
import { AGAIN, swapping } from '../store/swapping.js'

/** Grants: begun by a log-in, renewed by refresh tokens, ended by revocation. The core decides, the store keeps. */
export class Grants {
  #parts
  #settings
  #store
  #pairs
  #reader
  #emit
  #lists
  #stored

  /** @param {Below} parts */
  constructor(parts) {
    this.#parts = parts
    this.#settings = parts.settings
    this.#store = parts.store
    this.#pairs = parts.pairs
    this.#reader = parts.reader
    this.#emit = parts.emit
    this.#lists = parts.lists
    this.#stored = new StoredGrants(parts)
  }

  /**
   * A new grant and its first pair.
   *
   * @param {import('../service-options.js').Identity} identity
   * @param {import('./grant-request.js').GrantRequest} [request] what was asked for, and by which client
   * @param {StandsFor} [standsFor] the API token that the pair was exchanged for
   */
  async begin(identity, request, standsFor) {
    const { subject, subjectType, scope: allowed, roles, client, claims } = checkedIdentity(identity)
    const { scope, resource, client: asked, confidential, thumbprint, refreshable, subjectType: usual, isLogIn } = checkedRequest(request)
    const { now, refreshLifetime, defaultScope } = this.#settings
    const at = now()
    const until = sessionEnd(this.#settings, at, standsFor?.expires)
    const record = beginRefresh(at, refreshLifetime, until)
    const grant = {
      id: crypto.randomUUID(), subject, subjectType: subjectType ?? usual,
      scope: grantedScope(allowed, scope, defaultScope), ...(roles !== undefined && roles.length > 0 && { roles: [...roles] }),
      client: asked ?? client ?? subject, ...(confidential && { confidential }), ...(thumbprint !== undefined && { thumbprint }), ...grantedAudience(this.#settings, resource),
      ...(claims !== undefined && { claims }), ...(standsFor !== undefined && { apiToken: standsFor.id, apiTokenDigest: standsFor.digest }),
      refreshable, kid: this.#parts.keys.signing.kid, created: at, ...(isLogIn && { authTime: at }), until, ends: at, ...record,
    }
    grant.ends = refreshable ? Math.max(record.exp, accessEnd(this.#settings, grant)) : accessEnd(this.#settings, grant)
    this.#pairs.check(grant)
    const status = await this.#store.addGrant(grant)
    this.#lists.given(status)
    this.#emit('issued', 'grant', grant)
    return this.#pairs.of({ ...grant, version: 1, status })
  }

  /**
   * The next pair, for a refresh token that is presented. Throws ERR_TOKEN_REUSED, ERR_TOKEN_REVOKED or
   * ERR_TOKEN_EXPIRED, in addition to whatever is wrong with the token itself.
   *
   * @param {string} token
   * @param {{ scope?: string, resource?: import('./grant-request.js').Resource, client?: import('./holder.js').Client, proof?: ProvenKey }} [request]
   */
  async refresh(token, { scope, resource, client, proof } = {}) {
    const { sid, jti } = this.#reader.readRefresh(token).claims
    const { now, refreshLifetime: lifetime, grace } = this.#settings
    // A request that came in time is not theft because the store was slow.
    const arrived = now()
    return swapping(async () => {
      const grant = await this.#stored.find(sid)
      checkHolder(grant, client)
      checkKey(grant, proof)
      const { standing, end } = await this.#bounds(grant)
      const presented = presentRefresh(grant, jti, { arrived, now: now(), lifetime, grace, end, isOwnerActive: standing.active })
      if (presented.outcome === 'replayed') {
        checkSameKey(grant, proof)
        await proof?.use()
        this.#emit('replayed', 'grant', grant)
        return this.#pairs.of(grant)
      }
      if (presented.outcome === 'inactive') throw new TokenError('ERR_TOKEN_REVOKED', 'the owner of the refresh token is not active')
      if (presented.outcome === 'revoked') throw new TokenError('ERR_TOKEN_REVOKED', 'the grant is revoked')
      if (presented.outcome === 'expired') throw new TokenError('ERR_TOKEN_EXPIRED', 'the refresh token expired: log in again')
      const isReused = presented.outcome === 'reused'
      if (!isReused) await proof?.use()
      const next = { ...grant, ...presented.next, ...(!isReused && this.#renewed(grant, presented.next, { scope, resource, proof, standing, until: end })) }
      // Another request was faster: what it stored decides, and this one gets the same pair.
      if (!(await (isReused ? this.#stored.storeRevoked(next) : this.#store.replaceGrant(next)))) return AGAIN
      if (isReused) return this.#refuseReused(grant)
      this.#emit('refreshed', 'grant', grant)
      return this.#pairs.of(next)
    })
  }

  /**
   * What a rotation changes in a grant beyond its record: what the next pair may do, its key and its end.
   *
   * @param {import('../store/store.js').Grant} grant
   * @param {import('countersign').RefreshRecord} record the next one
   * @param {{ scope?: string, resource?: import('./grant-request.js').Resource, proof?: ProvenKey, standing: import('../owners/standing.js').Standing, until: number }} asked
   */
  #renewed(grant, { at, exp }, { scope, resource, proof, standing, until }) {
    const ends = Math.max(exp, accessEnd(this.#settings, { at, until }))
    const audience = narrowedAudience(this.#settings, grant, resource)
    return { ...narrowed(grant, scope, standing), narrowedAudience: audience, ...(proof !== undefined && { thumbprint: proof.thumbprint }), kid: this.#parts.keys.signing.kid, until, ends }
  }

  /**
   * What bounds the next pair: its owner, and the end of the session, also by the API token behind the grant, which
   * must be good still.
   *
   * @param {import('../store/store.js').Grant} grant
   */
  async #bounds(grant) {
    const { subject, subjectType = 'user', created, until = Infinity, revoked } = grant
    const end = revoked === undefined ? await this.#parts.exchanges.check(grant) : until
    const standing = await this.#parts.owners.standing({ type: subjectType, id: subject })
    return { standing, end: sessionEnd(this.#settings, created, Math.min(until, end)) }
  }

  /** Ends a grant; does nothing if it is ended already. @param {string} id */
  revoke(id) {
    return this.#stored.revoke(id)
  }

  /** The grant of verified claims, unless it is revoked, or the API token behind it is not good any more. @param {Record<string, any>} claims */
  live(claims) {
    return this.#stored.live(claims)
  }

  /** @param {import('../store/store.js').Grant} grant @returns {never} */
  #refuseReused(grant) {
    this.#emit('reused', 'grant', grant)
    this.#emit('revoked', 'grant', grant)
    throw new TokenError('ERR_TOKEN_REUSED', 'the refresh token was used before: its grant is revoked')
  }
}

/** @typedef {import('../dpop/token-proofs.js').ProvenKey} ProvenKey */
/** @typedef {{ id: string, digest: string, expires: number }} StandsFor */

/**
 * @typedef {object} Below what it uses
 * @property {import('../options.js').Settings} settings
 * @property {import('../store/guarded-store.js').GuardedStore} store
 * @property {import('../keys/service-keys.js').ServiceKeys} keys
 * @property {import('../events.js').Emit} emit
 * @property {import('../owners/owners.js').Owners} owners
 * @property {import('./pairs.js').Pairs} pairs
 * @property {import('./pair-reader.js').PairReader} reader
 * @property {import('../status/status-lists.js').StatusLists} lists
 * @property {import('../api-tokens/api-tokens.js').ApiTokens} apiTokens
 * @property {import('../api-tokens/exchanges.js').Exchanges} exchanges
 */
