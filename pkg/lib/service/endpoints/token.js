import { TokenError, bearerToken } from 'countersign'
import { empty, json } from '../answers.js'
import { optionalTextOf, readBody, textOf } from '../body.js'
import { credential, userCredentials } from '../credentials.js'
import { readEither } from '../introspection.js'
import { limit } from '../limit.js'
import { OAuthError, malformed } from '../oauth-error.js'

/** A pair for credentials: a JSON log-in, or one of OAuth's grants in a form (RFC 6749 §4.3, §4.4, §6). @type {Route} */
export const issue = async (parts, request) => {
  const { isForm, members } = await readBody(request, parts.settings)
  const type = optionalTextOf(members, 'grant_type') ?? (isForm ? textOf(members, 'grant_type') : 'password')
  if (type === 'refresh_token') {
    // It does the work of that endpoint, whose limit would mean nothing otherwise.
    await limit(parts, request, 'POST /auth/refresh')
    return json(await renew(parts, textOf(members, 'refresh_token'), isForm ? 400 : 401))
  }
  if (type === 'client_credentials') return json(await logIn(parts, request, clientOf(request, members), 'invalid_client', members))
  if (type !== 'password') throw new OAuthError('unsupported_grant_type', 'the grant type must be password, client_credentials or refresh_token')
  const pair = await logIn(parts, request, userCredentials(members, isForm), 'invalid_grant', members, isForm ? 400 : 401)
  return json(isForm ? pair : { token: pair.access_token, ...pair })
}

/** A pair in place of an API key of the provider's. @type {Route} */
export const exchange = async (parts, request) => {
  const { isForm, members } = await readBody(request, parts.settings)
  return json(await logIn(parts, request, { apiKey: credential(members, 'apiKey', 'api_key') }, 'invalid_grant', members, isForm ? 400 : 401))
}

/** The next pair. @type {Route} */
export const refresh = async (parts, request) => {
  const { members } = await readBody(request, parts.settings)
  return json(await renew(parts, textOf(members, 'refreshToken', 'refresh_token'), 401))
}

/** Ends the grant of the token that the request bears. @type {Route} */
export const logOut = async ({ pairs, grants }, request) => {
  await grants.revoke((await grants.live(pairs.readAccess(bearerToken(request)).claims)).id)
  return empty()
}

/** RFC 7009: whoever has the token may end it. @type {Route} */
export const revoke = async (parts, request) => {
  const { pairs, grants, apiTokens } = parts
  const token = textOf((await readBody(request, parts.settings)).members, 'token')
  try {
    if (token.includes('.')) await grants.revoke(readEither(pairs, token).claims.sid)
    else await apiTokens.revoke((await apiTokens.verify(token)).id)
  } catch (error) {
    // A token that is not good any more needs no revocation (§2.2); a store that is down must not look like success.
    if (!(error instanceof TokenError) || error.status === 503) throw error
  }
  // Clients ignore the content (§2.2), if they can read it: some parse every answer as JSON.
  return json({})
}

/**
 * @param {import('../parts.js').Parts} parts
 * @param {Request} request
 * @param {Record<string, any>} credentials
 * @param {'invalid_grant' | 'invalid_client'} word
 * @param {Readonly<Record<string, any>>} members
 * @param {number} [status]
 */
const logIn = async ({ settings, grants, emit }, request, credentials, word, members, status = 401) => {
  const identity = await settings.authenticate(Object.freeze(credentials), request)
  if (!identity) {
    emit('denied', 'grant')
    // One sentence for every reason: it must not tell which user names exist.
    throw new OAuthError(word, 'the credentials are not valid', { status })
  }
  const client = optionalTextOf(credentials, 'client_id')
  // Whoever has a client's secret can log in again: RFC 6749 §4.4.3 wants no refresh token there.
  return grants.begin(identity, { scope: optionalTextOf(members, 'scope'), client, refreshable: word !== 'invalid_client' })
}

/** @type {(parts: import('../parts.js').Parts, token: string, status: number) => Promise<import('../pairs.js').Pair>} */
const renew = async ({ grants }, token, status) => {
  try {
    return await grants.refresh(token)
  } catch (error) {
    // RFC 6749 §5.2 calls it invalid_grant, with 400 for its own form; the code says what it is.
    if (!(error instanceof TokenError) || error.status !== 401) throw error
    throw new OAuthError('invalid_grant', error.message, { status, code: error.code, cause: error })
  }
}

/** RFC 6749 §2.3.1: in the header, or in the body. @param {Request} request @param {Readonly<Record<string, any>>} members */
const clientOf = (request, members) => {
  const [, encoded] = /^basic +([\w+/]+={0,2})$/i.exec(request.headers.get('authorization') ?? '') ?? []
  if (encoded === undefined) return { client_id: textOf(members, 'client_id'), client_secret: textOf(members, 'client_secret') }
  try {
    const pair = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)))
    const [id, ...secret] = pair.split(':')
    return { client_id: formDecoded(id), client_secret: formDecoded(secret.join(':')) }
  } catch {
    throw malformed('the Authorization header is not of the Basic scheme')
  }
}

/** @param {string} text */
const formDecoded = (text) => decodeURIComponent(text.replaceAll('+', ' '))

/** @typedef {import('../routes.js').Route} Route */
