// The fixed keys of the vectors. They are published with the RFCs: never use them for anything else.
import { createPrivateKey, sign } from 'node:crypto'
import { add, BASE, encode, expand, multiply, TORSION } from './curve.mjs'

export function base64url(data) {
  return Buffer.from(data).toString('base64url')
}

function key(kid, seed) {
  const { scalar, prefix } = expand(seed)
  const point = multiply(scalar, BASE)
  const encoding = encode(point)
  const jwk = { kty: 'OKP', crv: 'Ed25519', kid, x: base64url(encoding) }
  const handle = createPrivateKey({ key: { ...jwk, d: base64url(seed) }, format: 'jwk' })
  return { kid, seed, scalar, prefix, point, encoding, jwk, sign: (message) => sign(null, Buffer.from(message), handle) }
}

/** RFC 8037 appendix A.1, RFC 8032 §7.1 TEST 2 and TEST 3. */
export const K1 = key('k1', Buffer.from('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'base64url'))
export const K2 = key('k2', Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex'))
export const K3 = key('k3', Buffer.from('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7', 'hex'))

/** RFC 7517 appendix A.1 and RFC 7638 §3.1: keys of other algorithms. */
export const EC = {
  kty: 'EC', crv: 'P-256', x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4', y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM', kid: 'ec1',
}
export const RSA = {
  kty: 'RSA',
  n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB', alg: 'RS256', kid: '2011-04-29',
}

/** A = a B + T with T of order 8: an encoding that every implementation accepts, of no honestly made key. */
export const MIXED = (() => {
  const encoding = encode(add(K3.point, TORSION[1]))
  return { kid: 'mixed', scalar: K3.scalar, encoding, jwk: { kty: 'OKP', crv: 'Ed25519', kid: 'mixed', x: base64url(encoding) } }
})()
