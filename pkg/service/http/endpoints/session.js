import { TokenError } from 'countersign'
import { empty, json } from '../answers.js'
import { cookieName, cookieOf, setCookie } from '../cookie.js'
import { limit } from '../limit.js'
import { readBody } from '../request/body.js'
import { requireSameOrigin } from '../request/same-origin.js'
import { OAuthError, malformed } from '../../oauth-error.js'
import { logIn, renew } from './token.js'
import { userCredentials } from '../request/credentials.js'

// A log-in in a browser: the refresh token is in a cookie that no script can read, and never in a body.

/** @type {Route} */
export async function beginSession(parts, request) {
  requireSameOrigin(request, parts.settings.issuer)
  await limit(parts, request, 'POST /token')
  const { isForm, members } = await readBody(request, parts.settings)
  // Another site's form needs no permission to be sent; JSON does.
  if (isForm) throw malformed('the body must be application/json')
  return answer(parts, await logIn(parts, request, members, { credentials: userCredentials(members, false), isForm, isLogIn: true }))
}

/** @type {Route} */
export async function refreshSession(parts, request) {
  requireSameOrigin(request, parts.settings.issuer)
  await limit(parts, request, 'POST /auth/refresh')
  const token = tokenOf(parts, request)
  if (token === undefined) throw new OAuthError('invalid_grant', 'there is no session: log in', { code: 'ERR_SESSION_MISSING' })
  try {
    return answer(parts, await renew(parts, request, Object.freeze({}), token, 401))
  } catch (error) {
    // It will never be good again: the browser need not keep it.
    if (error instanceof OAuthError && error.error === 'invalid_grant') Object.assign(error.headers, forgetting(parts))
    throw error
  }
}

/** @type {Route} */
export async function endSession(parts, request) {
  requireSameOrigin(request, parts.settings.issuer)
  const token = tokenOf(parts, request)
  try {
    if (token !== undefined) await parts.grants.revoke((await parts.grants.live(parts.reader.readRefresh(token).claims)).id)
  } catch (error) {
    // What is over needs no end; a store that is down must not look like success.
    if (!(error instanceof TokenError) || error.status !== 401) throw error
  }
  const answered = empty()
  for (const [name, value] of Object.entries(forgetting(parts))) answered.headers.set(name, value)
  return answered
}

/** @type {(parts: import('../../parts.js').Parts, pair: import('../../grants/pairs.js').Pair) => Response} */
const answer = ({ settings, reader, proofs }, { refresh_token = '', ...access }) => {
  const { exp = 0, iat = 0 } = reader.readRefresh(refresh_token).claims
  const answered = json(access, 200, proofs.headers())
  answered.headers.set('set-cookie', setCookie(cookieName(settings.issuer), refresh_token, exp - iat))
  return answered
}

/** @param {import('../../parts.js').Parts} parts */
const forgetting = ({ settings }) => ({ 'set-cookie': setCookie(cookieName(settings.issuer), '', 0) })

/** @param {import('../../parts.js').Parts} parts @param {Request} request */
const tokenOf = ({ settings }, request) => cookieOf(request, cookieName(settings.issuer))

/** @typedef {import('../route.js').Route} Route */
