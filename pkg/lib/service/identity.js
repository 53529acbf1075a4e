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

/**
 * What is wanted of an API token, if it can be had; `scope` as one text.
 *
 * @param {Wanted} wanted
 */
export const checkedWanted = ({ label, role, owner, scope, expiresIn = 'never' }) => {
  if (typeof label !== 'string' || label === '') throw invalidOption('label', 'must be a text')
  if (role !== undefined && (typeof role !== 'string' || role === '')) throw invalidOption('role', 'must be a text')
  const isOwner = (owner?.type === 'user' || owner?.type === 'application') && typeof owner.id === 'string' && owner.id !== ''
  if (!isOwner) throw invalidOption('owner', "must be { type: 'user' or 'application', id }")
  if (expiresIn !== 'never' && !(Number.isFinite(expiresIn) && expiresIn > 0)) throw invalidOption('expiresIn', "must be seconds above 0, or 'never'")
  const scopes = scopesOf(scope)
  if (!scopes.every(isScope)) throw invalidOption('scope', 'must be scope tokens')
  return { label, ...(role !== undefined && { role }), owner: { type: owner.type, id: owner.id }, scope: scopes.join(' '), expiresIn }
}

/** @param {unknown} scope space-separated, or an array @returns {unknown[]} */
export const scopesOf = (scope = '') => (Array.isArray(scope) ? scope : String(scope).split(' ').filter(Boolean))

/** RFC 6749 §3.3: printable ASCII but space, quote and backslash. @param {unknown} scope */
export const isScope = (scope) => typeof scope === 'string' && /^[!#-[\]-~]+$/.test(scope)

const RESERVED = ['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'nbf', 'scope', 'sid', 'status', 'sub']

/** @typedef {import('./api-tokens.js').Wanted} Wanted */
/** @typedef {import('./options.js').Identity} Identity */
