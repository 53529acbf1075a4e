import { challenge, codes, status } from './wasm/later.js'
import { check, optional, readOptions } from './option-table.js'

/**
 * Why a token, a key or an option was refused: compare `code`, log `message`, answer with `status` and `challenge()`.
 *
 * Never holds the token or a key.
 */
export class TokenError extends Error {
  /**
   * @param {TokenErrorCode} code
   * @param {string} message for operators
   * @param {{ claim?: string, scope?: string, cause?: unknown, scheme?: 'DPoP' | 'any', nonce?: string }} [facts]
   */
  constructor(code, message, { claim, scope, cause, scheme, nonce } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    /** @readonly What happened: stable, one of `TokenError.codes`. */
    this.code = code
    if (claim !== undefined) /** @readonly The claim at fault, if there is one. @type {string | undefined} */ this.claim = claim
    if (scope !== undefined) /** @readonly All required scopes, space-separated, if one is missing. @type {string | undefined} */ this.scope = scope
    if (scheme !== undefined) /** The scheme of the challenge, unless it is Bearer: that by which the token came, or `any` of both where none came. @type {'DPoP' | 'any' | undefined} */ this.scheme = scheme
    if (nonce !== undefined) /** The nonce to send in a header `DPoP-Nonce`, with ERR_PROOF_NONCE_REQUIRED (RFC 9449 §8). @type {string | undefined} */ this.nonce = nonce
  }

  /** Every code there is. @returns {TokenErrorCode[]} */
  static get codes() {
    return /** @type {TokenErrorCode[]} */ (codes())
  }

  get name() {
    return 'TokenError'
  }

  /** The HTTP status to answer with: 400, 401, 403, 500 or 503. @returns {number} */
  get status() {
    return status(this.code)
  }

  /**
   * The value of the `WWW-Authenticate` header to answer with (RFC 6750 §3, RFC 9449 §7.1); undefined with status 500 and 503.
   * Throws ERR_OPTION_INVALID for a parameter that is not a string.
   *
   * @param {string | ChallengeParameters} [parameters] a string is the realm
   * @returns {string | undefined}
   */
  challenge(parameters) {
    if (parameters === null) throw wrongOption('realm', 'must be a string')
    const { realm, resourceMetadata, scope } = typeof parameters === 'string' ? { realm: parameters } : readOptions(parameters, PARAMETERS, wrongOption, 'realm')
    const asked = this.code === 'ERR_CREDENTIALS_MISSING' ? scope : this.scope
    return challenge(this.code, this.message, asked, realm, this.scheme, resourceMetadata)
  }
}

// Not within the class: the bundler would give one that names itself another name, which stack traces print.
/** @param {string} option @param {string} reason */
const wrongOption = (option, reason) => new TokenError('ERR_OPTION_INVALID', `the option ${option} ${reason}`)

const isString = optional(check((value) => typeof value === 'string', 'must be a string'))
const PARAMETERS = { realm: isString, resourceMetadata: isString, scope: isString }

/**
 * The error of the core's facts.
 *
 * @param {string} facts JSON text: `{ code, message, claim?, scope? }`
 */
export function refusal(facts) {
  const { code, message, claim, scope } = JSON.parse(facts)
  return new TokenError(code, message, { claim, scope })
}

/**
 * What a challenge says in addition to the error.
 *
 * @typedef {object} ChallengeParameters
 * @property {string} [realm] RFC 9110 §11.5
 * @property {string} [resourceMetadata] the URL of the resource's metadata (RFC 9728 §5.1)
 * @property {string} [scope] what to ask for, space-separated, if no token came
 */

/**
 * One of `TokenError.codes`.
 *
 * @typedef {'ERR_ALGORITHM_NOT_ALLOWED' | 'ERR_AUDIENCE_MISMATCH' | 'ERR_CLAIM_MALFORMED' | 'ERR_CLAIM_MISSING'
 *   | 'ERR_CREDENTIALS_MALFORMED' | 'ERR_CREDENTIALS_MISSING' | 'ERR_CRITICAL_HEADER' | 'ERR_ISSUER_MISMATCH'
 *   | 'ERR_KEY_AMBIGUOUS' | 'ERR_KEY_INVALID' | 'ERR_KEY_SET_INVALID' | 'ERR_KEY_UNKNOWN' | 'ERR_KEYS_UNAVAILABLE'
 *   | 'ERR_OPTION_INVALID' | 'ERR_PROOF_INVALID' | 'ERR_PROOF_KEY_MISMATCH' | 'ERR_PROOF_MISSING'
 *   | 'ERR_PROOF_NONCE_REQUIRED' | 'ERR_PROOF_REPLAYED' | 'ERR_PROOF_REQUIRED' | 'ERR_SCOPE_INSUFFICIENT'
 *   | 'ERR_SIGNATURE_INVALID' | 'ERR_SIGNER_UNAVAILABLE' | 'ERR_STORE_UNAVAILABLE' | 'ERR_SUBJECT_MISMATCH' | 'ERR_TOKEN_EXPIRED'
 *   | 'ERR_TOKEN_MALFORMED' | 'ERR_TOKEN_NOT_YET_VALID' | 'ERR_TOKEN_REUSED' | 'ERR_TOKEN_REVOKED' | 'ERR_TOKEN_TOO_LARGE'
 *   | 'ERR_TOKEN_TOO_OLD' | 'ERR_TYPE_MISMATCH'
 * } TokenErrorCode
 */
