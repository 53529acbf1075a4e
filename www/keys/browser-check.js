// Signatures of algorithms that countersign does not verify, checked by the browser itself: never part of the verdict.

import { byId } from '../page/element.js'
import { plain } from '../reading/visible.js'
import { decode } from './base64url.js'
import { givenKeys } from './given-keys.js'
import { material } from './spki.js'

/** What the first two letters of `alg` ask for (RFC 7518 §3.3–3.5). */
const KINDS = { RS: ['RSA', 'RSASSA-PKCS1-v1_5'], PS: ['RSA', 'RSA-PSS'], ES: ['EC', 'ECDSA'] }
const CURVES = { 256: 'P-256', 384: 'P-384', 512: 'P-521' }

/** Whether the browser could check a token that says `alg`. */
export function isBrowsers(alg) {
  return typeof alg === 'string' && /^(?:RS|PS|ES)(?:256|384|512)$/.test(alg)
}

let asked = ''

/** Says below the verdict what the browser finds of the signature of `token`, with the keys of `text`. */
export async function showBrowserCheck(inspection, token, text) {
  const applies = inspection?.verdict.code === 'ERR_ALGORITHM_NOT_ALLOWED' && isBrowsers(inspection.header?.alg) && text.trim() !== ''
  const question = applies ? `${token}\n${text}` : ''
  if (question === asked) return settle()
  asked = question
  const answer = applies ? await answerOf(inspection.header, token, await givenKeys(text)) : { text: '' }
  // Another question may have come meanwhile.
  if (question !== asked) return
  byId('browser-check').dataset.holds = String(answer.holds ?? '')
  byId('browser-check').textContent = answer.text
  settle()
}

/** Other keys would tell no more once a signature holds. */
function settle() {
  if (byId('browser-check').dataset.holds === 'true') byId('giving').hidden = true
}

async function answerOf(header, token, keys) {
  const { alg, kid, crit } = header
  if (crit !== undefined) return { text: 'This browser has not checked the signature: crit demands more than it can do.' }
  if (!globalThis.crypto?.subtle) return { text: 'This browser checks signatures only on a page from https or localhost.' }
  const fitting = keys.filter((jwk) => fits(jwk, alg))
  const named = typeof kid === 'string' ? fitting.filter((jwk) => jwk.kid === kid) : fitting
  const candidates = named.length === 0 && fitting.length === 1 && fitting[0].kid === undefined ? fitting : named
  if (candidates.length !== 1) return { text: `This browser can check ${alg}, if you give ${candidates.length > 1 ? 'only the one right key' : `the issuer’s ${KINDS[alg.slice(0, 2)][0]} key${typeof kid === 'string' ? ` “${plain(kid)}”` : ''}`}.` }
  const [jwk] = candidates
  const bits = jwk.kty === 'RSA' ? bitsOf(jwk.n) : Infinity
  if (bits < 2048) return { text: `This browser has not checked the signature: its key has ${bits} bits, and ${alg} needs at least 2048 (RFC 7518 §3.3).` }
  const holds = await verified(jwk, alg, token)
  if (holds === null) return { text: 'This browser cannot use the key that was given.' }
  const by = `by this browser (${alg}${jwk.kid === undefined ? '' : `, key “${plain(String(jwk.kid))}”`})`
  return { holds, text: holds ? `✓ Signature holds, ${by}. That is all it says: claims and times are not checked.` : `✕ Signature does not hold, ${by}.` }
}

function fits(jwk, alg) {
  if (jwk.kty !== KINDS[alg.slice(0, 2)][0] || (jwk.alg !== undefined && jwk.alg !== alg) || (jwk.use !== undefined && jwk.use !== 'sig')) return false
  return jwk.kty === 'RSA' ? typeof jwk.n === 'string' : jwk.crv === CURVES[alg.slice(2)]
}

function bitsOf(n) {
  const bytes = decode(n) ?? []
  const first = bytes.findIndex((byte) => byte !== 0)
  return first < 0 ? 0 : (bytes.length - first) * 8 - Math.clz32(bytes[first]) + 24
}

/** null where the browser takes no such key. */
async function verified(jwk, alg, token) {
  const [header, payload, signature] = token.split('.')
  const [, name] = KINDS[alg.slice(0, 2)]
  const how = { name, hash: `SHA-${alg.slice(2)}`, namedCurve: jwk.crv, saltLength: alg.slice(2) / 8 }
  try {
    const key = await crypto.subtle.importKey('jwk', material(jwk), how, false, ['verify'])
    return await crypto.subtle.verify(how, key, decode(signature), new TextEncoder().encode(`${header}.${payload}`))
  } catch {
    return null
  }
}
