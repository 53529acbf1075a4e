/**
 * A verified token in the words of the Model Context Protocol's SDK.
 *
 * @param {import('countersign').VerifiedToken} verified
 * @param {string} token
 * @param {string} [resource] what the server is called
 * @returns {AuthInfo}
 */
export function authInfoOf({ claims, expiresAt }, token, resource) {
  const scope = textOf(claims, 'scope')
  return {
    token,
    // Never the subject: a user who may choose its name could pass for a client.
    clientId: textOf(claims, 'client_id') ?? textOf(claims, 'azp') ?? '',
    scopes: scope === undefined ? [] : scope.split(' ').filter((each) => each !== ''),
    ...(expiresAt !== null && { expiresAt }),
    ...(resource !== undefined && [claims.aud].flat().includes(resource) && { resource: new URL(resource) }),
    extra: { ...claims },
  }
}

/** Own claims alone: what pollutes Object.prototype grants nothing. @param {Record<string, any>} claims @param {string} name @returns {string | undefined} */
const textOf = (claims, name) => (Object.hasOwn(claims, name) && typeof claims[name] === 'string' ? claims[name] : undefined)

/**
 * What the SDK calls `AuthInfo`.
 *
 * @typedef {object} AuthInfo
 * @property {string} token
 * @property {string} clientId `client_id` or `azp`; empty if the token names no client
 * @property {string[]} scopes
 * @property {number} [expiresAt] in seconds since the epoch
 * @property {URL} [resource] what the server is called, if the token has it among its audiences
 * @property {string} [resourceMetadataUrl] of the server: version 2 of the SDK names it in its own challenges
 * @property {Record<string, unknown>} extra all claims
 */
