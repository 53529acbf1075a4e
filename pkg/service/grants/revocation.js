import { readEither } from '../introspection.js'

/**
 * Ends a presented token with all that belongs to it: the grant of an access or refresh token, or an API token with the pairs that it
 * was exchanged for. Throws if it is not one of this service's.
 *
 * @param {import('../parts.js').Parts} parts
 * @param {string} token
 * @param {(claims: Record<string, any>) => string | Promise<string>} grantOf the id of the grant; throws unless it may be ended
 */
export async function revoke({ apiTokens, ending, grants, reader }, token, grantOf) {
  if (apiTokens.isOne(token)) await ending.revokeApiToken((await apiTokens.identify(token)).record.id)
  else await grants.revoke(await grantOf(readEither(reader, token).claims))
}
