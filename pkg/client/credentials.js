import { check, isPlainObject } from '../lib/option-table.js'
import { ClientError } from './client-error.js'

/** @param {unknown} value */
const isGiven = (value) => typeof value === 'string' && value !== ''

/** @param {any} value @returns {value is Credentials} */
const hasShape = (value) => {
  if (!isPlainObject(value)) return false
  const names = Object.keys(value)
  if (names.includes('apiKey')) return names.length === 1 && isGiven(value.apiKey)
  return names.includes('username') && names.includes('password') && isGiven(value.username) && isGiven(value.password)
}

const DEMAND = 'must be { username, password } or { apiKey }, with non-empty strings, or a function that returns one of them'

export const areCredentials = check((value) => typeof value === 'function' || hasShape(value), DEMAND)

/**
 * What there is to log in by, or undefined.
 *
 * @param {CredentialsSource | undefined} credentials
 * @returns {Promise<Credentials | undefined>}
 */
export async function askFor(credentials) {
  const given = typeof credentials === 'function' ? await credentials() : credentials
  if (given === undefined || given === null) return undefined
  if (!hasShape(given)) throw new ClientError('ERR_OPTION_INVALID', `the function credentials returned something else: it ${DEMAND}`)
  return given
}

/** @typedef {{ username: string, password: string, [other: string]: unknown } | { apiKey: string }} Credentials */

/** @typedef {(() => Promise<Credentials | null | undefined> | Credentials | null | undefined) | Credentials} CredentialsSource */
