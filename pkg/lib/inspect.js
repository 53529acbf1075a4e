import { FixedKeys, toKeySource } from './keys/fixed-keys.js'
import { freeze, parseFrozen } from './encoding/json.js'
import { handleOf } from './keys/key-set.js'
import { inspect as inspectText } from './wasm/later.js'
import { clock, invalidOption, optionsText, ownOptions } from './options.js'
import { splitPolicy } from './token/policy.js'
import { MAX_TOKEN_LENGTH } from './jws/token-text.js'

/**
 * Everything there is to say about `token`, for people: what it holds, whether these keys and this policy accept it,
 * and each rule it breaks. Never throws because of the token, and nothing takes the answer for a verified token.
 *
 * @param {string} token a token, a whole `Authorization` header or an API token
 * @param {{ keys?: import('./keys/fixed-keys.js').Keys, policy?: Partial<import('./token/policy.js').Policy>, now?: () => number }} [options]
 * @returns {Inspection}
 */
export function inspect(token, options = {}) {
  const { keys, policy = {}, now, ...unknown } = ownOptions(options)
  for (const name of Object.keys(unknown)) throw invalidOption(name, 'is not known')
  if (typeof token !== 'string') throw invalidOption('token', 'must be a string')
  // The verifier's own options of a policy say nothing about one token, and may be no more wrong than there.
  const { checks, now: policyNow } = splitPolicy(policy)
  const seconds = (now === undefined ? policyNow : clock(now))()
  const source = keys === undefined ? undefined : toKeySource(keys)
  try {
    const set = source?.current
    // One character too many is enough for the core to say so.
    const text = token.slice(0, MAX_TOKEN_LENGTH + 1)
    // Looking at a token must not require knowing whom it should be from and for.
    const { issuer = null, audience = null } = checks
    const expected = optionsText({ ...checks, issuer, audience })
    const inspection = set ? handleOf(set).inspect(text, expected, seconds) : inspectText(text, expected, seconds)
    return freeze({ ...inspection, header: objectOf(inspection.headerText), claims: objectOf(inspection.payloadText) })
  } finally {
    if (source instanceof FixedKeys) source.free()
  }
}

/** @param {string | null} text @returns {Readonly<Record<string, unknown>> | null} */
const objectOf = (text) => {
  if (text === null) return null
  try {
    const value = parseFrozen(text)
    return typeof value === 'object' && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/**
 * @typedef {object} Inspection plain data, for display
 * @property {'jws' | 'jwe' | 'api-token' | 'unreadable'} kind
 * @property {string} summary
 * @property {number} bytes
 * @property {string | null} headerText as written
 * @property {string | null} payloadText as written
 * @property {Readonly<Record<string, unknown>> | null} header null if it is not a JSON object
 * @property {Readonly<Record<string, unknown>> | null} claims null if the payload is not a JSON object
 * @property {number | null} signatureBytes
 * @property {{ kid: string | null, algorithm: string, rule: 'kid' | 'only-key', text: string } | null} key
 * @property {Verdict} verdict
 * @property {readonly { rule: string, level: 'pass' | 'warn' | 'fail' | 'skip', text: string, source: string }[]} findings
 */

/**
 * @typedef {object} Verdict
 * @property {'valid' | 'refused' | 'unchecked'} state
 * @property {import('./error.js').TokenErrorCode | null} code
 * @property {string} message
 * @property {string | null} claim
 * @property {number | null} status
 * @property {string | null} challenge
 */
