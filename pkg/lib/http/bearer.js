import { bearer } from '../../wasm/countersign_bg.js'
import { invalidOption } from '../options.js'
import { TokenError } from '../error.js'
import { tokenText } from '../jws/token-text.js'

/**
 * The Bearer token of `credentials` (RFC 6750 §2.1), unverified. Throws ERR_CREDENTIALS_MISSING or
 * ERR_CREDENTIALS_MALFORMED.
 *
 * @param {Credentials} credentials
 * @returns {string}
 */
export function bearerToken(credentials) {
  return bearerOf(authorizationOf(credentials))
}

/** The Bearer token of the value of an `Authorization` header. @param {unknown} authorization @returns {string} */
export function bearerOf(authorization) {
  return bearer(authorization === undefined ? undefined : tokenText(authorization))
}

/**
 * @param {any} credentials
 * @returns {unknown} the value of the `Authorization` header, undefined if there is none
 */
export function authorizationOf(credentials) {
  if (credentials === undefined || credentials === null) return undefined
  if (typeof credentials === 'string') return credentials
  const headers = credentials.headers ?? credentials
  if (typeof headers.get === 'function') return headers.get('authorization') ?? undefined
  // Node's IncomingMessage: its headers are a plain object of lower-case names.
  if (headers !== credentials && typeof headers === 'object') return ofNode(credentials, headers)
  throw invalidOption('credentials', "must be a Request, Headers or an Authorization header's value")
}

/**
 * Node keeps the first of two `Authorization` headers, a proxy may have looked at the second: neither is believed.
 *
 * @param {any} request of node:http or Express; Fastify's has Node's own as `raw`
 * @param {Record<string, unknown>} headers
 */
const ofNode = (request, headers) => {
  if (!Object.hasOwn(headers, 'authorization')) return undefined
  const { authorization } = headers
  const values = Array.isArray(authorization) ? authorization : [authorization]
  if (values.length > 1 || timesSent(request.rawHeaders ?? request.raw?.rawHeaders ?? []) > 1) {
    throw new TokenError('ERR_CREDENTIALS_MALFORMED', 'the request has more than one Authorization header')
  }
  return values[0] ?? undefined
}

/** @param {readonly string[]} rawHeaders names and values in turn */
const timesSent = (rawHeaders) => {
  let times = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at].length === AUTHORIZATION.length && rawHeaders[at].toLowerCase() === AUTHORIZATION) times++
  }
  return times
}

const AUTHORIZATION = 'authorization'

/**
 * A `Request` (or a Node request), its `Headers`, or the value of its `Authorization` header, if it has one. A token of the
 * scheme DPoP needs the request, since its proof is for one method and one URL.
 *
 * @typedef {{ headers: HeaderReader | Record<string, any>, method?: string, url?: string } | HeaderReader | string | null | undefined} Credentials
 */

/** @typedef {{ get(name: string): string | null | undefined }} HeaderReader */
