import { invalidOption } from './options.js'

/**
 * What `authenticate` answered, if tokens can be made of it: before anything is stored.
 *
 * @param {Identity} identity
 * @returns {Identity}
 */
export const checkedIdentity = (identity) => {
  const { subject, scope, client, claims = {} } = identity
  if (typeof subject !== 'string' || subject === '') throw invalidOption('subject', 'must be a text')
  if (client !== undefined && (typeof client !== 'string' || client === '')) throw invalidOption('client', 'must be a text')
  if (!scopesOf(scope).every(isScope)) throw invalidOption('scope', 'must be scope tokens')
  const taken = RESERVED.find((claim) => Object.hasOwn(claims, claim))
  if (taken !== undefined) throw invalidOption(`claims.${taken}`, 'is set by the service')
  return identity
}

/** @param {unknown} scope space-separated, or an array @returns {unknown[]} */
export const scopesOf = (scope = '') => (Array.isArray(scope) ? scope : String(scope).split(' ').filter(Boolean))

/** RFC 6749 §3.3: printable ASCII but space, quote and backslash. @param {unknown} scope */
export const isScope = (scope) => typeof scope === 'string' && /^[!#-[\]-~]+$/.test(scope)

const RESERVED = ['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'nbf', 'scope', 'sid', 'status', 'sub']

/** @typedef {import('./options.js').Identity} Identity */
