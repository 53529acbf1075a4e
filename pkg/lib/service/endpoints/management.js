import { bearerToken } from 'countersign'
import { access, requireScope } from '../access.js'
import { empty, json } from '../answers.js'
import { optionalTextOf, readBody, readOptionalBody, textOf } from '../body.js'
import { isScope, scopesOf } from '../identity.js'
import { limit } from '../limit.js'
import { malformed } from '../oauth-error.js'
import { isName } from '../../option-table.js'

/** @type {Route} */
export const createApiToken = async (parts, request) => {
  const creator = await manager(parts, request)
  const { members } = await readBody(request, parts.settings)
  const created = await parts.apiTokens.create({
    label: textOf(members, 'name', 'label'),
    role: optionalTextOf(members, 'role'),
    owner: ownerOf(members.owner, /** @type {string} */ (creator.claims.sub)),
    scope: scopeOf(members),
    expiresIn: expiresIn(members, parts.settings.now()),
  })
  return json(shown(created), 201)
}

/** @type {Route} */
export const listApiTokens = async (parts, request) => {
  await manager(parts, request)
  const { searchParams } = new URL(request.url)
  const limit = Number(searchParams.get('limit') ?? 100)
  if (!Number.isSafeInteger(limit) || limit < 1) throw malformed('limit must be a number above 0')
  const owner = searchParams.get('owner')
  const page = { after: searchParams.get('after') ?? undefined, limit, owner: owner === null ? undefined : ownerNamed(owner) }
  const records = await parts.apiTokens.list(page)
  const next = records.length >= Math.min(limit, 1000) ? records.at(-1)?.id : undefined
  return json({ api_tokens: records.map(shown), ...(next !== undefined && { next }) })
}

/** @type {Route} */
export const revokeApiToken = async (parts, request, id) => {
  await manager(parts, request)
  await parts.apiTokens.revoke(id)
  return empty()
}

/** @type {Route} */
export const rerollApiToken = async (parts, request, id) => {
  await manager(parts, request)
  const { grace = 3600 } = (await readOptionalBody(request, parts.settings)).members
  if (!Number.isFinite(grace) || grace < 0) throw malformed('grace must be a number of seconds, not negative')
  return json(shown(await parts.apiTokens.reroll(id, { grace })))
}

/** @type {Route} */
export const revokeGrantsOf = async (parts, request, subject) => {
  await manager(parts, request)
  return json({ revoked: await parts.grants.revokeAllOf(subject) })
}

/** The same for a subject that no path can name: `.` and `..` are steps in it, however they are escaped. @type {Route} */
export const revokeGrantsOfNamed = async (parts, request) => {
  await limit(parts, request, 'DELETE /subjects/*/grants')
  const [subject, ...more] = new URL(request.url).searchParams.getAll('subject')
  if (more.length > 0 || !isName().holds(subject) || subject.includes('\ufffd')) throw malformed(`subject ${isName().demand}`)
  return revokeGrantsOf(parts, request, subject)
}

/** @param {import('../parts.js').Parts} parts @param {Request} request */
const manager = async (parts, request) => {
  const granted = await managementAccess(parts, request)
  requireScope(granted.claims, 'tokens:manage')
  return granted
}

/**
 * As `access`, with the audience that management has: an API that receives an access token must not manage with it.
 * An API token has no audience.
 *
 * @param {import('../parts.js').Parts} parts
 * @param {Request} request
 */
export const managementAccess = async (parts, request) => {
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

/** @param {any} owner @param {string} subject @returns {import('../store.js').Owner} */
const ownerOf = (owner, subject) => {
  if (owner === undefined || owner === null) return { type: 'user', id: subject }
  const isKnown = owner.type === 'user' || owner.type === 'application'
  if (!isKnown || typeof owner.id !== 'string' || owner.id === '') throw malformed('owner must be { type: "user" or "application", id }')
  return { type: owner.type, id: owner.id }
}

/** @param {string} name as in `user:ada` */
const ownerNamed = (name) => ownerOf({ type: name.split(':')[0], id: name.slice(name.indexOf(':') + 1) }, '')

/** @param {Readonly<Record<string, any>>} members */
const scopeOf = ({ scope, scopes = scope }) => {
  const all = scopesOf(scopes)
  if (!all.every(isScope)) throw malformed('scopes must be scope tokens')
  return all.join(' ')
}

/** @param {Readonly<Record<string, any>>} members @param {number} now @returns {number | 'never'} */
const expiresIn = ({ expires_in, expires_at }, now) => {
  if ((expires_in ?? expires_at ?? 'never') === 'never') return 'never'
  const seconds = expires_in ?? expires_at - now
  if (!Number.isFinite(seconds) || seconds <= 0) throw malformed('expires_in must be seconds above 0, or expires_at an instant to come, in seconds')
  return seconds
}

/** @typedef {import('../routes.js').Route} Route */
