import { TokenError } from 'countersign'
import { areRoles, isScopes, scopesOf } from '../identity.js'
import { invalidOption } from '../../http/invalid-option.js'
import { isBoolean, optional, readOptions } from '../../lib/option-table.js'

/**
 * What `owner` answered, checked: a wrong answer is the program's mistake, and lets no one in.
 *
 * @param {unknown} answer
 * @returns {Standing}
 */
export function checkedStanding(answer) {
  if (answer === undefined || answer === null) return GONE
  const { active, scope, roles } = readOptions(answer, ANSWER, (name, reason) => invalidOption(`owner's answer: ${name}`, reason))
  return Object.freeze({
    active,
    authority: Object.freeze({ ...(scope !== undefined && { scopes: scopesOf(scope) }), ...(roles !== undefined && { roles }) }),
  })
}

/** Throws ERR_TOKEN_REVOKED unless the owner is active. @param {Standing} standing */
export function requireActive({ active }) {
  if (!active) throw new TokenError('ERR_TOKEN_REVOKED', 'the owner of the token is not active')
}

/** @type {Standing} */
const GONE = Object.freeze({ active: false, authority: Object.freeze({}) })

const ANSWER = { active: { ...isBoolean, required: true }, roles: optional(areRoles), scope: optional(isScopes) }

/**
 * @typedef {object} Standing
 * @property {boolean} active
 * @property {import('countersign').Authority} authority what the owner may do; what the provider left out sets no limit
 */
