// The text of the editor signed as it is: JSON.parse would round its numbers and drop the first of two members.

import { issue } from '../countersign.js'
import { encode } from '../keys/base64url.js'
import { tokensOf } from '../reading/json-text.js'

/** A token over `text`, which must be JSON, but for the white space between its tokens; of the header, `typ` is kept. */
export async function signedText(text, key, typ) {
  const claims = JSON.parse(text)
  const payload = tokensOf(text).map((token) => token.text).join('')
  const bytes = (part) => new TextEncoder().encode(part)
  const header = JSON.stringify({ alg: 'EdDSA', ...(typ === undefined ? {} : { typ }), kid: key.kid })
  const input = `${encode(bytes(header))}.${encode(bytes(payload))}`
  const signer = await signerOf(key)
  if (signer) return `${input}.${encode(new Uint8Array(await crypto.subtle.sign('Ed25519', signer, bytes(input))))}`
  if (JSON.stringify(claims) !== payload) throw new Error('this browser has no Ed25519 of its own, and without it the text would not be signed as it is written')
  return signedByLibrary(claims, key, typ)
}

/** The library signs what it would accept itself, and nothing else; null if this browser cannot sign with such a key. */
async function signerOf(key) {
  try {
    const { kty, crv, x, d } = key.toJwk()
    return await crypto.subtle.importKey('jwk', { kty, crv, x, d }, 'Ed25519', false, ['sign'])
  } catch {
    return null
  }
}

/** What `issue` sets by itself is handed over as its options. */
function signedByLibrary({ iat, exp, nbf, ...claims }, key, type) {
  return issue(claims, key, {
    now: () => iat ?? Math.floor(Date.now() / 1000),
    expiresIn: exp === undefined ? 'never' : exp - iat,
    ...(nbf === undefined ? {} : { notBefore: nbf - iat }),
    ...(type === undefined ? {} : { type }),
  })
}
