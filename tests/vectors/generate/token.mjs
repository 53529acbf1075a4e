// Tokens signed as they are written, however they are written: only the named defect can be the cause of a refusal.
import { base64url, EC, K1, K2, MIXED } from './keys.mjs'

export const NOW = 1767225600
export const ISSUER = 'https://auth.example'

/** The head that the token files share: the keys, the policy and the instant of a case that does not name its own. */
export const HEAD = {
  now: NOW,
  policy: { issuer: ISSUER, audience: 'api' },
  keys: { keys: [K1.jwk, K2.jwk, MIXED.jwk, EC] },
}

export const HEADER = { alg: 'EdDSA', typ: 'JWT', kid: 'k1' }
export const CLAIMS = { iss: ISSUER, aud: 'api', sub: 'user-1', iat: NOW - 60, exp: NOW + 3600 }

/** JSON text of an object with `extra` members, written literally, at its end. An undefined member is left out. */
export function text(object, extra) {
  const json = JSON.stringify(object)
  return extra === undefined ? json : `${json.slice(0, -1)},${extra}}`
}

/** The token of two parts spelled as given. */
export function spelled(header, payload, key = K1) {
  const input = `${header}.${payload}`
  return `${input}.${base64url(key.sign(input))}`
}

/** The token of the given header and payload: objects, JSON text or bytes. */
export function token(header = HEADER, payload = CLAIMS, key = K1) {
  return spelled(part(header), part(payload), key)
}

const part = (value) => base64url(typeof value === 'string' || ArrayBuffer.isView(value) ? value : JSON.stringify(value))

/** The token with some header parameters or claims changed; undefined leaves one out. */
export function headed(changes, key) {
  return token({ ...HEADER, ...changes }, CLAIMS, key)
}
export function claimed(changes, key) {
  return token(HEADER, { ...CLAIMS, ...changes }, key)
}

/** The token with members written literally at the end of its header or payload. */
export function headerText(extra) {
  return token(text(HEADER, extra))
}
export function claimsText(extra) {
  return token(HEADER, text(CLAIMS, extra))
}

export function valid(name, token, more) {
  return { name, token, expect: 'valid', ...more }
}
export function refused(code) {
  return (name, token, more) => ({ name, token, expect: `ERR_${code}`, ...more })
}
