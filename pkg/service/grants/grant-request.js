import { byDefault, check, isBoolean, isName, oneOrMore, optional, readOptions } from '../../lib/option-table.js'
import { isSubjectType, scopesOf } from '../identity.js'
import { OAuthError } from '../oauth-error.js'
import { invalidOption } from '../../http/invalid-option.js'

/** What is asked of a new grant, checked. @param {GrantRequest} [request] @returns {GrantRequest & { refreshable: boolean, subjectType: import('../store/store.js').SubjectType, isLogIn: boolean }} */
export function checkedRequest(request) {
  return /** @type {any} */ (readOptions(request, NEW, invalidOption, 'request'))
}

/** What is asked of the next pair of a grant, by the program itself. @param {RefreshRequest} [request] */
export function checkedRefresh(request) {
  const { client, thumbprint, ...asked } = readOptions(request, NEXT, invalidOption, 'request')
  // The program has checked the proof, and used it up.
  const proof = thumbprint === undefined ? undefined : { thumbprint, use: async () => {} }
  return { ...asked, proof, ...(client !== undefined && { client: { id: client, isAuthenticated: true } }) }
}

/**
 * What was asked for, if all of it is allowed. If nothing was asked for: what is allowed of the default, or all that is
 * allowed if there is no default (RFC 6749 §3.3).
 *
 * @param {string | readonly string[] | undefined} allowed
 * @param {string | undefined} asked
 * @param {string | readonly string[] | undefined} byDefault
 */
export function grantedScope(allowed, asked, byDefault) {
  const all = scopesOf(allowed)
  if (asked !== undefined) return within(all, asked)
  return (byDefault === undefined ? all : scopesOf(byDefault).filter((scope) => all.includes(scope))).join(' ')
}

/** The part of a grant's scope that a refresh asked for (RFC 6749 §6). @param {{ scope: string }} grant @param {string | undefined} asked */
export function narrowedScope({ scope }, asked) {
  return asked === undefined ? undefined : within(scopesOf(scope), asked)
}

/**
 * The audience of a new grant, if one was asked for (RFC 8707 §2).
 *
 * @param {Audiences} settings
 * @param {Resource | undefined} resource
 */
export function grantedAudience({ audience, managementAudience }, resource) {
  if (resource === undefined) return undefined
  const asked = audienceOf(resource)
  // Alone, or an API that receives the token could manage with it.
  if (asked !== managementAudience) checkAmong([audience].flat(), asked)
  return { audience: asked }
}

/**
 * The audience of the next pair, if a refresh asked for a part of its grant's (RFC 8707 §2.2).
 *
 * @param {Audiences} settings
 * @param {Pick<import('../store/store.js').Grant, 'audience'>} grant
 * @param {Resource | undefined} resource
 */
export function narrowedAudience(settings, { audience = settings.audience }, resource) {
  if (resource === undefined) return undefined
  checkAmong([audience].flat(), resource)
  return audienceOf(resource)
}

/** @param {readonly unknown[]} all @param {Resource} resource */
const checkAmong = (all, resource) => {
  if (![resource].flat().every((each) => all.includes(each))) throw new OAuthError('invalid_target', 'this service issues no tokens for this resource')
}

/** One is a string, as in tokens of one audience. @param {Resource} resource @returns {Resource} */
const audienceOf = (resource) => {
  const asked = [...new Set([resource].flat())]
  return asked.length === 1 ? asked[0] : asked
}

/** @param {readonly unknown[]} all @param {string} asked */
const within = (all, asked) => {
  const wanted = scopesOf(asked)
  if (!wanted.every((scope) => all.includes(scope))) throw new OAuthError('invalid_scope', 'a scope that was asked for is not allowed')
  return wanted.join(' ')
}

const isString = check((value) => typeof value === 'string', 'must be a string')
const isThumbprint = check((value) => typeof value === 'string' && /^[\w-]{43}$/.test(value), 'must be the thumbprint of a key: 43 characters of base64url')

/** @type {import('../../lib/option-table.js').OptionTable} */
const NEXT = { client: optional(isName()), resource: optional(oneOrMore(isString)), scope: optional(isString), thumbprint: optional(isThumbprint) }

/** @type {import('../../lib/option-table.js').OptionTable} */
const NEW = { ...NEXT, confidential: optional(isBoolean), isLogIn: byDefault(true, isBoolean), refreshable: byDefault(true, isBoolean), subjectType: byDefault('user', isSubjectType) }

/**
 * @typedef {object} RefreshRequest
 * @property {string} [scope] space-separated: less than the grant's, for this pair
 * @property {string | readonly string[]} [resource] which of the grant's audiences the access token of this pair is for (RFC 8707)
 * @property {string} [client] the client that asks, which the program has authenticated
 * @property {string} [thumbprint] of the key that the client has proven to hold (RFC 7638): the `thumbprint` of its proof, which the
 *   program has checked with a `ProofVerifier` and used up
 */

/**
 * @typedef {object} GrantRequest
 * @property {string} [scope] space-separated
 * @property {string | readonly string[]} [resource] which of the service's audiences the access tokens are for (RFC 8707)
 * @property {string} [client] the client that asks: `client_id` of the tokens
 * @property {boolean} [confidential] whether that client proved who it is: then it must do so at every refresh, too
 * @property {string} [thumbprint] of the key that the client has proven to hold, as in a refresh: the pair is bound to it (RFC 9449)
 * @property {boolean} [isLogIn] whether somebody has just logged in (true): `auth_time` of the tokens. Nothing that began without
 *   a log-in may make API tokens over HTTP
 * @property {boolean} [refreshable] whether there are refresh tokens (true)
 * @property {import('../store/store.js').SubjectType} [subjectType] what the subject is, unless the identity says it (a user)
 */

/** @typedef {Pick<import('../options.js').Settings, 'audience' | 'managementAudience'>} Audiences */
/** @typedef {string | readonly string[]} Resource one audience, or several */
