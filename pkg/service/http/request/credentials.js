import { optionalTextOf, textOf } from './body.js'
import { malformed } from '../../oauth-error.js'

/**
 * The credentials of a user's log-in, for `authenticate`: user name and password in a form (RFC 6749 §4.3.2), and in JSON
 * whatever the provider understands: strings with plain names, a few of them. What belongs to another endpoint or to the
 * client is not among them.
 *
 * @param {Readonly<Record<string, any>>} members
 * @param {boolean} isForm
 * @returns {Record<string, string>}
 */
export function userCredentials(members, isForm) {
  const names = isForm ? ['username', 'password'] : Object.keys(members).filter((name) => isGiven(members[name]) && !PROTOCOL.includes(name))
  const elsewhere = names.find((name) => ELSEWHERE.includes(name))
  if (elsewhere !== undefined) throw malformed(`${elsewhere} is not a credential of a log-in`)
  if (names.length > MAX_MEMBERS || !names.every((name) => NAME.test(name))) throw malformed('the credentials have too many members, or odd names')
  const credentials = Object.fromEntries(names.map((name) => [name, credential(members, name)]))
  // A provider that compares an absent password with that of a user without one would accept every caller.
  if (names.length === 0 || ('username' in credentials && !('password' in credentials))) throw malformed('username and password must be given')
  return credentials
}

/**
 * A member that is a credential: a string that a password hash can be asked about.
 *
 * @param {Readonly<Record<string, any>>} members
 * @param {...string} names
 */
export function credential(members, ...names) {
  const text = textOf(members, ...names)
  if (text.length > MAX_CREDENTIAL_LENGTH) throw malformed(`${names[0]} has more than ${MAX_CREDENTIAL_LENGTH} characters`)
  return text
}

/** @param {unknown} value */
const isGiven = (value) => value !== undefined && value !== null

/** What a log-in may say apart from its credentials. */
const PROTOCOL = ['grant_type', 'scope', 'resource', 'client_id', 'client_secret']
/** `client` is what the service says of an authenticated client; the others have endpoints, and rate limits, of their own. */
const ELSEWHERE = ['client', 'apiKey', 'api_key', 'refreshToken', 'refresh_token']
const NAME = /^[a-z][\w-]{0,63}$/i
const MAX_MEMBERS = 16
const MAX_CREDENTIAL_LENGTH = 8192
