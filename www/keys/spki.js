// A public key in its two spellings: JWK (RFC 7517), and PEM around a SubjectPublicKeyInfo (RFC 5280 §4.1).

import { decode, encode } from './base64url.js'
import { MEMBERS } from './thumbprint.js'

// RFC 8410 §4: before the 32 bytes of an Ed25519 key always the same. Not every browser knows these keys.
const ED25519 = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]
const CURVES = ['P-256', 'P-384', 'P-521']
const KINDS = [{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, ...CURVES.map((namedCurve) => ({ name: 'ECDSA', namedCurve }))]

/** The PEM of a public JWK; null if this browser cannot write it. */
export async function pemOf(jwk) {
  try {
    if (jwk.kty !== 'OKP') {
      const kind = jwk.kty === 'RSA' ? KINDS[0] : { name: 'ECDSA', namedCurve: jwk.crv }
      return framed(new Uint8Array(await crypto.subtle.exportKey('spki', await crypto.subtle.importKey('jwk', material(jwk), kind, true, ['verify']))))
    }
    const bytes = decode(jwk.x)
    return jwk.crv === 'Ed25519' && bytes?.length === 32 ? framed([...ED25519, ...bytes]) : null
  } catch {
    return null
  }
}

/** The public JWK of an RSA or EC key in PEM; null if it is neither. */
export async function jwkOf(pem) {
  const [, body] = /^\s*-----BEGIN PUBLIC KEY-----([\w+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(pem) ?? []
  const bytes = body === undefined ? null : decode(body.replace(/\s+/g, ''))
  for (const kind of bytes ? KINDS : []) {
    try {
      return material(await crypto.subtle.exportKey('jwk', await crypto.subtle.importKey('spki', bytes, kind, true, ['verify'])))
    } catch {
      // Another kind, perhaps.
    }
  }
  return null
}

/** What makes the key, and nothing that would restrict it. */
export function material(jwk) {
  return Object.fromEntries((MEMBERS[jwk.kty] ?? []).map((name) => [name, jwk[name]]))
}

function framed(bytes) {
  const lines = btoa(String.fromCharCode(...bytes)).match(/.{1,64}/g)
  return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n')
}
