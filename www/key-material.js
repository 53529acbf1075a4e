// Whatever people have at hand as "the key": JWKS, JWK or PEM, public or, by accident, private.

import { KeySet, SigningKey } from './countersign.js'

const PRIVATE = 'That was a private key. Only its public half is kept and used here; if it is more than a toy, replace it at its issuer.'

/** A set of 1,000 keys has less; a field with more would freeze the page. */
export const LONGEST_SET = 262144

/** `{ keys, text, notes, error }`: the key set of `text` (undefined: none), the text to keep showing, and what to tell. Never throws. */
export function keyMaterial(text) {
  if (text.length > LONGEST_SET) return { keys: undefined, text: '', notes: [], error: { code: 'ERR_KEY_SET_INVALID', message: 'far too long for a key set' } }
  if (text.trim() === '') return { keys: undefined, text, notes: [] }
  try {
    const kept = publicHalf(text.trim())
    const keys = new KeySet(kept ?? text.trim())
    const notes = [kept ? PRIVATE : null, `${count(keys.kids.length, 'usable key')}.`, ...keys.skipped.map(skipped)]
    return { keys, text: kept ?? text, notes: notes.filter(Boolean) }
  } catch (error) {
    return { keys: undefined, text, notes: [], error }
  }
}

/** The public half of private key material as JWKS text, or null where there is nothing private. */
function publicHalf(text) {
  if (/-----BEGIN PRIVATE KEY-----/.test(text)) return publicText([SigningKey.fromPem(text)])
  const json = parsed(text)
  const members = Array.isArray(json?.keys) ? json.keys : [json]
  if (!members.some((member) => typeof member?.d === 'string')) return null
  return JSON.stringify({ keys: members.map((member) => (typeof member?.d === 'string' ? publicJwk(member) : member)) })
}

function publicJwk(jwk) {
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return publicOf(SigningKey.fromJwk(jwk))
  // Of a key that is not ours, only the name stays: it is enough to list it as skipped.
  return { kty: jwk.kty, crv: jwk.crv, kid: jwk.kid, alg: jwk.alg }
}

function publicText(keys) {
  return JSON.stringify({ keys: keys.map(publicOf) })
}

function publicOf(key) {
  const jwk = key.toPublicJwk()
  key.free()
  return jwk
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function skipped({ kid, reason }) {
  return `Skipped ${kid === null ? 'a key without kid' : `the key ${kid}`}: ${reason}.`
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
