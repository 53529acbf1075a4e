import { TokenError } from 'countersign'
import { empty, json } from '../answers.js'
import { optionalTextOf, readBody, textOf } from '../request/body.js'
import { checkHolder } from '../../grants/holder.js'
import { revoke as revokeToken } from '../../grants/revocation.js'
import { clientOf } from '../request/clients.js'
import { credential, userCredentials } from '../request/credentials.js'
import { resourceOf } from '../request/resource.js'
import { limit } from '../limit.js'
import { OAuthError } from '../../oauth-error.js'

/** A pair for credentials: a JSON log-in, or one of OAuth's grants in a form (RFC 6749 §4.3, §4.4, §6). @type {Route} */
export async function issue(parts, request) {
  const { isForm, members } = await readBody(request, parts.settings)
  const type = optionalTextOf(members, 'grant_type') ?? (isForm ? textOf(members, 'grant_type') : 'password')
  if (type === 'refresh_token') {
    // It does the work of that endpoint, whose limit would mean nothing otherwise.
    await limit(parts, request, 'POST /auth/refresh')
    return answer(parts, await renew(parts, request, members, textOf(members, 'refresh_token'), isForm ? 400 : 401))
  }
  if (type === 'client_credentials') return answer(parts, await forClient(parts, request, members))
  if (type !== 'password') throw new OAuthError('unsupported_grant_type', 'the grant type must be password, client_credentials or refresh_token')
  if (isForm && parts.settings.passwordGrant === 'refused') throw new OAuthError('unsupported_grant_type', 'this service takes no password from a form')
  const pair = await logIn(parts, request, members, { credentials: userCredentials(members, isForm), isForm, isLogIn: true })
  return answer(parts, isForm ? pair : { token: pair.access_token, ...pair })
}

/** A pair in place of an API key: one of the provider's, or an API token of the service. @type {Route} */
export async function exchange(parts, request) {
  const { isForm, members } = await readBody(request, parts.settings)
  const apiKey = credential(members, 'apiKey', 'api_key')
  return answer(parts, await logIn(parts, request, members, { credentials: { apiKey }, isForm, isLogIn: false, apiToken: await ownApiToken(parts, apiKey) }))
}

/** The next pair. @type {Route} */
export async function refresh(parts, request) {
  const { members } = await readBody(request, parts.settings)
  return answer(parts, await renew(parts, request, members, textOf(members, 'refreshToken', 'refresh_token'), 401))
}

/** Ends the grant of the token that the request presents. @type {Route} */
export async function logOut({ reader, grants }, request) {
  await grants.revoke((await grants.live((await reader.either(request)).claims)).id)
  return empty()
}

/** RFC 7009: who has the token may end it, if it is not a client's that must authenticate itself. @type {Route} */
export async function revoke(parts, request) {
  const { members } = await readBody(request, parts.settings)
  const token = textOf(members, 'token')
  const client = await clientOf(parts, request, members)
  try {
    await revokeToken(parts, token, async (claims) => {
      const grant = await parts.grants.live(claims)
      checkHolder(grant, client)
      return grant.id
    })
  } catch (error) {
    // A token that is not good any more needs no revocation (§2.2); a store that is down must not look like success.
    if (!(error instanceof TokenError) || error.status === 503) throw error
  }
  // Clients ignore the content (§2.2), if they can read it: some parse every answer as JSON.
  return json({})
}

/**
 * What the pair of an API token is made of; nothing if the key is not of the service's own grammar. A key that is, and is
 * not good, is `denied`: the provider is not asked about a token that was revoked.
 *
 * @param {Parts} parts
 * @param {string} apiKey
 */
const ownApiToken = async ({ exchanges }, apiKey) => {
  try {
    return await exchanges.of(apiKey)
  } catch (error) {
    if (error instanceof TokenError && NOT_OURS.includes(error.code)) return undefined
    if (error instanceof TokenError && error.status === 401) return DENIED
    throw error
  }
}

/** @type {(parts: Parts, request: Request, members: Members, login: LogIn) => Promise<Pair>} */
export async function logIn(parts, request, members, { credentials, isForm, isLogIn, apiToken }) {
  const proof = await parts.proofs.of(request)
  const client = await clientOf(parts, request, members)
  // Only the service says which client it is, and only if that is proved.
  const asked = Object.freeze({ ...credentials, ...(client?.isAuthenticated && { client: client.id }) })
  const { identity, standsFor } = apiToken ?? { identity: await parts.settings.authenticate(asked, request), standsFor: undefined }
  if (!identity) {
    parts.emit('denied', 'grant')
    // One sentence for every reason: it must not tell which user names exist.
    throw new OAuthError('invalid_grant', 'the credentials are not valid', { status: isForm ? 400 : 401 })
  }
  await proof?.use()
  const from = { thumbprint: proof?.thumbprint, client: client?.id, confidential: client?.isAuthenticated, subjectType: /** @type {const} */ ('user'), isLogIn }
  return parts.grants.begin(identity, { ...wishes(members), ...from }, standsFor)
}

/** @type {(parts: Parts, request: Request, members: Members) => Promise<Pair>} */
const forClient = async (parts, request, members) => {
  const proof = await parts.proofs.of(request)
  const client = await clientOf(parts, request, members)
  if (client?.identity === undefined) throw new OAuthError('invalid_client', 'the client must authenticate itself')
  await proof?.use()
  // A client that has its secret can log in again: RFC 6749 §4.4.3 wants no refresh token here.
  return parts.grants.begin(client.identity, { ...wishes(members), thumbprint: proof?.thumbprint, client: client.id, confidential: true, refreshable: false, subjectType: 'application', isLogIn: false })
}

/** @type {(parts: Parts, request: Request, members: Members, token: string, status: number) => Promise<Pair>} */
export async function renew(parts, request, members, token, status) {
  const proof = await parts.proofs.of(request)
  const client = await clientOf(parts, request, members)
  try {
    return await parts.grants.refresh(token, { ...wishes(members), client, proof })
  } catch (error) {
    // RFC 6749 §5.2 calls it invalid_grant, with 400 for its own form; the code says what it is.
    if (!(error instanceof TokenError) || error.status !== 401) throw error
    throw new OAuthError('invalid_grant', error.message, { status, code: error.code, cause: error })
  }
}

/** RFC 6749 §3.3 and RFC 8707 §2. @param {Members} members */
const wishes = (members) => ({ scope: optionalTextOf(members, 'scope'), resource: resourceOf(members) })

/** A pair, which no cache may keep. @param {Parts} parts @param {object} pair */
const answer = ({ proofs }, pair) => json(pair, 200, proofs.headers())

const NOT_OURS = ['ERR_TOKEN_MALFORMED', 'ERR_TYPE_MISMATCH', 'ERR_TOKEN_TOO_LARGE']
const DENIED = Object.freeze({ identity: undefined, standsFor: undefined })

/** @typedef {{ credentials: Record<string, string>, isForm: boolean, isLogIn: boolean, apiToken?: Awaited<ReturnType<typeof ownApiToken>> }} LogIn */
/** @typedef {import('../route.js').Route} Route */
/** @typedef {import('../../parts.js').Parts} Parts */
/** @typedef {import('../../grants/pairs.js').Pair} Pair */
/** @typedef {Readonly<Record<string, any>>} Members */
