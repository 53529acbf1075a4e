// The keys in the field for keys, whatever can be done with them.

import { KeySet } from '../countersign.js'
import { jwksIn, reasonAgainst } from '../judging/one-key.js'
import { byId } from '../page/element.js'
import { keyRow } from './key-row.js'
import { jwkOf } from './spki.js'

const MOST = 50
let shown = ''

/** The public keys of `text` as JWKs, of any kind: a JWKS, a JWK or PEM. */
export async function givenKeys(text) {
  if (!text.trimStart().startsWith('-----BEGIN PUBLIC KEY-----')) return jwksIn(text).filter((jwk) => typeof jwk === 'object' && jwk !== null)
  const jwk = await jwkOf(text)
  return jwk === null ? ed25519Of(text.trim()) : [jwk]
}

/** The one Ed25519 key of a PEM, or none. */
export function ed25519Of(pem) {
  try {
    return new KeySet(pem).toJwks().keys
  } catch {
    return []
  }
}

/** Describes the keys of `text` below the field. */
export async function showGivenKeys(text) {
  if (text === shown) return
  shown = text
  const keys = (await givenKeys(text)).slice(0, MOST)
  if (text !== shown) return
  byId('given-keys').hidden = keys.length === 0
  byId('given-keys-list').replaceChildren(...keys.map((jwk) => keyRow({ jwk, reason: reasonAgainst(jwk) })))
}

/** Leads to the field for keys, in its open panel. */
export function serveGiveKeys() {
  byId('give-keys').addEventListener('click', () => {
    byId('expectations').open = true
    byId('keys').focus()
    byId('keys').scrollIntoView({ block: 'center' })
  })
}
