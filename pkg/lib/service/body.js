import { OAuthError, malformed } from './oauth-error.js'

/**
 * The members of a request's body: a JSON object, or a form (RFC 6749 §3.2).
 *
 * @param {Request} request
 * @returns {Promise<{ isForm: boolean, members: Readonly<Record<string, any>> }>}
 */
export const readBody = async (request) => {
  const type = (request.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase()
  const text = await readText(request)
  if (type === 'application/json') return { isForm: false, members: fromJson(text) }
  if (type === 'application/x-www-form-urlencoded') return { isForm: true, members: fromForm(text) }
  throw malformed('the body must be application/json or application/x-www-form-urlencoded')
}

/**
 * A member that must be a text.
 *
 * @param {Readonly<Record<string, any>>} members
 * @param {...string} names its spellings, of which one must be there
 * @returns {string}
 */
export const textOf = (members, ...names) => {
  const found = optionalTextOf(members, ...names)
  if (found === undefined) throw malformed(`${names[0]} is missing`)
  return found
}

/** @type {(members: Readonly<Record<string, any>>, ...names: string[]) => string | undefined} */
export const optionalTextOf = (members, ...names) => {
  const name = names.find((each) => members[each] !== undefined && members[each] !== null)
  if (name === undefined) return undefined
  if (typeof members[name] !== 'string' || members[name] === '') throw malformed(`${name} must be a text`)
  return members[name]
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
    if (name in members) throw malformed('a parameter is included more than once')
    // Parameters without a value are treated as if they were omitted (§3.2).
    if (value !== '') members[name] = value
  }
  return Object.freeze(members)
}

/** @param {Request} request */
const readText = async (request) => {
  const reader = request.body?.getReader()
  if (reader === undefined) throw malformed('the request has no body')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  try {
    for (let bytes = 0; ; ) {
      const { done, value } = await reader.read()
      if (done) return text + decoder.decode()
      bytes += value.length
      if (bytes > MAX_BYTES) throw new OAuthError('request_too_large', `the body has more than ${MAX_BYTES} bytes`)
      text += decoder.decode(value, { stream: true })
    }
  } catch (error) {
    if (error instanceof OAuthError) throw error
    throw malformed('the body cannot be read as UTF-8')
  }
}

const MAX_BYTES = 64 * 1024
