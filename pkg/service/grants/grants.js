import { TokenError, beginRefresh, presentRefresh } from 'countersign'
import { checkHolder } from './holder.js'
import { checkAudience, checkedRequest, grantedAudience, grantedScope, narrowedScope } from './grant-request.js'
import { checkedIdentity } from '../identity.js'
import { REUSE } from '../status/status-lists.js'
import { AGAIN, swapping } from '../store/swapping.js'

/** Grants: begun by a log-in, renewed by refresh tokens, ended by revocation. The core decides, the store keeps. */
export class Grants {
  #settings
  #store
  #pairs
  #keys
  #emit
  #lists

  /** @param {Omit<import('../parts.js').Parts, 'grants' | 'apiTokens'>} parts */
  constructor({ settings, store, pairs, keys, emit, lists }) {
    this.#settings = settings
    this.#store = store
    this.#pairs = pairs
    this.#keys = keys
    this.#emit = emit
    this.#lists = lists
  }

  /**
   * A new grant and its first pair.
   *
   * @param {import('../options.js').Identity} identity
   * @param {import('./grant-request.js').GrantRequest} [request] what was asked for, and by which client
   */
  async begin(identity, request) {
    const { subject, subjectType, scope: allowed, client, claims } = checkedIdentity(identity)
    const { scope, resource, client: asked, confidential, refreshable, subjectType: usual } = checkedRequest(request)
    const { now, refreshLifetime, accessLifetime, defaultScope } = this.#settings
    const at = now()
    const record = beginRefresh(at, refreshLifetime)
    const grant = {
      id: crypto.randomUUID(), subject, subjectType: subjectType ?? usual,
      scope: grantedScope(allowed, scope, defaultScope), client: asked ?? client ?? subject,
      ...(confidential && { confidential }), ...grantedAudience(this.#settings, resource),
      ...(claims !== undefined && { claims }), refreshable, kid: this.#keys.signing.kid, created: at,
      ends: refreshable ? Math.max(record.exp, at + accessLifetime) : at + accessLifetime, ...record,
    }
    this.#pairs.check(grant)
    const status = await this.#store.addGrant(grant)
    this.#lists.given(status)
    this.#emit('issued', 'grant', grant)
    return this.#pairs.of({ ...grant, version: 1, status })
  }

  /**
   * The next pair, for a refresh token that is presented. Throws ERR_TOKEN_REUSED, ERR_TOKEN_REVOKED or
   * ERR_TOKEN_EXPIRED, besides whatever is wrong with the token itself.
   *
   * @param {string} token
   * @param {{ scope?: string, resource?: string, client?: import('./holder.js').Client }} [request]
   */
  async refresh(token, { scope, resource, client } = {}) {
    const { sid, jti } = this.#pairs.readRefresh(token).claims
    const { now, refreshLifetime: lifetime, grace } = this.#settings
    // A request that came in time is not theft because the store was slow.
    const arrived = now()
    return swapping(async () => {
      const grant = await this.#existing(sid)
      checkHolder(grant, client)
      const presented = presentRefresh(grant, jti, { now: arrived, lifetime, grace })
      if (presented.outcome === 'replayed') {
        this.#emit('replayed', 'grant', grant)
        return this.#pairs.of(grant)
      }
      if (presented.outcome === 'revoked') throw new TokenError('ERR_TOKEN_REVOKED', 'the grant is revoked')
      if (presented.outcome === 'expired') throw new TokenError('ERR_TOKEN_EXPIRED', 'the refresh token expired: log in again')
      const isReused = presented.outcome === 'reused'
      const next = { ...grant, ...presented.next, ...(!isReused && this.#renewed(grant, { scope, resource })) }
      // Another request was faster: what it stored decides, and this one gets the same pair.
      if (!(await (isReused ? this.#storeRevoked(next) : this.#store.replaceGrant(next)))) return AGAIN
      if (isReused) return this.#refuseReused(grant)
      this.#emit('refreshed', 'grant', grant)
      return this.#pairs.of(next)
    })
  }

  /**
   * What makes a rotation one of this moment. Not of the request's arrival: the grace counts from here, and a slow look-up
   * would use it up before the pair can have been answered.
   *
   * @param {import('../store/store.js').Grant} grant
   * @param {{ scope?: string, resource?: string }} asked
   */
  #renewed(grant, { scope, resource }) {
    const { now, refreshLifetime, accessLifetime } = this.#settings
    checkAudience(this.#settings, grant, resource)
    const narrowed = narrowedScope(grant, scope)
    const record = beginRefresh(now(), refreshLifetime)
    return { ...record, narrowed, kid: this.#keys.signing.kid, ends: Math.max(record.exp, record.at + accessLifetime) }
  }

  /** Ends a grant; does nothing if it is ended already. @param {string} id */
  revoke(id) {
    return swapping(async () => {
      const grant = await this.#store.grant(id)
      if (grant === undefined) return undefined
      const now = this.#settings.now()
      if (grant.revoked !== undefined) {
        // A write that was given up may have come late, and a list been made before it.
        if (now - grant.revoked < REUSE) this.#lists.forget()
        return undefined
      }
      if (!(await this.#storeRevoked({ ...grant, revoked: now }))) return AGAIN
      this.#emit('revoked', 'grant', grant)
      return undefined
    })
  }

  /**
   * Ends every grant of a subject, and answers how many there were.
   *
   * @param {string} subject
   * @param {import('../store/store.js').SubjectType} [type] of both types, without it
   */
  async revokeAllOf(subject, type) {
    const grants = (await this.#store.grantsOf(subject)).filter(({ subjectType = 'user' }) => type === undefined || subjectType === type)
    for (const { id } of grants) await this.revoke(id)
    return grants.length
  }

  /** Stores a revocation. After a failure too, no list is kept that may be from before it. @param {import('../store/store.js').Grant} grant */
  async #storeRevoked(grant) {
    try {
      return await this.#store.replaceGrant(grant)
    } finally {
      this.#lists.forget()
    }
  }

  /** The grant of verified claims, unless it is revoked. @param {Record<string, any>} claims */
  async live({ sid }) {
    const grant = await this.#existing(sid)
    if (grant.revoked !== undefined) throw new TokenError('ERR_TOKEN_REVOKED', 'the grant is revoked')
    return grant
  }

  /** @param {string} id */
  async #existing(id) {
    const grant = await this.#store.grant(id)
    // It was ended long enough ago to be forgotten, or the store lost it: either way nothing vouches for the token.
    if (grant === undefined) throw new TokenError('ERR_TOKEN_REVOKED', 'the grant does not exist any more')
    return grant
  }

  /** @param {import('../store/store.js').Grant} grant @returns {never} */
  #refuseReused(grant) {
    this.#emit('reused', 'grant', grant)
    this.#emit('revoked', 'grant', grant)
    throw new TokenError('ERR_TOKEN_REUSED', 'the refresh token was used before: its grant is revoked')
  }
}
