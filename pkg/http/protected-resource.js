import { check, isPlainObject, optional, readOptions } from '../lib/option-table.js'
import { isPrivateAddress } from '../lib/remote/private-address.js'
import { scopesOf } from './refusal.js'
import { invalidOption } from './invalid-option.js'

/**
 * A fetch handler for the metadata of a protected resource (RFC 9728), from which clients learn whom to ask for a token. Its `url` is
 * that of the metadata, for `resourceMetadata` in challenges. Any other path is 404.
 *
 * Throws ERR_OPTION_INVALID for a wrong option.
 *
 * @param {ProtectedResourceOptions} options
 * @returns {ProtectedResource}
 */
export function protectedResource(options) {
  const { resource, authorizationServers, scopes, metadata } = readOptions(options, OPTIONS, invalidOption)
  const url = metadataUrl(resource)
  const body = JSON.stringify({
    ...metadata,
    resource,
    authorization_servers: authorizationServers,
    ...(scopes !== undefined && { scopes_supported: scopesOf(scopes) }),
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: ['EdDSA', 'Ed25519'],
  })
  const { pathname } = new URL(url)
  /** @param {Request} request */
  const handler = (request) => {
    if (new URL(request.url).pathname !== pathname) return new Response(null, { status: 404 })
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
    return new Response(request.method === 'HEAD' ? null : body, { headers: HEADERS })
  }
  return Object.assign(handler, { url })
}

/**
 * RFC 9728 §3.1: the well-known part comes between the host and the path; a path that is only a slash is left out.
 *
 * @param {string} resource
 */
const metadataUrl = (resource) => {
  const { origin, pathname, search } = new URL(resource)
  return `${origin}/.well-known/oauth-protected-resource${pathname === '/' ? '' : pathname}${search}`
}

/** https, or http that stays on the machine (RFC 9728 §1.2). @param {unknown} value */
const isSecure = (value) => {
  if (typeof value !== 'string' || value.includes('#') || !URL.canParse(value)) return false
  const url = new URL(value)
  return url.username === '' && url.password === '' && isPrivateAddress(url)
}

const OPTIONS = {
  resource: check(isSecure, 'must be an https URL without fragment'),
  authorizationServers: check((value) => Array.isArray(value) && value.length > 0 && value.every(isSecure), 'must be an array of issuers, each an https URL'),
  scopes: optional(check((value) => Array.isArray(value) && value.every((scope) => typeof scope === 'string'), 'must be an array of scopes')),
  metadata: optional(check(isPlainObject, 'must be an object')),
}

/** Browsers of any origin may read it, and caches keep it. */
const HEADERS = { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600', 'access-control-allow-origin': '*' }

/**
 * @typedef {object} ProtectedResourceOptions
 * @property {string} resource what the resource is called, as clients see it: an https URL (http on the loopback), which is also the audience to ask for
 * @property {readonly string[]} authorizationServers the issuers whose tokens it takes
 * @property {readonly string[]} [scopes] that it knows
 * @property {Readonly<Record<string, unknown>>} [metadata] further members (RFC 9728 §2), such as `resource_name`; what this function sets comes last
 */

/** @typedef {((request: Request) => Response) & { readonly url: string }} ProtectedResource */
