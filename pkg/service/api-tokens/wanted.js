import { CENTURY, byDefault, check, isText, optional, readOptions } from '../../lib/option-table.js'
import { isOwner, isRole, isScopes, scopesOf } from '../identity.js'
import { invalidOption } from '../../http/invalid-option.js'

/**
 * What is wanted of an API token, if it is allowed; `scope` as one string, and `expiresIn` within what the service allows.
 *
 * @param {unknown} wanted
 * @param {{ apiTokenLifetime: ApiTokenLifetime }} settings
 * @param {import('../../lib/option-table.js').Refuse} [refuse]
 * @returns {{ label: string, role?: string, owner: import('../store/store.js').Owner, scope: string, expiresIn: number | 'never' }}
 */
export function checkedWanted(wanted, { apiTokenLifetime }, refuse = invalidOption) {
  const { label, role, owner, scope, expiresIn = apiTokenLifetime.default } = readOptions(wanted, WANTED, refuse)
  const { max } = apiTokenLifetime
  if (max !== 'never' && (expiresIn === 'never' || expiresIn > max)) throw refuse('expiresIn', `must be at most ${max} seconds`)
  return { label, ...(role !== undefined && { role }), owner: { type: owner.type, id: owner.id }, scope: scopesOf(scope).join(' '), expiresIn }
}

/** @param {unknown} seconds */
const isLasting = (seconds) => seconds === 'never' || (typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 && seconds <= CENTURY)

const isLifetime = check(isLasting, "must be seconds above 0, 'never', or at most 100 years: is it in milliseconds, or an instant?")

/** Of the option: `{ default, max }`, of which the first is within the second. */
export const isApiTokenLifetime = check(
  (lifetime) => {
    const { max = 'never', default: usual = max, ...more } = { ...lifetime }
    const isWithin = max === 'never' || (usual !== 'never' && usual <= max)
    return typeof lifetime === 'object' && lifetime !== null && Object.keys(more).length === 0 && isLasting(usual) && isLasting(max) && isWithin
  },
  "must be { default, max }, each in seconds or 'never', and default within max",
)

const WANTED = {
  expiresIn: optional(isLifetime),
  label: isText(200),
  owner: isOwner,
  role: optional(isRole),
  scope: byDefault('', isScopes),
}

/** @typedef {{ default: number | 'never', max: number | 'never' }} ApiTokenLifetime in seconds */

/**
 * @typedef {object} Wanted
 * @property {string} label the name that its owner knows it by, at most 200 characters
 * @property {string} [role] at most 100 characters
 * @property {import('../store/store.js').Owner} owner
 * @property {string | readonly string[]} [scope]
 * @property {number | 'never'} [expiresIn] seconds, at most a century; without it the `default` of `apiTokenLifetime`
 */
