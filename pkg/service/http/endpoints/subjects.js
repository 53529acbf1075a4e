import { isName } from '../../../lib/option-table.js'
import { isSubjectType } from '../../identity.js'
import { json } from '../answers.js'
import { limit } from '../limit.js'
import { idOf } from '../request/api-token-request.js'
import { managerOf } from '../request/caller.js'
import { malformed } from '../../oauth-error.js'

/** Ends the grants of a subject, and spares its API tokens. @type {Route} */
export async function revokeGrantsOf(parts, request, subject) {
  await managerOf(parts, request)
  return json({ revoked: await parts.ending.revokeGrantsOf(idOf(subject), typeOf(request)) })
}

/** The same for a subject that no path can name: `.` and `..` are steps in it, however they are escaped. @type {Route} */
export async function revokeGrantsOfNamed(parts, request) {
  await limit(parts, request, 'DELETE /subjects/*/grants')
  return revokeGrantsOf(parts, request, subjectOf(request))
}

/** Ends everything of a subject. @type {Route} */
export async function endSubject(parts, request, subject) {
  await managerOf(parts, request)
  const { grants, apiTokens } = await parts.ending.endSubject(idOf(subject), typeOf(request))
  return json({ grants, api_tokens: apiTokens })
}

/** @type {Route} */
export async function endSubjectNamed(parts, request) {
  await limit(parts, request, 'DELETE /subjects/*')
  return endSubject(parts, request, subjectOf(request))
}

/** @param {Request} request */
const subjectOf = (request) => {
  const [subject, ...more] = new URL(request.url).searchParams.getAll('subject')
  if (more.length > 0 || !isName().holds(subject) || subject.includes('\ufffd')) throw malformed(`subject ${isName().demand}`)
  return subject
}

/** @param {Request} request @returns {import('../../store/store.js').SubjectType | undefined} */
const typeOf = (request) => {
  const type = new URL(request.url).searchParams.get('type') ?? undefined
  if (type !== undefined && !isSubjectType.holds(type)) throw malformed(`type ${isSubjectType.demand}`)
  return /** @type {any} */ (type)
}

/** @typedef {import('../route.js').Route} Route */
