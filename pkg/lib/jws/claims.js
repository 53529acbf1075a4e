/**
 * The registered claims (RFC 7519 §4.1, RFC 8693 §4.2), and whatever else the issuer states.
 *
 * @typedef {Record<string, unknown> & {
 *   iss?: string, sub?: string, aud?: string | string[], exp?: number, nbf?: number, iat?: number, jti?: string,
 *   scope?: string
 * }} Claims
 */

export {}
