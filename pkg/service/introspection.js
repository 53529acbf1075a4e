import { TokenError } from 'countersign'
import { subjectClaims } from './access.js'

/**
 * What a token says and whether it is good at this moment (RFC 7662 §2.2): of access, refresh and API tokens alike.
 *
 * A refresh token opens nothing. For an asker that may not see it, it is inactive (§2.2, §4): a resource server that
 * looks at `active` alone would let it in. For one that may, it has neither `scope` nor `token_type`.
 *
 * @param {import('./parts.js').Parts} parts
 * @param {string} token
 * @param {(grant: import('./store/store.js').Grant) => boolean} [seesRefreshToken] whether the asker may see one of this grant
 * @returns {Promise<{ active: boolean } & Record<string, unknown>>}
 */
export async function introspect(parts, token, seesRefreshToken = () => true) {
  try {
    return { active: true, ...(parts.apiTokens.isOne(token) ? await ofApiToken(parts, token) : await ofJwt(parts, token, seesRefreshToken)) }
  } catch (error) {
    // Why a token is not good is not the asker's business (§2.2); an outage is.
    if (error instanceof TokenError && error.status !== 503 && error.status !== 500) return { active: false }
    throw error
  }
}

/** @type {(parts: import('./parts.js').Parts, token: string, seesRefreshToken: (grant: import('./store/store.js').Grant) => boolean) => Promise<Record<string, unknown>>} */
const ofJwt = async ({ reader, grants }, token, seesRefreshToken) => {
  const { claims } = readEither(reader, token)
  const grant = await grants.live(claims)
  const { iss, sub, aud, exp, iat, jti, auth_time, roles, cnf, scope = '' } = claims
  const { client, subjectType = 'user', thumbprint } = grant
  const said = { client_id: client, iss, sub, sub_type: subjectType, aud, exp, iat, jti }
  // RFC 9449 §6.2: the asker has to see the proof.
  if (isAccess(claims)) return { scope, token_type: cnf === undefined ? 'Bearer' : 'DPoP', ...said, ...(cnf !== undefined && { cnf }), ...(roles !== undefined && { roles }), ...(auth_time !== undefined && { auth_time }) }
  if (!seesRefreshToken(grant)) throw new TokenError('ERR_SCOPE_INSUFFICIENT', 'the refresh token belongs to another client')
  // Only the newest can be used.
  if (jti !== grant.jti) throw new TokenError('ERR_TOKEN_REUSED', 'the refresh token was used before')
  return { token_use: 'refresh_token', ...said, ...(thumbprint !== undefined && { cnf: { jkt: thumbprint } }) }
}

/** Every access token names its client (RFC 9068 §2.2). @param {import('./grants/pair-reader.js').GrantClaims} claims */
const isAccess = (claims) => Object.hasOwn(claims, 'client_id')

/** @type {(parts: import('./parts.js').Parts, token: string) => Promise<Record<string, unknown>>} */
const ofApiToken = async ({ apiTokens, settings }, token) => {
  const { id, owner, scope, roles, created, expires } = await apiTokens.verify(token)
  const instants = { iat: Math.floor(created), ...(expires !== undefined && { exp: Math.floor(expires) }) }
  return { scope, ...subjectClaims(owner), ...(roles.length > 0 && { roles }), token_type: 'Bearer', iss: settings.issuer, jti: id, ...instants }
}

/** @param {import('./grants/pair-reader.js').PairReader} reader @param {string} token */
export function readEither(reader, token) {
  try {
    return reader.readAny(token)
  } catch (error) {
    if (!(error instanceof TokenError) || !NOT_THIS_KIND.includes(error.code)) throw error
    return reader.readRefresh(token)
  }
}

const NOT_THIS_KIND = ['ERR_TYPE_MISMATCH', 'ERR_AUDIENCE_MISMATCH']
