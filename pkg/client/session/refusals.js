import { RenewalError } from './renewal-error.js'

/**
 * What an answer says of the token or the credentials that it was asked with; undefined if it says nothing of them: then
 * it is an outage. A gateway answers in JSON, too, and its 403 or 404 must not cost a good refresh token.
 *
 * @param {number} status
 * @param {any} answer
 * @returns {Refusal | undefined}
 */
export function refusalOf(status, answer) {
  // RFC 6749 §5.2: 400, and 401 for a client; this service answers 401 for tokens, too.
  if (status !== 400 && status !== 401) return undefined
  const { error: word, error_description: description } = answer ?? {}
  const code = typeof answer?.code === 'string' && /^ERR_\w{1,60}$/.test(answer.code) ? answer.code : undefined
  const ends = meaningOf(word, code)
  if (ends === undefined) return undefined
  const message = typeof description === 'string' ? description.slice(0, 200) : 'the service refused'
  return { ends, error: new RenewalError(code ?? word, message) }
}

/** @param {unknown} word @param {string | undefined} code @returns {Refusal['ends'] | undefined} */
const meaningOf = (word, code) => {
  if (code !== undefined && ENDS.includes(code)) return 'for good'
  if (code !== undefined && MAY_END.includes(code)) return 'perhaps'
  // Its word is invalid_grant, but all that is wrong is a clock: the token is good when the service's has caught up.
  if (code === 'ERR_TOKEN_NOT_YET_VALID') return undefined
  if (word === 'invalid_grant' || word === 'invalid_client') return 'for good'
  return typeof word === 'string' && OTHER_WORDS.includes(word) ? 'not at all' : undefined
}

/** No refresh token comes back from these. */
export const ENDS = Object.freeze([
  'ERR_ALGORITHM_NOT_ALLOWED',
  'ERR_CLAIM_MALFORMED',
  'ERR_CLAIM_MISSING',
  'ERR_CREDENTIALS_INVALID',
  'ERR_CRITICAL_HEADER',
  'ERR_TOKEN_MALFORMED',
  'ERR_TOKEN_REUSED',
  'ERR_TOKEN_REVOKED',
  'ERR_TOKEN_TOO_LARGE',
  'ERR_TYPE_MISMATCH',
])

/** A clock that is ahead, or a key or a name that the service was started without, can be the reason, and be corrected. */
export const MAY_END = Object.freeze([
  'ERR_AUDIENCE_MISMATCH',
  'ERR_ISSUER_MISMATCH',
  'ERR_KEY_UNKNOWN',
  'ERR_PROOF_KEY_MISMATCH',
  'ERR_SIGNATURE_INVALID',
  'ERR_TOKEN_EXPIRED',
])

/** RFC 6749 §5.2, RFC 7009 §2.2.1, RFC 9449 §5: about the request. */
const OTHER_WORDS = ['invalid_dpop_proof', 'invalid_request', 'invalid_scope', 'unauthorized_client', 'unsupported_grant_type', 'unsupported_token_type', 'use_dpop_nonce']

/**
 * `ends`: whether a refresh token that was presented is lost. `for good`: it is forgotten; `perhaps`: it is kept and
 * presented again next time, though there is no access token now.
 *
 * @typedef {{ ends: 'for good' | 'perhaps' | 'not at all', error: RenewalError }} Refusal
 */
