import { hasMethod } from '../keys/key-source.js'
import { TokenError } from '../error.js'

/**
 * What a `Verifier` asks whether a token was revoked before its expiry: a `RemoteStatusList`, or a program's own.
 *
 * @typedef {object} Revocation
 * @property {(claims: Readonly<Record<string, any>>) => boolean} isRevoked
 *   Whether the verified token with these claims is revoked, by what is known now: asked at every verification, of
 *   cached tokens too. Throws a `TokenError` (ERR_STORE_UNAVAILABLE) if it does not know.
 * @property {(claims: Readonly<Record<string, any>>) => Promise<void> | void} [ready]
 *   Resolves when `isRevoked` can answer for these claims; `authenticate()` awaits it, `verify()` does not.
 */

/**
 * @param {any} value
 * @returns {value is Revocation}
 */
export function isRevocation(value) {
  return hasMethod(value, 'isRevoked')
}

/**
 * Throws ERR_TOKEN_REVOKED if the token with these claims is revoked.
 *
 * @param {Revocation} revocation
 * @param {Record<string, any>} claims
 */
export function refuseRevoked(revocation, claims) {
  let revoked
  try {
    revoked = revocation.isRevoked(claims)
  } catch (error) {
    throw unavailable(error)
  }
  // Anything but false refuses: a promise here would be a test without an answer.
  if (revoked !== false) throw new TokenError('ERR_TOKEN_REVOKED', 'the token is revoked')
}

/**
 * Resolves when `refuseRevoked` can decide about these claims.
 *
 * @param {Revocation} revocation
 * @param {Record<string, any>} claims
 */
export async function revocationReady(revocation, claims) {
  try {
    await revocation.ready?.(claims)
  } catch (error) {
    throw unavailable(error)
  }
}

/** An outage is never reported as a bad token. @param {unknown} error */
const unavailable = (error) =>
  error instanceof TokenError
    ? error
    : new TokenError('ERR_STORE_UNAVAILABLE', 'could not check whether the token is revoked', { cause: error })
