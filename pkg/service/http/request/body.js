import { within } from '../../../lib/remote/deadline.js'
import { OAuthError, malformed } from '../../oauth-error.js'
import { decodeUtf8 } from './utf8.js'

/**
 * The members of a request's body: a JSON object, or a form (RFC 6749 §3.2).
 *
 * @param {Request} request
 * @param {{ bodyTimeout: number }} settings
 * @returns {Promise<Body>}
 */
export async function readBody(request, settings) {
  return membersOf(request, await readText(request, settings))
}

/** The same, without members if there is no body. @param {Request} request @param {{ bodyTimeout: number }} settings @returns {Promise<Body>} */
export async function readOptionalBody(request, settings) {
  // Behind a Node server every request has a stream: whether there is anything in it is seen at its end.
  const text = await readText(request, settings)
  return text === '' ? { isForm: false, members: Object.freeze({}) } : membersOf(request, text)
}

/** @param {Request} request @param {string} text @returns {Body} */
const membersOf = (request, text) => {
  if (text === '') throw malformed('the request has no body')
  const type = (request.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase()
  if (type === 'application/json') return { isForm: false, members: fromJson(text) }
  if (type === 'application/x-www-form-urlencoded') return { isForm: true, members: fromForm(text) }
  throw malformed('the body must be application/json or application/x-www-form-urlencoded')
}

/**
 * A member that must be a non-empty string.
 *
 * @param {Readonly<Record<string, any>>} members
 * @param {...string} names its spellings, of which one must be there
 * @returns {string}
 */
export function textOf(members, ...names) {
  const found = optionalTextOf(members, ...names)
  if (found === undefined) throw malformed(`${names[0]} is missing`)
  return found
}

/** @type {(members: Readonly<Record<string, any>>, ...names: string[]) => string | undefined} */
export function optionalTextOf(members, ...names) {
  const name = names.find((each) => members[each] !== undefined && members[each] !== null)
  if (name === undefined) return undefined
  const text = members[name]
  // A lone surrogate has no UTF-8: no store and no token can hold it.
  if (typeof text !== 'string' || text === '' || !(/** @type {any} */ (text).isWellFormed())) throw malformed(`${name} must be a non-empty string`)
  return text
}

/** @param {string} text */
const fromJson = (text) => {
  let value
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed('the body is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('the body is not a JSON object')
  return Object.freeze({ __proto__: null, ...value })
}

/** @param {string} text */
const fromForm = (text) => {
  /** @type {Record<string, any>} */
  const members = { __proto__: null }
  for (const [name, value] of new URLSearchParams(text)) {
    // RFC 6749 §3.2 forbids repetition, RFC 8707 §2 allows it for this one.
    if (name in members && name !== 'resource') throw malformed('a parameter is included more than once')
    // Bytes that are not UTF-8 become U+FFFD: two passwords would be one.
    if (value.includes('\ufffd') && !/\ufffd|%ef%bf%bd/i.test(text)) throw malformed('the form cannot be read as UTF-8')
    // Parameters without a value are treated as if they were omitted (§3.2).
    if (value !== '') members[name] = name in members ? [members[name], value].flat() : value
  }
  return Object.freeze(members)
}

/** @param {Request} request @param {{ bodyTimeout: number }} settings */
const readText = async (request, { bodyTimeout }) => {
  const reader = request.body?.getReader()
  if (reader === undefined) return ''
  const late = () => new OAuthError('request_timeout', `the body did not come within ${bodyTimeout} s`)
  try {
    return await within(bodyTimeout, () => textOfStream(reader), late)
  } catch (error) {
    // Not awaited: what cancels a stream that hangs may hang as well.
    reader.cancel().catch(() => {})
    if (error instanceof OAuthError) throw error
    throw malformed('the body cannot be read as UTF-8')
  }
}

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
const textOfStream = async (reader) => {
  const chunks = []
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read()
    if (done) return decodeUtf8(chunks.length === 1 ? chunks[0] : joined(chunks, bytes))
    bytes += value.length
    if (bytes > MAX_BYTES) throw new OAuthError('request_too_large', `the body has more than ${MAX_BYTES} bytes`)
    chunks.push(value)
  }
}

/** @param {readonly Uint8Array[]} chunks @param {number} bytes in all */
const joined = (chunks, bytes) => {
  const all = new Uint8Array(bytes)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

const MAX_BYTES = 64 * 1024

/** @typedef {{ isForm: boolean, members: Readonly<Record<string, any>> }} Body */
