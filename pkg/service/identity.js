import { isScope } from '../http/scopes.js'
import { check, isName, isOneOf, isPlainObject, isText, optional, readOptions } from '../lib/option-table.js'
import { invalidOption } from '../http/invalid-option.js'

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

/** @param {any} scope space-separated, or an array @returns {string[]} */
export function scopesOf(scope = '') {
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [...scope]
}

/** Strings only: null is not a scope of four letters. @param {unknown} scopes */
const areScopes = (scopes) => {
  if (typeof scopes !== 'string' && !Array.isArray(scopes)) return false
  const all = scopesOf(scopes)
  return all.every(isScope) && all.join(' ').length <= MAX_SCOPE
}

const MAX_SCOPE = 2048

export const isScopes = check(areScopes, `must be scope tokens: a space-separated string or an array, ${MAX_SCOPE} characters at most`)

/** @type {readonly import('./store/store.js').SubjectType[]} */
export const SUBJECT_TYPES = Object.freeze(['user', 'application'])

export const isSubjectType = isOneOf(...SUBJECT_TYPES)

export const isOwner = check(
  (owner) => isPlainObject(owner) && Object.keys(owner).length === 2 && isSubjectType.holds(owner.type) && isName().holds(owner.id),
  'must be { type: "user" or "application", id }, the id a string of at most 255 bytes',
)

export const areRoles = check(
  (roles) => Array.isArray(roles) && roles.length <= MAX_ROLES && roles.every(isRole.holds),
  'must be an array of at most 100 roles, each a non-empty string of at most 100 characters',
)

export const isRole = isText(100)
const MAX_ROLES = 100

const IDENTITY = {
  claims: optional(check(isPlainObject, 'must be an object')),
  client: optional(isName()),
  roles: optional(areRoles),
  scope: optional(isScopes),
  subject: isName(),
  subjectType: optional(isSubjectType),
}

const RESERVED = ['aud', 'auth_time', 'client_id', 'cnf', 'exp', 'iat', 'iss', 'jti', 'nbf', 'roles', 'scope', 'sid', 'status', 'sub', 'sub_type']

/** @typedef {import('./service-options.js').Identity} Identity */
