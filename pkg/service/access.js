import { bearerToken } from 'countersign'

/**
 * The verified token of a request, in the form that a `Verifier` answers: an access token whose grant is not revoked,
 * or an API token.
 *
 * @param {import('./parts.js').Parts} parts
 * @param {import('countersign').Credentials} credentials
 * @returns {Promise<Access>}
 */
export async function access(parts, credentials) {
  const token = bearerToken(credentials)
  if (parts.apiTokens.isOne(token)) return ofApiToken(await parts.apiTokens.verify(token), parts.settings.issuer)
  const result = parts.pairs.readAccess(token)
  await parts.grants.live(result.claims)
  return { ...result, apiToken: undefined }
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
