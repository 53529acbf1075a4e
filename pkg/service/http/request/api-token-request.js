import { beyondAuthority } from 'countersign'
import { isName } from '../../../lib/option-table.js'
import { optionalTextOf, readBody, readOptionalBody, textOf } from './body.js'
import { authorityOfCaller, ownerOfCaller, requireFreshLogin } from './caller.js'
import { authorityOf } from '../../api-tokens/verified.js'
import { checkedWanted } from '../../api-tokens/wanted.js'
import { checkedReroll } from '../../method-options.js'
import { OAuthError, malformed } from '../../oauth-error.js'

/**
 * The API token that a request wants for its caller, or, if it may name one, for the owner that it names. Throws unless the
 * caller may make it.
 *
 * @param {Parts} parts
 * @param {Request} request
 * @param {import('./caller.js').Caller} caller
 * @param {{ mayNameOwner: boolean }} options
 */
export async function wantedOf(parts, request, caller, { mayNameOwner }) {
  requireFreshLogin(parts, caller)
  const { members } = await readBody(request, parts.settings)
  if (!mayNameOwner && members.owner !== undefined) throw malformed('owner cannot be chosen here: it is always the caller')
  const asked = {
    label: textOf(members, 'name', 'label'),
    role: optionalTextOf(members, 'role'),
    owner: members.owner ?? ownerOfCaller(caller),
    scope: members.scopes === undefined ? members.scope : members.scopes,
    expiresIn: expiresIn(members, parts.settings.now()),
  }
  const wanted = checkedWanted(asked, parts.settings, notAsAsked)
  await requireGrantable(parts, caller, wanted)
  return wanted
}

/**
 * Throws unless the caller may give a token these scopes and this role: they are the caller's own, and its owner's.
 *
 * @param {Parts} parts
 * @param {import('./caller.js').Caller} caller
 * @param {{ scope: string, role?: string, owner: import('../../store/store.js').Owner }} token
 */
export async function requireGrantable(parts, caller, token) {
  const wanted = authorityOf(token)
  refuseBeyond(beyondAuthority(wanted, authorityOfCaller(caller)), 'yours')
  if (!parts.owners.areAsked) return
  const { active, authority } = await parts.owners.standing(token.owner)
  if (!active) throw malformed('the owner is not known, or not active')
  refuseBeyond(beyondAuthority(wanted, authority), "the owner's")
}

/** @param {ReturnType<typeof beyondAuthority>} beyond @param {string} whose */
const refuseBeyond = (beyond, whose) => {
  if (beyond === undefined) return
  if ('scope' in beyond) throw new OAuthError('invalid_scope', `the scope ${beyond.scope} is not one of ${whose}`)
  throw new OAuthError('invalid_request', `the role ${beyond.role} is not one of ${whose}`, { code: 'ERR_ROLE_INVALID' })
}

/** What a request asks of a re-roll. @param {Parts} parts @param {Request} request @returns {Promise<{ grace?: number, lost?: string }>} */
export async function rerollOf(parts, request) {
  const { grace, lost } = (await readOptionalBody(request, parts.settings)).members
  return checkedReroll({ grace, lost: lost ?? undefined }, notAsAsked)
}

/** An id out of a path. @param {string} id */
export function idOf(id) {
  if (!isName().holds(id)) throw new OAuthError('not_found', 'the id is not valid')
  return id
}

/** @param {Readonly<Record<string, any>>} members @param {number} now @returns {unknown} what `expiresIn` is checked for */
const expiresIn = ({ expires_in, expires_at }, now) => {
  if ((expires_at ?? 'never') === 'never') return expires_in ?? expires_at ?? undefined
  if ((expires_in ?? undefined) !== undefined) throw malformed('give expires_in or expires_at, not both')
  return typeof expires_at === 'number' ? expires_at - now : expires_at
}

/** @type {import('../../../lib/option-table.js').Refuse} */
export function notAsAsked(name, reason) {
  return malformed(`${WIRE[name] ?? name} ${reason}`)
}

/** @type {Record<string, string>} What a request calls it. */
const WIRE = { expiresIn: 'expires_in or expires_at', label: 'name', scope: 'scopes' }

/** @typedef {import('../../parts.js').Parts} Parts */
