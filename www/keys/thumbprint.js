// What a key is called by what it is (RFC 7638).

import { encode } from './base64url.js'

/** The members that make a key, in the order in which they are hashed. */
export const MEMBERS = { OKP: ['crv', 'kty', 'x'], EC: ['crv', 'kty', 'x', 'y'], RSA: ['e', 'kty', 'n'] }

/** The thumbprint of a public JWK; null if its kind has none here, or this browser cannot hash. */
export async function thumbprintOf(jwk) {
  const names = Object.hasOwn(MEMBERS, jwk.kty) ? MEMBERS[jwk.kty] : null
  if (names === null || names.some((name) => typeof jwk[name] !== 'string') || !globalThis.crypto?.subtle) return null
  const text = JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]])))
  return encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
}
