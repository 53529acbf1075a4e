import { bearer } from '../wasm/countersign_bg.js'
import { invalidOption } from './options.js'
import { tokenText } from './token-text.js'

/**
 * The Bearer token of `credentials` (RFC 6750 §2.1), unverified. Throws ERR_CREDENTIALS_MISSING or
 * ERR_CREDENTIALS_MALFORMED.
 *
 * @param {Credentials} credentials
 * @returns {string}
 */
export const bearerToken = (credentials) => {
  const authorization = authorizationOf(credentials) ?? undefined
  return bearer(authorization === undefined ? undefined : tokenText(authorization))
}

/** @param {any} credentials @returns {unknown} the value of the `Authorization` header */
const authorizationOf = (credentials) => {
  if (typeof credentials === 'string' || credentials === undefined || credentials === null) return credentials
  const headers = credentials.headers ?? credentials
  if (typeof headers.get === 'function') return headers.get('authorization')
  // Node's IncomingMessage: its headers are a plain object of lower-case names.
  if (headers !== credentials && typeof headers === 'object') return Object.hasOwn(headers, 'authorization') ? headers.authorization : undefined
  throw invalidOption('credentials', "must be a Request, Headers or an Authorization header's value")
}

/**
 * A `Request`, its `Headers` (or a Node request), or the value of its `Authorization` header, if it has one.
 *
 * @typedef {{ headers: HeaderReader | Record<string, any> } | HeaderReader | string | null | undefined} Credentials
 */

/** @typedef {{ get(name: string): string | null | undefined }} HeaderReader */
