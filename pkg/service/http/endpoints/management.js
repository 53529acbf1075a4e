import { bearerToken } from 'countersign'
import { isName } from '../../../lib/option-table.js'
import { access, requireScope } from '../../access.js'
import { empty, json } from '../answers.js'
import { optionalTextOf, readBody, readOptionalBody, textOf } from '../request/body.js'
import { checkedWanted, isOwner, isSubjectType } from '../../identity.js'
import { limit } from '../limit.js'
import { checkedPage, checkedReroll } from '../../method-options.js'
import { OAuthError, malformed } from '../../oauth-error.js'

/** @type {Route} */
export const createApiToken = async (parts, request) => {
  const creator = await manager(parts, request)
  const { members } = await readBody(request, parts.settings)
  const wanted = {
    label: textOf(members, 'name', 'label'),
    role: optionalTextOf(members, 'role'),
    owner: members.owner ?? ownerOf(creator.claims),
    scope: members.scopes === undefined ? members.scope : members.scopes,
    expiresIn: expiresIn(members, parts.settings.now()),
  }
  const created = await parts.apiTokens.create(checkedWanted(wanted, notAsAsked))
  return json(shown(created), 201)
}

/** @type {Route} */
export const listApiTokens = async (parts, request) => {
  await manager(parts, request)
  const { searchParams } = new URL(request.url)
  const most = Number(searchParams.get('limit') ?? 100)
  if (!Number.isSafeInteger(most) || most < 1) throw malformed('limit must be a number above 0')
  const owner = searchParams.get('owner')
  const page = { after: searchParams.get('after') ?? undefined, limit: Math.min(most, 1000), owner: owner === null ? undefined : ownerNamed(owner) }
  const records = await parts.apiTokens.list(checkedPage(page, notAsAsked))
  const next = records.length >= Math.min(most, 1000) ? records.at(-1)?.id : undefined
  return json({ api_tokens: records.map(shown), ...(next !== undefined && { next }) })
}

/** @type {Route} */
export const revokeApiToken = async (parts, request, id) => {
  await manager(parts, request)
  await parts.apiTokens.revoke(idOf(id))
  return empty()
}

/** @type {Route} */
export const rerollApiToken = async (parts, request, id) => {
  await manager(parts, request)
  const { grace, lost = undefined } = (await readOptionalBody(request, parts.settings)).members
  return json(shown(await parts.apiTokens.reroll(idOf(id), checkedReroll({ grace, lost: lost ?? undefined }, notAsAsked))))
}

/** @type {Route} */
export const revokeGrantsOf = async (parts, request, subject) => {
  await manager(parts, request)
  const type = new URL(request.url).searchParams.get('type') ?? undefined
  if (type !== undefined && !isSubjectType.holds(type)) throw malformed(`type ${isSubjectType.demand}`)
  return json({ revoked: await parts.grants.revokeAllOf(idOf(subject), /** @type {import('../../store/store.js').SubjectType} */ (type)) })
}

/** The same for a subject that no path can name: `.` and `..` are steps in it, however they are escaped. @type {Route} */
export const revokeGrantsOfNamed = async (parts, request) => {
  await limit(parts, request, 'DELETE /subjects/*/grants')
  const [subject, ...more] = new URL(request.url).searchParams.getAll('subject')
  if (more.length > 0 || !isName().holds(subject) || subject.includes('\ufffd')) throw malformed(`subject ${isName().demand}`)
  return revokeGrantsOf(parts, request, subject)
}

/** @param {import('../../parts.js').Parts} parts @param {Request} request */
const manager = async (parts, request) => {
  const granted = await managementAccess(parts, request)
  requireScope(granted.claims, 'tokens:manage')
  return granted
}

/**
 * As `access`, with the audience that management has: an API that receives an access token must not manage with it.
 * An API token has no audience.
 *
 * @param {import('../../parts.js').Parts} parts
 * @param {Request} request
 */
export async function managementAccess(parts, request) {
  const token = bearerToken(request)
  if (!token.includes('.')) return access(parts, request)
  const result = parts.pairs.readManagement(token)
  await parts.grants.live(result.claims)
  return result
}

/** What is shown of an API token: all but its digests, and the token itself only if it is new. @type {(record: any) => object} */
const shown = ({ id, label, role, owner, scope, start, created, expires, revoked, used, grace, token }) => ({
  id, name: label, role: role ?? null, owner, scope, start, created_at: created, expires_at: expires ?? null,
  revoked_at: revoked ?? null, last_used_at: used ?? null, ...(grace !== undefined && { previous_until: grace }), ...(token !== undefined && { token }),
})

/** The owner of what a token makes: whom that token speaks for. @param {any} claims @returns {import('../../store/store.js').Owner} */
const ownerOf = ({ sub, sub_type }) => ({ type: sub_type === 'application' ? 'application' : 'user', id: sub })

/** @param {string} name as in `user:ada` */
const ownerNamed = (name) => {
  const owner = { type: name.split(':')[0], id: name.slice(name.indexOf(':') + 1) }
  if (!isOwner.holds(owner)) throw malformed(`owner ${isOwner.demand}`)
  return /** @type {import('../../store/store.js').Owner} */ (owner)
}

/** @param {string} id out of a path */
const idOf = (id) => {
  if (!isName().holds(id)) throw new OAuthError('not_found', 'nothing has such an id')
  return id
}

/** @param {Readonly<Record<string, any>>} members @param {number} now @returns {unknown} what `expiresIn` is checked for */
const expiresIn = ({ expires_in, expires_at }, now) => {
  if ((expires_at ?? 'never') === 'never') return expires_in ?? undefined
  if ((expires_in ?? undefined) !== undefined) throw malformed('expires_in and expires_at are two answers to one question: give one')
  return typeof expires_at === 'number' ? expires_at - now : expires_at
}

/** @type {import('../../../lib/option-table.js').Refuse} */
const notAsAsked = (name, reason) => malformed(`${WIRE[name] ?? name} ${reason}`)

/** @type {Record<string, string>} What a request calls it. */
const WIRE = { expiresIn: 'expires_in or expires_at', label: 'name', scope: 'scopes' }

/** @typedef {import('../routes.js').Route} Route */
