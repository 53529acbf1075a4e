import { check, byDefault, isBoolean, optional, readOptions } from '../../lib/option-table.js'
import { invalidOption } from '../../http/invalid-option.js'

/**
 * What the option `dpop` says, with its defaults; undefined for false: then proofs are not looked at.
 *
 * @param {DpopServiceOptions | false} given
 * @param {string} issuer
 * @returns {DpopSettings | undefined}
 */
export function dpopSettings(given, issuer) {
  if (given === false) return undefined
  const { required, nonces, ...how } = readOptions(given, OPTIONS, (option, reason) => invalidOption(`dpop.${option}`, reason), 'dpop')
  // Never the `Host` header: a proof that was made for another host would pass.
  return { isRequired: required, nonces, how: { publicUrl: new URL(issuer).origin, ...how } }
}

const isAnything = check(() => true, '')

const OPTIONS = {
  nonces: byDefault(false, check((nonces) => typeof nonces === 'boolean' || typeof nonces === 'function', 'must be true, false, or a function that gives nonces')),
  // The checker of proofs says what these must be.
  publicUrl: optional(isAnything),
  replays: optional(isAnything),
  required: byDefault(false, isBoolean),
  window: optional(isAnything),
}

/**
 * How tokens are bound to the keys of clients (RFC 9449).
 *
 * @typedef {object} DpopServiceOptions
 * @property {boolean} [required] whether every request for a pair must have a proof (false): then each token is bound
 * @property {boolean | (() => readonly string[])} [nonces] whether a proof must have a nonce of this service (§8; false): what was
 *   made in advance, or by a clock that is wrong, is good for nothing then. True: nonces that follow from the signing key and the
 *   time, the same in every process. A function gives the good ones, the newest first
 * @property {string} [publicUrl] where clients find this server's root; default: the origin of the issuer
 * @property {number} [window] seconds that a proof may be old, or ahead; from 1 to 300 (60)
 * @property {import('countersign').Replays} [replays] what remembers used proofs; default: the store, so that a
 *   proof is good once among all processes
 */

/** @typedef {{ isRequired: boolean, nonces: boolean | (() => readonly string[]), how: Omit<import('countersign').DpopOptions, 'nonces'> }} DpopSettings */
