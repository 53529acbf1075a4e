import { empty, json } from '../answers.js'
import { isOwner } from '../../identity.js'
import { idOf, requireGrantable, rerollOf, wantedOf } from '../request/api-token-request.js'
import { managerOf, requireFreshLogin } from '../request/caller.js'
import { nextOf, pageOf } from '../request/page.js'
import { malformed } from '../../oauth-error.js'
import { shownApiToken } from '../shown.js'

// API tokens of all owners, for callers with the scope `tokens:manage`: no one can grant what is not theirs to grant.

/** @type {Route} */
export async function createApiToken(parts, request) {
  const wanted = await wantedOf(parts, request, await managerOf(parts, request), { mayNameOwner: true })
  return json(shownApiToken(await parts.apiTokens.create(wanted)), 201)
}

/** @type {Route} */
export async function listApiTokens(parts, request) {
  await managerOf(parts, request)
  const { after, limit } = pageOf(request)
  const owner = new URL(request.url).searchParams.get('owner')
  const records = await parts.apiTokens.list({ ...(owner !== null && { owner: ownerNamed(owner) }), after, limit })
  return json({ api_tokens: records.map(shownApiToken), ...nextOf(records, limit) })
}

/** @type {Route} */
export async function revokeApiToken(parts, request, id) {
  await managerOf(parts, request)
  await parts.ending.revokeApiToken(idOf(id))
  return empty()
}

/** @type {Route} */
export async function rerollApiToken(parts, request, id) {
  const caller = await managerOf(parts, request)
  requireFreshLogin(parts, caller)
  const record = await parts.apiTokens.find(idOf(id))
  await requireGrantable(parts, caller, record)
  return json(shownApiToken(await parts.ending.rerollApiToken(record.id, await rerollOf(parts, request))))
}

/** @param {string} name as in `user:ada` */
const ownerNamed = (name) => {
  const owner = { type: name.split(':')[0], id: name.slice(name.indexOf(':') + 1) }
  if (!isOwner.holds(owner)) throw malformed(`owner ${isOwner.demand}`)
  return /** @type {import('../../store/store.js').Owner} */ (owner)
}

/** @typedef {import('../route.js').Route} Route */
