// One key by itself: a set without any usable key does not say of each why.

import { KeySet } from '../countersign.js'

// A public key whose private half is gone. It makes the set a good one, whatever stands beside it.
const COMPANION = { kty: 'OKP', crv: 'Ed25519', kid: 'companion of the inspector', x: 'MFnTEY9Hd_usNUdZ4ILhgaazGWXMEQ9jwUbSS48K4wk' }

/** Why a JWK cannot check tokens, or null where it can. */
export function reasonAgainst(jwk) {
  try {
    const keys = new KeySet({ keys: [jwk, COMPANION] })
    const reason = keys.skipped[0]?.reason ?? null
    keys.free()
    return reason
  } catch (error) {
    return error.message.replace(/^the key set is refused: /, '')
  }
}

/** The JWKs of a JWKS or a JWK in JSON; none of anything else. */
export function jwksIn(text) {
  try {
    const json = JSON.parse(text)
    return Array.isArray(json?.keys) ? json.keys : typeof json?.kty === 'string' ? [json] : []
  } catch {
    return []
  }
}
