import { TokenError, decode, issue } from 'countersign'
import { accessEnd } from './ends.js'
import { invalidOption } from '../../http/invalid-option.js'
import { ACCESS, REFRESH } from './pair-reader.js'
import { signed, standInOf } from '../keys/signers.js'

/**
 * Makes the tokens of grants. Everything in a pair follows from the stored grant, and Ed25519 is deterministic:
 * the same grant makes the same pair again, and nothing secret is stored for it.
 */
export class Pairs {
  #settings
  #keys

  /**
   * @param {import('../options.js').Settings} settings
   * @param {import('../keys/service-keys.js').ServiceKeys} keys
   */
  constructor(settings, keys) {
    this.#settings = settings
    this.#keys = keys
  }

  /**
   * Throws ERR_OPTION_INVALID if the service would not take the access tokens of this grant itself: they are too long, or
   * a claim is one that no verifier reads. To be called before the grant is stored.
   *
   * @param {import('../store/store.js').NewGrant} grant
   */
  check(grant) {
    if (this.#isOrdinary(grant)) return
    try {
      // Nobody sees this one: it costs a signer nothing.
      decode(this.#accessToken({ ...grant, version: 1, status: 0 }, (claims, key, options) => issue(claims, standInOf(key), { ...options, maxTokenBytes: MAX_TOKEN })))
    } catch (cause) {
      if (!(cause instanceof TokenError)) throw cause
      throw invalidOption('claims', `make an access token that verifiers refuse: ${cause.message}`)
    }
  }

  /**
   * Whether only the service's own claims are in its access tokens, and they are far from a verifier's limit: a second signature
   * would show nothing.
   *
   * @param {import('../store/store.js').NewGrant} grant
   */
  #isOrdinary(grant) {
    const { kid, subject, client, scope, roles, claims } = grant
    return claims === undefined && JSON.stringify([this.#settings.issuer, this.#audienceOf(grant), kid, subject, client, scope, roles]).length < ORDINARY
  }

  /** @param {Grant} grant @returns {Promise<Pair>} */
  async of(grant) {
    const scope = scopeOf(grant)
    const type = grant.thumbprint === undefined ? /** @type {const} */ ('Bearer') : /** @type {const} */ ('DPoP')
    const tokens = [this.#accessToken(grant, this.#sign), grant.refreshable ? this.#refreshToken(grant) : '']
    const [access_token, refresh_token] = await Promise.all(tokens)
    const pair = { token_type: type, expires_in: this.#accessLifetime(grant), access_token }
    return {
      ...pair,
      ...(grant.refreshable && { refresh_token }),
      ...(scope !== '' && { scope }),
    }
  }

  /** @template Token @param {Grant} grant @param {(claims: Record<string, unknown>, key: import('../keys/signers.js').ServiceKey, options: import('countersign').IssueOptions) => Token} sign */
  #accessToken(grant, sign) {
    const { id, jti, at, kid, subject, subjectType = 'user', client, authTime, status, claims, thumbprint } = grant
    const { issuer } = this.#settings
    const scope = scopeOf(grant)
    const roles = rolesOf(grant)
    const own = {
      ...claims, sub_type: subjectType, sid: id, client_id: client, ...(roles.length > 0 && { roles }),
      ...(authTime !== undefined && { auth_time: Math.floor(authTime) }), ...(thumbprint !== undefined && { cnf: { jkt: thumbprint } }),
      status: { status_list: statusOf(status, issuer) },
    }
    return sign(own, this.#keys.named(kid), {
      issuer, audience: this.#audienceOf(grant), subject, ...(scope !== '' && { scope: scope.split(' ') }),
      jwtId: `${jti}.access`, type: ACCESS, expiresIn: this.#accessLifetime(grant), now: () => at,
    })
  }

  /** The audience of its present pair. @param {Pick<Grant, 'audience' | 'narrowedAudience'>} grant */
  #audienceOf({ audience = this.#settings.audience, narrowedAudience = audience }) {
    return narrowedAudience
  }

  /** @param {Record<string, unknown>} claims @param {import('../keys/signers.js').ServiceKey} key @param {import('countersign').IssueOptions} options */
  #sign = (claims, key, options) => signed(claims, key, options, this.#settings.signerTimeout)

  /** In seconds. @param {Grant} grant */
  #accessLifetime(grant) {
    return accessEnd(this.#settings, grant) - Math.floor(grant.at)
  }

  /** @param {Grant} grant */
  #refreshToken({ id, jti, at, exp, kid, subject }) {
    const { issuer } = this.#settings
    const expiresIn = exp - Math.floor(at)
    return this.#sign({ sid: id }, this.#keys.named(kid), {
      issuer, audience: issuer, subject, jwtId: jti, type: REFRESH, expiresIn, now: () => at,
    })
  }
}

/** The scope of its present pair. @param {Grant} grant */
const scopeOf = ({ scope, narrowed = scope }) => narrowed

/** The roles of its present pair. @param {Grant} grant */
const rolesOf = ({ roles = [], narrowedRoles = roles }) => narrowedRoles

/**
 * Where a grant's status is found.
 *
 * @param {number} number
 * @param {string} issuer
 */
const statusOf = (number, issuer) => ({ idx: number % LIST_LENGTH, uri: statusListUri(Math.floor(number / LIST_LENGTH), issuer) })

/** Where a list is found, which is its subject, too. @param {number} number @param {string} issuer */
export function statusListUri(number, issuer) {
  return `${issuer}/status/${number}`
}

/** Statuses of one list; a list always has this many, so that an older copy of it has a place for a newer grant. */
export const LIST_LENGTH = 2 ** 20

/** A verifier's limit in bytes, less room for a longer `kid` after a rotation and for a higher status. */
const MAX_TOKEN = 8192 - 512

/** In characters, each of which can be three bytes. */
const ORDINARY = 1000

/** @typedef {import('../store/store.js').Grant} Grant */

/**
 * @typedef {object} Pair the answer of RFC 6749 §5.1
 * @property {'Bearer' | 'DPoP'} token_type DPoP if the access token is bound to a key (RFC 9449 §5)
 * @property {number} expires_in of the access token, in seconds
 * @property {string} access_token
 * @property {string} [refresh_token]
 * @property {string} [scope]
 */
