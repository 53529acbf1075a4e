import { TokenError, bearerToken } from 'countersign'

/**
 * The verified token of a request, in the form that a `Verifier` answers: an access token whose grant is not revoked,
 * or an API token.
 *
 * @param {import('./parts.js').Parts} parts
 * @param {import('countersign').Credentials} credentials
 * @returns {Promise<Access>}
 */
export async function access(parts, credentials) {
  const apiToken = apiTokenOf(parts, credentials)
  if (apiToken !== undefined) return ofApiToken(await parts.apiTokens.verify(apiToken), parts.settings.issuer)
  const result = await parts.reader.access(credentials)
  await parts.grants.live(result.claims)
  return { ...result, apiToken: undefined }
}

/** The API token that a request bears; undefined for any other credentials. @param {import('./parts.js').Parts} parts @param {import('countersign').Credentials} credentials */
export function apiTokenOf(parts, credentials) {
  try {
    const token = bearerToken(credentials)
    return parts.apiTokens.isOne(token) ? token : undefined
  } catch (error) {
    // Perhaps they are of the scheme DPoP, by which no API token comes.
    if (error instanceof TokenError && error.code === 'ERR_CREDENTIALS_MISSING') return undefined
    throw error
  }
}

/** @type {(record: import('./api-tokens/verified.js').VerifiedApiToken, issuer: string) => Access} */
const ofApiToken = (record, issuer) => {
  const { id, owner, scope, roles, created, expires } = record
  const claims = Object.freeze({ iss: issuer, ...subjectClaims(owner), scope, ...(roles.length > 0 && { roles }), jti: id, iat: Math.floor(created) })
  const header = /** @type {Readonly<import('countersign').Header>} */ (Object.freeze({}))
  return { header, claims, expiresAt: expires ?? null, apiToken: record }
}

/**
 * Whom an API token speaks for, in claims and introspection. A user's token was not issued to any client; an
 * application's subject is its client (RFC 9068 §2.2).
 *
 * @param {import('./store/store.js').Owner} owner
 */
export function subjectClaims({ type, id }) {
  return { sub: id, sub_type: type, ...(type === 'application' && { client_id: id }) }
}

/**
 * As of a `Verifier`; the header of an API token is empty, and `apiToken` is its record.
 *
 * @typedef {import('countersign').VerifiedToken & { apiToken: import('./api-tokens/verified.js').VerifiedApiToken | undefined }} Access
 */
