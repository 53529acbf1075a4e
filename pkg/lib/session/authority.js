import { authorityBeyond, authorityWithin } from '../wasm/later.js'
import { check, optional, readOptions } from '../option-table.js'
import { invalidOption, optionsText } from '../options.js'

/**
 * What two authorities both allow: a token never does more than its owner may do at this moment. Throws
 * ERR_OPTION_INVALID for what is not an `Authority`.
 *
 * @param {Authority} own
 * @param {Authority} bound
 * @returns {Authority}
 */
export function boundedAuthority(own, bound) {
  return /** @type {Authority} */ (authorityWithin(textOf(own), textOf(bound)))
}

/**
 * The first scope, or else the first role, of `wanted` that `bound` lacks, and that a holder of `bound` must not grant.
 * Undefined if it lacks nothing. Throws ERR_OPTION_INVALID for what is not an `Authority`.
 *
 * @param {Authority} wanted
 * @param {Authority} bound
 * @returns {{ scope: string } | { role: string } | undefined}
 */
export function beyondAuthority(wanted, bound) {
  return authorityBeyond(textOf(wanted), textOf(bound)) ?? undefined
}

/** @param {Authority} authority */
const textOf = (authority) => optionsText(readOptions(authority, AUTHORITY, invalidOption, 'authority'))

const areStrings = check(
  (value) => Array.isArray(value) && value.every((each) => typeof each === 'string' && /** @type {any} */ (each).isWellFormed()),
  'must be an array of strings',
)
const AUTHORITY = { scopes: optional(areStrings), roles: optional(areStrings) }

/**
 * @typedef {object} Authority what a user or an application may do; a member that is absent sets no limit
 * @property {readonly string[]} [scopes] scope tokens (RFC 6749 §3.3)
 * @property {readonly string[]} [roles] in the provider's own words (RFC 9068 §2.2.3.1)
 */
