import { requireScope } from '../../../http/scopes.js'
import { access, apiTokenOf } from '../../access.js'
import { scopesOf } from '../../identity.js'
import { OAuthError } from '../../oauth-error.js'

/**
 * Who sends a request: the verified token, with the audience that management has. An API that receives an access token must
 * not manage with it; an API token has no audience.
 *
 * @param {Parts} parts
 * @param {Request} request
 * @returns {Promise<Caller>}
 */
export async function callerOf(parts, request) {
  if (apiTokenOf(parts, request) !== undefined) {
    const { claims, apiToken } = await access(parts, request)
    return { claims, apiToken, grant: undefined }
  }
  const { claims } = await parts.reader.management(request)
  return { claims, apiToken: undefined, grant: await parts.grants.live(claims) }
}

/** The caller, who must have the scope `tokens:manage`. @param {Parts} parts @param {Request} request */
export async function managerOf(parts, request) {
  const caller = await callerOf(parts, request)
  requireScope(caller.claims, 'tokens:manage')
  return caller
}

/**
 * The caller, who must have logged in: a token that may be stored anywhere must not make others, and neither
 * may a pair that it was exchanged for.
 *
 * @param {Parts} parts
 * @param {Request} request
 * @returns {Promise<Caller & { grant: import('../../store/store.js').Grant }>}
 */
export async function loggedInOf(parts, request) {
  const caller = await callerOf(parts, request)
  if (caller.grant?.authTime === undefined) throw new OAuthError('access_denied', 'an access token from a log-in is required here', { code: 'ERR_LOGIN_REQUIRED' })
  return /** @type {any} */ (caller)
}

/**
 * Throws RFC 9470's challenge if the caller's log-in is older than `freshLogin`. What never logged in, as an API token of an
 * administrator, has no log-in that could be too old.
 *
 * @param {Parts} parts
 * @param {Caller} caller
 */
export function requireFreshLogin({ settings: { freshLogin, issuer, now } }, { grant }) {
  if (freshLogin === undefined || grant?.authTime === undefined || now() - grant.authTime <= freshLogin) return
  const description = `the log-in is older than ${freshLogin} seconds: log in again`
  const realm = new URL(issuer).href.replace(/\/$/, '')
  const challenge = `Bearer realm="${realm}", error="insufficient_user_authentication", error_description="${description}", max_age="${freshLogin}"`
  throw new OAuthError('insufficient_user_authentication', description, { headers: { 'www-authenticate': challenge } })
}

/** What the caller may do, and so may grant. @param {Caller} caller @returns {import('countersign').Authority} */
export function authorityOfCaller({ claims }) {
  const { scope, roles } = /** @type {Record<string, any>} */ (claims)
  return { scopes: scopesOf(Object.hasOwn(claims, 'scope') ? scope : ''), roles: Object.hasOwn(claims, 'roles') && Array.isArray(roles) ? roles : [] }
}

/** Whom the caller speaks for. @param {Caller} caller @returns {import('../../store/store.js').Owner} */
export function ownerOfCaller({ claims }) {
  return { type: claims.sub_type === 'application' ? 'application' : 'user', id: String(claims.sub) }
}

/**
 * @typedef {object} Caller one of the two: a grant, or an API token
 * @property {import('countersign').Claims} claims
 * @property {import('../../store/store.js').Grant | undefined} grant
 * @property {import('../../api-tokens/verified.js').VerifiedApiToken | undefined} apiToken
 */
/** @typedef {import('../../parts.js').Parts} Parts */
