// Whatever people have at hand as "the key": JWKS, JWK or PEM, public or, by accident, private.

import { KeySet, SigningKey } from '../countersign.js'
import { plain } from '../reading/visible.js'
import { jwksIn, reasonAgainst } from './one-key.js'
import { secretIn, unknownIn } from './secret.js'

const PRIVATE = 'That was a private key. Only its public half is kept and used here; if it is more than a toy, replace it at its issuer.'

/** A set of 1,000 keys has less; a field with more would freeze the page. */
export const LONGEST_SET = 262_144

/**
 * What `text` is good for: `keys`, the key set (undefined: none); `text`, what the field keeps showing; `remember`, the accepted public
 * keys as a JWKS; `notes`, `warning` and `error` for the reader. `whole` where the text was pasted or dropped rather than typed.
 * Never throws.
 */
export function keyMaterial(text, { whole = true } = {}) {
  if (text.length > LONGEST_SET) return refused('', { error: { code: 'ERR_KEY_SET_INVALID', message: 'far too long for a key set' } })
  if (text.trim() === '') return { keys: undefined, text, remember: '', notes: [] }
  try {
    const kept = publicHalf(text.trim())
    const secret = secretIn(kept ?? text)
    if (secret !== null) return removed(secret)
    const keys = new KeySet(kept ?? text.trim())
    const notes = [`${count(keys.kids.length, 'usable key')}.`, ...keys.skipped.map(skipped)]
    return { keys, text: kept ?? text, remember: JSON.stringify(keys.toJwks()), warning: kept ? PRIVATE : '', notes }
  } catch (error) {
    const secret = secretIn(text) ?? (whole || text.length >= 8 ? unknownIn(text) : null)
    return secret === null ? refused(text, { error: { code: error.code, message: [error.message, ...reasons(text)].join(': ') } }) : removed(secret)
  }
}

const refused = (text, why) => ({ keys: undefined, text, remember: '', notes: FOREIGN.test(text) ? [APART] : [], ...why })
const FOREIGN = /^\s*-----BEGIN PUBLIC KEY-----|"kty"\s*:\s*"(?:RSA|EC)"/
const APART = 'An RSA or EC key can still check RS, PS and ES signatures in this browser, apart from the verdict.'

/** Of a set without a usable key, why the first is none. */
function reasons(text) {
  const [jwk] = jwksIn(text)
  return jwk === undefined ? [] : [reasonAgainst(jwk)].filter((reason) => reason !== null)
}

function removed(secret) {
  const warning = secret === 'a token'
    ? 'That was a token. It was removed from here and is not kept: tokens go into the field above, and this one is for the issuer’s public keys.'
    : `That was ${secret}. It was removed from the field and is not kept. Paste the issuer’s public key instead.`
  return refused('', { warning })
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
  return `Skipped ${kid === null ? 'a key without kid' : `the key ${plain(kid)}`}: ${reason}.`
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
