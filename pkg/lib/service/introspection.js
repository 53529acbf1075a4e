import { TokenError } from 'countersign'
import { subjectClaims } from './access.js'

/**
 * What a token says and whether it is good at this moment (RFC 7662 §2.2): of access, refresh and API tokens alike.
 *
 * @param {import('./parts.js').Parts} parts
 * @param {string} token
 * @returns {Promise<{ active: boolean } & Record<string, unknown>>}
 */
export const introspect = async (parts, token) => {
  try {
    return { active: true, ...(token.includes('.') ? await ofJwt(parts, token) : await ofApiToken(parts, token)) }
  } catch (error) {
    // Why it is not good is none of the asker's business (§2.2); that nobody can tell is.
    if (error instanceof TokenError && error.status !== 503 && error.status !== 500) return { active: false }
    throw error
  }
}

/** @type {(parts: import('./parts.js').Parts, token: string) => Promise<Record<string, unknown>>} */
const ofJwt = async ({ pairs, grants }, token) => {
  const { claims } = readEither(pairs, token)
  const grant = await grants.live(claims)
  // Only the newest refresh token can be used.
  if (!('client_id' in claims) && claims.jti !== grant.jti) return inactive()
  const { iss, sub, aud, exp, iat, jti, scope } = claims
  const { client, subjectType = 'user' } = grant
  return { scope: scope ?? grant.scope, client_id: client, token_type: 'Bearer', iss, sub, sub_type: subjectType, aud, exp, iat, jti }
}

/** @type {(parts: import('./parts.js').Parts, token: string) => Promise<Record<string, unknown>>} */
const ofApiToken = async ({ apiTokens, settings }, token) => {
  const { id, owner, scope, created, expires } = await apiTokens.verify(token)
  const instants = { iat: Math.floor(created), ...(expires !== undefined && { exp: Math.floor(expires) }) }
  return { scope, ...subjectClaims(owner), token_type: 'Bearer', iss: settings.issuer, jti: id, ...instants }
}

/** @param {import('./pairs.js').Pairs} pairs @param {string} token */
export const readEither = (pairs, token) => {
  try {
    return pairs.readAccess(token)
  } catch (error) {
    if (!(error instanceof TokenError) || !NOT_THIS_KIND.includes(error.code)) throw error
    return pairs.readRefresh(token)
  }
}

const inactive = () => {
  throw new TokenError('ERR_TOKEN_REUSED', 'the refresh token was used before')
}

const NOT_THIS_KIND = ['ERR_TYPE_MISMATCH', 'ERR_AUDIENCE_MISMATCH', 'ERR_SCOPE_INSUFFICIENT']
