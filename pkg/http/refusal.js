import { TokenError } from 'countersign'
import { check, optional, isText, readOptions } from '../lib/option-table.js'
import { isScope, requireScope } from './scopes.js'
import { invalidOption } from './invalid-option.js'

/**
 * What the options of an adapter say of challenges. Throws ERR_OPTION_INVALID for any other option.
 *
 * @param {unknown} options
 * @returns {ChallengeOptions}
 */
export function challengeOf(options) {
  return readOptions(options, OPTIONS, invalidOption)
}

/**
 * The scopes that a route requires, each a scope token (RFC 6749 §3.3). Throws ERR_OPTION_INVALID for none, which would
 * require nothing, and for anything else: when the route is made, not when it is first called.
 *
 * @param {readonly unknown[]} scopes each one scope, or several separated by spaces
 * @returns {readonly string[]}
 */
export function scopesOf(scopes) {
  const all = scopes.flatMap((scope) => (typeof scope === 'string' ? scope.split(' ') : [scope]))
  if (!SCOPES.holds(all)) throw invalidOption('scope', SCOPES.demand)
  return /** @type {string[]} */ (all)
}

/**
 * The HTTP answer to a `TokenError`; throws anything else, and the program's own mistakes (500), for the framework.
 *
 * @param {unknown} error
 * @param {ChallengeOptions} [options]
 * @returns {{ status: 400 | 401 | 403 | 503, headers: Record<string, string>, body: RefusalBody }}
 */
export function refusal(error, options) {
  if (!(error instanceof TokenError) || error.status === 500) throw error
  const challenge = error.challenge(options)
  return {
    status: /** @type {400 | 401 | 403 | 503} */ (error.status),
    headers: { 'cache-control': 'no-store', ...(challenge === undefined ? {} : { 'www-authenticate': challenge }), ...(error.nonce === undefined ? {} : { 'dpop-nonce': error.nonce }) },
    body: { error: PROOF_WORDS[error.code] ?? WORDS[error.status] ?? 'invalid_token', error_description: error.message, code: error.code },
  }
}

/**
 * Throws ERR_SCOPE_INSUFFICIENT unless the token has every one of `scopes`.
 *
 * @param {Token | undefined} token what `authenticate` left on the request
 * @param {readonly string[]} scopes
 * @param {Bearing | undefined} request that bore it
 */
export function checkScopes(token, scopes, request) {
  if (token === undefined) throw new TokenError('ERR_OPTION_INVALID', 'the option requireScope needs authenticate before it')
  requireScope(token.claims, scopes.join(' '), schemeOf(request))
}

/**
 * The roles of which a route requires one, in the provider's own words. Throws ERR_OPTION_INVALID for none, and for
 * anything else: when the route is made, not when it is first called.
 *
 * @param {readonly unknown[]} roles
 * @returns {readonly string[]}
 */
export function rolesOf(roles) {
  if (roles.length === 0 || !roles.every(isText(100).holds)) throw invalidOption('role', 'must be one or more roles')
  return /** @type {string[]} */ ([...roles])
}

/**
 * Throws ERR_SCOPE_INSUFFICIENT, with `claim` "roles", unless the token has one of `roles` (RFC 9068 §2.2.3.1).
 *
 * @param {Token | undefined} token what `authenticate` left on the request
 * @param {readonly string[]} roles
 * @param {Bearing | undefined} request that bore it
 */
export function checkRoles(token, roles, request) {
  if (token === undefined) throw new TokenError('ERR_OPTION_INVALID', 'the option requireRole needs authenticate before it')
  const granted = Object.hasOwn(token.claims, 'roles') ? token.claims.roles : undefined
  if (Array.isArray(granted) && roles.some((role) => granted.includes(role))) return
  throw new TokenError('ERR_SCOPE_INSUFFICIENT', `the token lacks a role: one of ${roles.join(', ')} is required`, { claim: 'roles', scheme: schemeOf(request) })
}

/** The scheme that a token came by, which is that of the challenge, too (RFC 9449 §7.1): it was good, so the header is of one scheme. @param {Bearing | undefined} request */
const schemeOf = (request) => {
  // A program may call the handler of a route by itself, without a request.
  const headers = request?.headers
  const authorization = typeof headers?.get === 'function' ? headers.get('authorization') : headers?.authorization
  return typeof authorization === 'string' && /^[ \t]*dpop /i.test(authorization) ? 'DPoP' : undefined
}

const OPTIONS = { realm: optional(isText(200)), resourceMetadata: optional(isText(2000)), scope: optional(isText(2000)) }
const SCOPES = check((scopes) => scopes.length > 0 && scopes.every(isScope), 'must be one or more scopes')

/** The `error` of RFC 6750 §3.1 and, for an outage, of RFC 6749 §4.1.2.1. @type {Record<number, string>} */
const WORDS = { 400: 'invalid_request', 403: 'insufficient_scope', 503: 'temporarily_unavailable' }

/** RFC 9449 §7.1. @type {Record<string, string>} */
const PROOF_WORDS = {
  ERR_PROOF_INVALID: 'invalid_dpop_proof',
  ERR_PROOF_MISSING: 'invalid_dpop_proof',
  ERR_PROOF_NONCE_REQUIRED: 'use_dpop_nonce',
  ERR_PROOF_REPLAYED: 'invalid_dpop_proof',
}

/** @typedef {{ error: string, error_description: string, code: import('countersign').TokenErrorCode }} RefusalBody */
/** @typedef {import('countersign').VerifiedToken} Token */
/** @typedef {{ headers: any }} Bearing a `Request`, or one of Node */
/** @typedef {import('countersign').ChallengeParameters} ChallengeOptions what every challenge of a route says */
/**
 * A `Verifier`, or whatever else says whose token a request bears.
 *
 * @typedef {{ authenticate(credentials: import('countersign').Credentials): Promise<Token> }} Authenticator
 */
