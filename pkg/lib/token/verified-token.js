/**
 * A verified token: plain data, frozen to its depth.
 *
 * @template [C=Claims]
 * @typedef {object} Result
 * @property {Readonly<import('../jws/header.js').Header>} header
 * @property {Readonly<C>} claims
 * @property {number | null} expiresAt `exp`, in seconds since the epoch
 */

/**
 * The registered claims (RFC 7519 §4.1, RFC 8693 §4.2), and whatever else the issuer states.
 *
 * @typedef {Record<string, unknown> & {
 *   iss?: string, sub?: string, aud?: string | string[], exp?: number, nbf?: number, iat?: number, jti?: string,
 *   scope?: string
 * }} Claims
 */

export {}
