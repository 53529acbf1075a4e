import { empty, json } from '../answers.js'
import { nextOf, pageOf } from '../request/page.js'
import { callerOf, loggedInOf, ownerOfCaller, requireFreshLogin } from '../request/caller.js'
import { idOf, requireGrantable, rerollOf, wantedOf } from '../request/api-token-request.js'
import { OAuthError } from '../../oauth-error.js'
import { shownApiToken } from '../shown.js'
import { ownerKey } from '../../store/store.js'

// A person's own API tokens. Another's id is answered as one that does not exist.

/** @type {Route} */
export async function createOwn(parts, request) {
  const wanted = await wantedOf(parts, request, await loggedInOf(parts, request), { mayNameOwner: false })
  return json(shownApiToken(await parts.apiTokens.create(wanted)), 201)
}

/** @type {Route} */
export async function listOwn(parts, request) {
  const caller = await loggedInOf(parts, request)
  const { after, limit } = pageOf(request)
  const records = await parts.apiTokens.list({ owner: ownerOfCaller(caller), after, limit })
  return json({ api_tokens: records.map(shownApiToken), ...nextOf(records, limit) })
}

/** @type {Route} */
export async function revokeOwn(parts, request, id) {
  const caller = await loggedInOf(parts, request)
  await parts.ending.revokeApiToken((await ownOf(parts, caller, id)).id)
  return empty()
}

/** @type {Route} */
export async function rerollOwn(parts, request, id) {
  const caller = await loggedInOf(parts, request)
  requireFreshLogin(parts, caller)
  const record = await ownOf(parts, caller, id)
  // Its secret is handed out anew: only to a caller who could have made it.
  await requireGrantable(parts, caller, record)
  return json(shownApiToken(await parts.ending.rerollApiToken(record.id, await rerollOf(parts, request))))
}

/** An API token rotates itself: scripts do, too. @type {Route} */
export async function rerollCurrent(parts, request) {
  const { apiToken } = await callerOf(parts, request)
  if (apiToken === undefined) throw new OAuthError('access_denied', 'only an API token re-rolls itself: name one by its id', { code: 'ERR_API_TOKEN_REQUIRED' })
  return json(shownApiToken(await parts.ending.rerollApiToken(apiToken.id, await rerollOf(parts, request))))
}

/** @param {import('../../parts.js').Parts} parts @param {import('../request/caller.js').Caller} caller @param {string} id */
const ownOf = async (parts, caller, id) => {
  const record = await parts.apiTokens.find(idOf(id))
  if (ownerKey(record.owner) !== ownerKey(ownerOfCaller(caller))) throw new OAuthError('not_found', 'no API token has this id')
  return record
}

/** @typedef {import('../route.js').Route} Route */
