import { dpopToken } from '../wasm/later.js'
import { tokenText } from '../jws/token-text.js'

/**
 * The token of a request that came by the scheme DPoP. Without the request itself, there is no such scheme.
 *
 * @param {unknown} authorization
 * @param {any} credentials
 * @returns {string | undefined}
 */
export function boundToken(authorization, credentials) {
  // Most requests are not of this scheme, and the core need not be asked about them.
  if (typeof authorization !== 'string' || !/^[ \t]*d/i.test(authorization)) return undefined
  return typeof credentials === 'string' || typeof credentials.method !== 'string' ? undefined : dpopToken(tokenText(authorization))
}
