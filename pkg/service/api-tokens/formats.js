import { check, optional, isFunction, isPlainObject } from '../../lib/option-table.js'
import { invalidOption } from '../../http/invalid-option.js'

/**
 * The digest of a token of another grammar than the service's own, if one of the formats is its; undefined otherwise.
 *
 * @param {readonly Format[]} formats
 * @param {string} text
 * @returns {Promise<string> | undefined}
 */
export function foreignDigest(formats, text) {
  const format = formats.find(({ matches }) => matches(text))
  return format === undefined ? undefined : digestBy(format, text)
}

/** @param {Format} format @param {string} text */
const digestBy = async ({ digest = sha256 }, text) => {
  const found = await digest(text)
  if (!isDigest.holds(found)) throw invalidOption('formats', `must have digests that are ${DIGEST}`)
  return found
}

/** @param {string} text */
const sha256 = async (text) => {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const DIGEST = '64 lower-case hexadecimal digits'

export const isDigest = check((digest) => typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest), `must be ${DIGEST}`)

const isOptionalFunction = optional(isFunction)

export const areFormats = check(
  (formats) => Array.isArray(formats) && formats.every((format) =>
    isPlainObject(format) && Object.keys(format).every((name) => name === 'matches' || name === 'digest') && isFunction.holds(format.matches)
    && (format.digest === undefined || isOptionalFunction.holds(format.digest))),
  'must be an array of { matches, digest }, functions of a token',
)

/**
 * @typedef {object} Format
 * @property {(token: string) => boolean} matches whether a presented token is of this grammar: it never matches a JWT or a
 *   token of the service's own
 * @property {(token: string) => string | Promise<string>} [digest] what its record is found by, 64 lower-case hexadecimal
 *   digits (SHA-256 of the whole token)
 */
