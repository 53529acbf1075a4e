import { json } from '../answers.js'
import { callerOf, ownerOfCaller } from '../request/caller.js'
import { shownApiToken, shownSession } from '../shown.js'

/** Who asks, and what that token may do. @type {import('../route.js').Route} */
export async function whoAmI(parts, request) {
  const caller = await callerOf(parts, request)
  const { type, id } = ownerOfCaller(caller)
  const { scope = '', roles = [] } = caller.claims
  const { grant, apiToken } = caller
  return json({
    subject: id, subject_type: type, scope, roles,
    ...(grant !== undefined && { session: shownSession(grant, grant.id) }),
    ...(apiToken !== undefined && { api_token: shownApiToken(apiToken) }),
  })
}
