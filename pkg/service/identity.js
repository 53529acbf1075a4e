import { CENTURY, byDefault, check, isName, isOneOf, isPlainObject, isText, optional, readOptions } from '../lib/option-table.js'
import { invalidOption } from './invalid-option.js'

/**
 * What `authenticate` answered, if tokens can be made of it: before anything is stored. A member of another name is
 * refused: `scopes` would grant nothing, and say nothing.
 *
 * @param {unknown} identity
 * @returns {Identity}
 */
export function checkedIdentity(identity) {
  const checked = /** @type {Identity} */ (readOptions(identity, IDENTITY, invalidOption, 'identity'))
  const taken = RESERVED.find((claim) => Object.hasOwn(checked.claims ?? {}, claim))
  if (taken !== undefined) throw invalidOption(`claims.${taken}`, 'is set by the service')
  return checked
}

/**
 * What is wanted of an API token, if it can be had; `scope` as one string.
 *
 * @param {unknown} wanted
 * @param {import('../lib/option-table.js').Refuse} [refuse]
 * @returns {{ label: string, role?: string, owner: import('./store/store.js').Owner, scope: string, expiresIn: number | 'never' }}
 */
export function checkedWanted(wanted, refuse = invalidOption) {
  const { label, role, owner, scope, expiresIn } = readOptions(wanted, WANTED, refuse)
  return { label, ...(role !== undefined && { role }), owner: { type: owner.type, id: owner.id }, scope: scopesOf(scope).join(' '), expiresIn }
}

/** @param {any} scope space-separated, or an array @returns {string[]} */
export function scopesOf(scope = '') {
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [...scope]
}

/** RFC 6749 §3.3: printable ASCII but space, quote and backslash. @param {unknown} scope */
export function isScope(scope) {
  return typeof scope === 'string' && /^[!#-[\]-~]+$/.test(scope)
}

/** Strings only: null is not a scope of four letters. @param {unknown} scopes */
const areScopes = (scopes) => {
  if (typeof scopes !== 'string' && !Array.isArray(scopes)) return false
  const all = scopesOf(scopes)
  return all.every(isScope) && all.join(' ').length <= MAX_SCOPE
}

const MAX_SCOPE = 2048

export const isScopes = check(areScopes, `must be scope tokens: a space-separated string or an array, ${MAX_SCOPE} characters at most`)

export const isSubjectType = isOneOf('user', 'application')

export const isOwner = check(
  (owner) => isPlainObject(owner) && Object.keys(owner).length === 2 && isSubjectType.holds(owner.type) && isName().holds(owner.id),
  'must be { type: "user" or "application", id }, the id a string of at most 255 bytes',
)

const isLifetime = check(
  (seconds) => seconds === 'never' || (Number.isFinite(seconds) && seconds > 0 && seconds <= CENTURY),
  "must be seconds above 0, 'never', or at most 100 years: is it in milliseconds, or an instant?",
)

const IDENTITY = {
  claims: optional(check(isPlainObject, 'must be an object')),
  client: optional(isName()),
  scope: optional(isScopes),
  subject: isName(),
  subjectType: optional(isSubjectType),
}

/**
 * @typedef {object} Wanted
 * @property {string} label the name that its owner knows it by, at most 200 characters
 * @property {string} [role] at most 100 characters
 * @property {import('./store/store.js').Owner} owner
 * @property {string | readonly string[]} [scope]
 * @property {number | 'never'} [expiresIn] seconds, at most a century; `never` without it
 */

const WANTED = {
  expiresIn: byDefault('never', isLifetime),
  label: isText(200),
  owner: isOwner,
  role: optional(isText(100)),
  scope: byDefault('', isScopes),
}

const RESERVED = ['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'nbf', 'scope', 'sid', 'status', 'sub', 'sub_type']

/** @typedef {import('./options.js').Identity} Identity */
