import { empty, json } from '../answers.js'
import { idOf } from '../request/api-token-request.js'
import { loggedInOf, ownerOfCaller } from '../request/caller.js'
import { nextOf, pageOf } from '../request/page.js'
import { OAuthError } from '../../oauth-error.js'
import { shownSession } from '../shown.js'

// A person's own sessions: the grants that are neither revoked nor over.

/** @type {Route} */
export async function listSessions(parts, request) {
  const { grant } = await loggedInOf(parts, request)
  const { after, limit } = pageOf(request)
  const page = await parts.store.grantsOf({ subject: grant.subject, after, limit })
  const now = parts.settings.now()
  const sessions = page.filter((each) => isOwn(each, grant) && now < each.ends).map((each) => shownSession(each, grant.id))
  return json({ sessions, ...nextOf(page, limit) })
}

/** @type {Route} */
export async function endSession(parts, request, id) {
  const { grant } = await loggedInOf(parts, request)
  const session = await parts.store.grant(idOf(id))
  if (session === undefined || session.revoked !== undefined || !isOwn(session, grant)) throw new OAuthError('not_found', 'no session has this id')
  await parts.grants.revoke(session.id)
  return empty()
}

/** Log out everywhere. @type {Route} */
export async function endSessions(parts, request) {
  const { grant } = await loggedInOf(parts, request)
  return json({ revoked: await parts.ending.revokeGrantsOf(grant.subject, typeOf(grant)) })
}

/** @param {Grant} session @param {Grant} grant */
const isOwn = (session, grant) => session.subject === grant.subject && typeOf(session) === typeOf(grant)

/** @param {Grant} grant */
const typeOf = ({ subjectType = 'user' }) => subjectType

/** @typedef {import('../../store/store.js').Grant} Grant */
/** @typedef {import('../route.js').Route} Route */
