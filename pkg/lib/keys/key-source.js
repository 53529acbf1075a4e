import { TokenError } from '../error.js'

/**
 * Keys that can change while a `Verifier` lives: what `RemoteKeySet` is, and what a program may write itself
 * (keys out of a file that is read again, of a secret store, …).
 *
 * A `KeySet` never changes, so its identity is its version: a source that has new keys answers another object, and
 * everything that was verified with the old one is verified again.
 *
 * @typedef {object} KeySource
 * @property {import('./key-set.js').KeySet | undefined} current
 *   The set to verify with at this moment, read at every verification (make it cheap); `undefined` before the first
 *   load and when the last good set has become too old to use.
 * @property {unknown} [failure] Why `current` is undefined: the `cause` of the ERR_KEYS_UNAVAILABLE that follows.
 * @property {() => Promise<void> | void} ready
 *   Resolves when `current` may be read; loads it if need be. `authenticate()` awaits it before every verification,
 *   so it answers at once (without a promise) while there is nothing to wait for. Never rejects because of an outage
 *   that leaves `current` usable; a `TokenError` of its own choice otherwise.
 * @property {() => Promise<boolean> | boolean} refresh
 *   Asks for newer keys because a token names one that `current` lacks (`authenticate()` only); true if `current` is
 *   another set now. The source bounds how often it really asks: anyone can invent a kid.
 */

/**
 * Whether `value` is a key source, and not a JWKS under a polluted `Object.prototype`.
 *
 * @param {any} value
 * @returns {value is KeySource}
 */
export function isKeySource(value) {
  return hasMethod(value, 'ready') && hasMethod(value, 'refresh')
}

/**
 * What is thrown while a source has no keys, in the core's words (`src/error.rs`): tests/errors.rs compares them.
 *
 * @param {unknown} cause
 */
export function keysUnavailable(cause) {
  return new TokenError('ERR_KEYS_UNAVAILABLE', 'the key set is not available', { cause })
}

/** @type {(value: any, method: string) => boolean} Whether the object itself or its class has the method. */
export function hasMethod(value, method) {
  return typeof value?.[method] === 'function' && value[method] !== /** @type {any} */ (Object.prototype)[method]
}
