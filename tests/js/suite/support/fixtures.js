import { KeySet, SigningKey, issue } from 'countersign'

/** The key of RFC 8037 appendix A. */
export const privateJwk = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}
export const thumbprint = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
export const publicJwk = { kty: privateJwk.kty, crv: privateJwk.crv, x: privateJwk.x }

// Functions, since nothing may draw entropy or time while a Worker loads its modules.
export function signingKey(members = {}) {
  return SigningKey.fromJwk({ ...privateJwk, ...members })
}
export function keySet() {
  return new KeySet(publicJwk)
}

/**
 * The key as one that is elsewhere, in runtimes whose WebCrypto may lack Ed25519: it issues the token that it is asked to sign,
 * whose parts must be those of an issuer with these options.
 */
export const signer = {
  kid: thumbprint,
  algorithm: 'EdDSA',
  publicJwk,
  async sign(bytes) {
    const input = new TextDecoder().decode(bytes)
    const [{ kid, alg, typ }, { iss, aud, iat, exp, jti, ...claims }] = input.split('.').map((part) => JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))))
    const expiresIn = exp === undefined ? 'never' : exp - iat
    const token = issue(claims, signingKey({ kid, alg }), { issuer: iss, audience: aud, jwtId: jti, type: typ, expiresIn, now: at(iat) })
    if (!token.startsWith(`${input}.`)) throw new Error(`not this token: ${input}`)
    return Uint8Array.from(atob(token.slice(input.length + 1).replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
  },
}

/** 2026-01-01T00:00:00Z, in seconds. */
export const NOW = 1767225600
export function at(seconds) {
  return () => seconds
}

export const issuer = 'https://auth.example'
export const audience = 'api'
export function policy(members = {}) {
  return { issuer, audience, now: at(NOW), ...members }
}
export function token(claims = {}, options = {}, key = signingKey()) {
  return issue({ sub: 'user-1', ...claims }, key, { issuer, audience, expiresIn: 3600, now: at(NOW), ...options })
}

/** `token` with one character of one part changed into another that spells just as well. */
export function tampered(text, part = 2) {
  const parts = text.split('.')
  parts[part] = (parts[part][0] === 'A' ? 'B' : 'A') + parts[part].slice(1)
  return parts.join('.')
}

/** base64url of `text`'s UTF-8. */
export function encode(text) {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
