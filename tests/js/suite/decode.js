import { decode } from 'countersign'
import rfc8037 from '../../vectors/rfc8037.json' with { type: 'json' }
import { equal, ok, refusal, same } from './support/assert.js'
import { encode, token } from './support/fixtures.js'
import { test } from './support/registry.js'

/** RFC 7515 appendices A.1 and A.2: tokens that other libraries made. */
const hs256 = 'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const rs256 = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw'

const bytes = (text) => new TextEncoder().encode(text)
const unsigned = (header, payload) => `${encode(header)}.${encode(payload)}.AAAA`

test('decode reads tokens of any JWS algorithm, and says that nothing is verified', () => {
  for (const [text, alg, length] of [[hs256, 'HS256', 32], [rs256, 'RS256', 256], [token(), 'EdDSA', 64]]) {
    const decoded = decode(text)
    same(Object.keys(decoded).sort(), ['claims', 'header', 'verified'])
    equal(decoded.verified, false)
    equal(decoded.header.alg, alg)
    equal(decoded.signature.length, length)
    ok(decoded.signature instanceof Uint8Array && decoded.payload instanceof Uint8Array)
  }
  same(decode(rs256).claims, { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true })
})

test('a payload that is no JSON object has bytes but no claims', () => {
  const { claims, payload } = decode(rfc8037.token)
  equal(claims, null)
  same([...payload], [...bytes(rfc8037.payload)])
  for (const text of ['', '[]', '5', 'null', '"x"', 'not json']) {
    equal(decode(unsigned('{"alg":"none"}', text)).claims, null, text)
  }
})

test('an unsigned token decodes: decode answers for nothing', () => {
  const decoded = decode(`${encode('{"alg":"none"}')}.${encode('{"sub":"x"}')}.`)
  equal(decoded.claims.sub, 'x')
  equal(decoded.signature.length, 0)
})

test('decode keeps the rules of spelling and of the header', () => {
  const [header, payload, signature] = hs256.split('.')
  const bad = [`${header}.${payload}`, `${header}.${payload}.${signature}.x`, `${header}=.${payload}.${signature}`, ` ${hs256}`, `${header}.${payload}.${signature}\n`, `${header}.${payload}.A`, '', '.', '..', 'a.b.c.d.e',
    unsigned('[]', '{}'), unsigned('{"alg":"none","alg":"HS256"}', '{}'), unsigned('{"alg":5}', '{}'), unsigned('\ufeff{"alg":"none"}', '{}')]
  for (const text of bad) refusal('ERR_TOKEN_MALFORMED', () => decode(text), text.slice(0, 40))
  for (const value of [undefined, null, 5, {}, [], () => {}, Symbol('s'), new String(hs256)]) refusal('ERR_TOKEN_MALFORMED', () => decode(value))
})

test('decode takes up to 1 MiB', () => {
  equal(decode(unsigned('{"alg":"none"}', JSON.stringify({ x: 'x'.repeat(700_000) }))).claims.x.length, 700_000)
  const error = refusal('ERR_TOKEN_TOO_LARGE', () => decode('x'.repeat(1024 * 1024 + 1)))
  equal(error.message, 'the token has 1048577 characters; 1048576 bytes are allowed')
  refusal('ERR_TOKEN_TOO_LARGE', () => decode('x'.repeat(20_000_000)))
})
