// What decode reads of a JWS of any algorithm. It verifies nothing, so signatures of the right length will do.
import { base64url } from './keys.mjs'
import { claimsText, headed, headerText, token } from './token.mjs'

/** RFC 7515 appendix A.1 and A.5, copied by hand. */
const JOE = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ'
const HS256 = `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${JOE}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`
const UNSECURED = `eyJhbGciOiJub25lIn0.${JOE}.`
const JOE_CLAIMS = { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true }

const read = (name, token, header, claims) => {
  const [, payload, signature] = token.split('.')
  return { name, token, expect: 'valid', header, claims, payload, signature }
}
const made = (alg, length, payload, header = {}) =>
  [JSON.stringify({ alg, ...header }), payload, Buffer.alloc(length, 7)].map(base64url).join('.')
const other = (alg, length) => read(alg, made(alg, length, '{"sub":"x"}'), { alg }, { sub: 'x' })
const words = (name, payload) => read(name, made('EdDSA', 64, payload), { alg: 'EdDSA' }, null)
const malformed = (name, token) => ({ name, token, expect: 'ERR_TOKEN_MALFORMED' })

export const decoded = [
  read('HS256, RFC 7515 appendix A.1', HS256, { typ: 'JWT', alg: 'HS256' }, JOE_CLAIMS),
  read('an unsecured JWS, RFC 7515 appendix A.5', UNSECURED, { alg: 'none' }, JOE_CLAIMS),
  ...[['HS512', 64], ['RS256', 256], ['PS384', 384], ['ES256', 64], ['ES256K', 64], ['ES512', 132], ['EdDSA', 114], ['ML-DSA-44', 2420]].map((row) => other(...row)),
  read('crit and b64, which only a verifier refuses', made('EdDSA', 64, '{}', { crit: ['b64'], b64: false }), { alg: 'EdDSA', crit: ['b64'], b64: false }, {}),
  read('claims of wrong types', made('EdDSA', 64, '{"exp":"x","aud":1}'), { alg: 'EdDSA' }, { exp: 'x', aud: 1 }),
  words('a payload of words', 'Example of Ed25519 signing'),
  words('an empty payload', ''),
  words('a payload that is an array', '[1]'),
  words('a payload that is a string', '"x"'),
  words('a payload that is null', 'null'),
  words('a payload that is no UTF-8', Buffer.from([0xff, 0xfe, 0])),
  malformed('no characters at all', ''),
  malformed('a JWE', 'eyJhbGciOiJSU0EtT0FFUCJ9.AAAA.AAAA.AAAA.AAAA'),
  malformed('a header without alg', made(undefined, 64, '{}')),
  malformed('an alg that is no string', made(1, 64, '{}')),
  malformed('a kid that is no string', headed({ kid: 1 })),
  malformed('a typ that is no string', headed({ typ: null })),
  malformed('a claim twice', claimsText('"sub":"admin"')),
  malformed('alg twice', headerText('"alg":"none"')),
  malformed('a header that is an array', token('[]')),
  malformed('padding', `${HS256}=`),
  malformed('white space after the token', `${HS256}\n`),
  malformed('a payload that is not base64url', 'eyJhbGciOiJub25lIn0.?.'),
]
