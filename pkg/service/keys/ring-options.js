import { byDefault, check, isOneOf, isSecondsUpTo, oneOrMore, readOptions } from '../../lib/option-table.js'
import { invalidOption } from '../../http/invalid-option.js'
import { MARGIN } from '../store/retention.js'
import { isSeal } from './sealing.js'

/**
 * The option `keyRing`, checked, with its defaults.
 *
 * @param {unknown} given
 * @param {{ accessLifetime: number, refreshLifetime: number }} service
 * @returns {RingSettings}
 */
export function ringOptions(given, { accessLifetime, refreshLifetime }) {
  const options = /** @type {Required<KeyRingOptions>} */ (readOptions(given, OPTIONS, refuse, 'keyRing'))
  const { rotateEvery, publishFor, seal } = options
  if (rotateEvery <= publishFor) throw refuse('rotateEvery', `must be longer than publishFor, which is ${publishFor}`)
  const published = Math.max(accessLifetime, refreshLifetime) + MARGIN + 2 * APART
  if (published / rotateEvery > MOST_KEYS) throw refuse('rotateEvery', `must be longer: keys stay published for ${published} s, and ${MOST_KEYS} are the most`)
  // Three looks at the store while a key is published and does not sign: no process misses it.
  return { ...options, seal: [seal].flat(), freshFor: Math.min(FRESH, publishFor / 3) }
}

/** @param {string} option @param {string} reason */
const refuse = (option, reason) => invalidOption(option === 'keyRing' ? option : `keyRing.${option}`, reason)

/** How far the clocks of two processes may be apart, in seconds. */
export const APART = 60

/** For how long a process uses the ring as it was read, in seconds. */
const FRESH = 5
/** A `KeySet` takes 1,000, and verifiers read 256 KiB. */
const MOST_KEYS = 500
const YEAR = 31_536_000

/** @type {import('../../lib/option-table.js').OptionTable} */
const OPTIONS = {
  algorithm: byDefault('EdDSA', isOneOf('EdDSA', 'Ed25519')),
  publishFor: byDefault(600, check((seconds) => isSecondsUpTo(YEAR).holds(seconds) && seconds >= 1, `must be a number of seconds from 1 to ${YEAR}`)),
  rotateEvery: byDefault(2_592_000, check((seconds) => isSecondsUpTo(10 * YEAR).holds(seconds) && seconds >= 2, `must be a number of seconds from 2 to ${10 * YEAR}`)),
  seal: oneOrMore(check(isSeal, 'must be a key of 32 bytes, as bytes, base64url or a CryptoKey for AES-GCM, or { seal, open }')),
}

/**
 * @typedef {object} KeyRingOptions of a ring in the store
 * @property {Seal | readonly Seal[]} seal what seals the private keys; of several, the first seals and all open
 * @property {number} [rotateEvery] how long a key signs, in seconds (2,592,000: 30 days)
 * @property {number} [publishFor] for how long a key is published before it signs, in seconds (600), and at most for how long
 *   a JWKS may be held (`max-age`)
 * @property {'EdDSA' | 'Ed25519'} [algorithm] `alg` of new keys (`EdDSA`)
 */

/** @typedef {import('./sealing.js').Seal} Seal */
/** @typedef {Required<Omit<KeyRingOptions, 'seal'>> & { seal: readonly Seal[], freshFor: number }} RingSettings */
