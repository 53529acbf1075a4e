import { byDefault, check, isName, isSecondsUpTo, isWhole, optional, readOptions } from '../lib/option-table.js'
import { isOwner, isScopes, isSubjectType, scopesOf } from './identity.js'
import { invalidOption } from '../http/invalid-option.js'

// The arguments of the service's methods: wrong ones are the program's mistake, and are refused before anything happens.

/** @param {unknown} page @param {import('../lib/option-table.js').Refuse} [refuse] */
export function checkedPage(page, refuse = invalidOption) {
  return readOptions(page, PAGE, refuse)
}

/** @param {unknown} options @param {import('../lib/option-table.js').Refuse} [refuse] */
export function checkedReroll(options, refuse = invalidOption) {
  return readOptions(options, REROLL, refuse)
}

/** @param {unknown} options @returns {string} space-separated */
export function neededScope(options) {
  return scopesOf(readOptions(options, NEEDED, invalidOption).scope).join(' ')
}

/** @param {unknown} options @returns {number} seconds */
export function checkedPublishFor(options) {
  return readOptions(options, ROTATION, invalidOption).publishFor
}

/** @param {unknown} options @returns {import('./store/store.js').SubjectType | undefined} */
export function checkedSubjectType(options) {
  return readOptions(options, SUBJECTS, invalidOption).subjectType
}

/** An id or a subject. @param {string} what @param {string} value */
export function named(what, value) {
  return checked(what, value, isName())
}

/** A token of another issuer is refused as one; a value that is not a string is a mistake of the program. @param {string} value */
export function tokenOf(value) {
  return checked('token', value, isString)
}

/** @param {number} value */
export function listNumber(value) {
  return checked('number', value, isWhole(0))
}

/** @template T @param {string} what @param {T} value @param {import('../lib/option-table.js').Check} check @returns {T} */
const checked = (what, value, { holds, demand }) => {
  if (!holds(value)) throw invalidOption(what, demand)
  return value
}

const DAY = 86_400
const isString = check((value) => typeof value === 'string', 'must be a string')

const NEEDED = { scope: byDefault('', isScopes) }
const PAGE = { after: optional(isName()), limit: byDefault(100, isWhole(1, 1000)), owner: optional(isOwner) }
const REROLL = { grace: byDefault(3600, isSecondsUpTo(365 * DAY)), lost: optional(isName()) }
const ROTATION = { publishFor: byDefault(600, isSecondsUpTo(365 * DAY)) }
const SUBJECTS = { subjectType: optional(isSubjectType) }
