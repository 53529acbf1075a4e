import { check, isFunction, optional, readOptions } from '../option-table.js'
import { signProof } from '../wasm/later.js'
import { clock, invalidOption } from '../options.js'
import { handleOf } from '../keys/signing-key.js'

/**
 * A proof that the sender of a request holds the key (RFC 9449 §4.2): the value of its `DPoP` header. It is good once, and for a
 * minute: make one for each request. Throws ERR_OPTION_INVALID for a wrong option, ERR_KEY_INVALID for a wrong key.
 *
 * @param {import('../keys/signing-key.js').SigningKey} key
 * @param {ProofOptions} options
 * @returns {string} a compact JWS
 */
export function issueProof(key, options) {
  const { method, url, accessToken, nonce, now } = readOptions(options, OPTIONS, invalidOption)
  return signProof(handleOf(key), method, url, accessToken, nonce, clock(now)())
}

const isText = check((value) => typeof value === 'string' && value !== '' && /** @type {any} */ (value).isWellFormed(), 'must be a non-empty string')

const OPTIONS = { method: isText, url: isText, accessToken: optional(isText), nonce: optional(isText), now: optional(isFunction) }

/**
 * The request that a proof is for.
 *
 * @typedef {object} ProofOptions
 * @property {string} method as it is sent: `POST`
 * @property {string} url an absolute http or https URL; its query and fragment are left out of the proof
 * @property {string} [accessToken] the token that the request presents; none at a token endpoint
 * @property {string} [nonce] that the server asked for (RFC 9449 §8)
 * @property {() => number} [now] seconds since the epoch; default the system's clock
 */
