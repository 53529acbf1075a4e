import { isPlainObject } from '../lib/option-table.js'

/**
 * What there is, and where (RFC 8414 §2). What the provider adds comes next to what the service says of itself, or extends a
 * list of it; nothing of the service's own is replaced.
 *
 * @param {{ issuer: string, metadata: Record<string, any>, dpop: object | undefined, passwordGrant: PasswordGrant }} settings
 * @returns {Record<string, any>}
 */
export function metadataOf({ issuer, metadata, dpop, passwordGrant }) {
  /** @type {Record<string, any>} */
  const own = { ...ownMembers(issuer), ...(dpop !== undefined && DPOP) }
  const added = Object.entries(metadata).map(([name, value]) => [name, Object.hasOwn(own, name) ? [...new Set([...own[name], ...value])] : value])
  const all = { ...own, ...Object.fromEntries(added) }
  if (passwordGrant !== 'advertised') return all
  // Last: no new client should begin with it (RFC 9700 §2.4), and clients take the first that they know.
  return { ...all, grant_types_supported: [...new Set([...all.grant_types_supported, 'password'])] }
}

/** Whether this can be added: JSON, without what only the service knows of itself. @param {unknown} metadata */
export function isMetadata(metadata) {
  return isPlainObject(metadata) && Object.entries(metadata).every(([name, value]) => isAddition(OWN[name], value))
}

/** @param {unknown} own @param {unknown} value */
const isAddition = (own, value) => {
  if (own !== undefined) return Array.isArray(own) && Array.isArray(value) && value.every((each) => typeof each === 'string' && isJson(each))
  // RFC 8414 §3.2: a list without elements must be omitted.
  return isJson(value) && !(Array.isArray(value) && value.length === 0)
}

/** Whether it is in JSON what it is here. @param {any} value @param {number} [depth] what is deeper may have no end @returns {boolean} */
const isJson = (value, depth = 32) => {
  if (depth === 0) return false
  if (typeof value === 'string') return /** @type {any} */ (value).isWellFormed()
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return true
  if (Array.isArray(value)) return value.every((each) => isJson(each, depth - 1))
  return isPlainObject(value) && Object.values(value).every((each) => isJson(each, depth - 1))
}

/** `response_types_supported` is required by §2 and forbidden by §3.2 as long as it is empty. @param {string} issuer @returns {Record<string, any>} */
const ownMembers = (issuer) => ({
  issuer,
  token_endpoint: `${issuer}/token`,
  revocation_endpoint: `${issuer}/revoke`,
  introspection_endpoint: `${issuer}/introspect`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  status_list_aggregation_endpoint: `${issuer}/status-lists`,
  grant_types_supported: ['client_credentials', 'refresh_token'],
  token_endpoint_auth_methods_supported: METHODS,
  revocation_endpoint_auth_methods_supported: METHODS,
  introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'Bearer'],
})

const METHODS = Object.freeze(['none', 'client_secret_post', 'client_secret_basic'])
/** RFC 9449 §5.1. */
const DPOP = Object.freeze({ dpop_signing_alg_values_supported: ['Ed25519', 'EdDSA'] })
/** @type {Record<string, any>} */
const OWN = { __proto__: null, ...ownMembers(''), ...DPOP }

/** @typedef {'advertised' | 'accepted' | 'refused'} PasswordGrant */
