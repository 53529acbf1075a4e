// RFC 8037 §2, RFC 8410 §7, RFC 5958: the private keys that a SigningKey is made of.
import { base64url, EC, K1, K2, RSA } from './keys.mjs'

const THUMBPRINT = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
const D = base64url(K1.seed)
const PRIVATE = { kty: 'OKP', crv: 'Ed25519', d: D, x: K1.jwk.x }
const jwk = (changes) => JSON.stringify({ ...PRIVATE, ...changes })
const next = (text) => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1)

const usable = (name, text, more) => ({ name, text, expect: 'valid', kid: THUMBPRINT, algorithm: 'EdDSA', ...more })
const invalid = (name, text) => ({ name, text, expect: 'ERR_KEY_INVALID' })

const pem = (der, label = 'PRIVATE KEY') => `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`
const bytes = (...parts) => Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part)))
const V1 = bytes('302e020100300506032b657004220420', K1.seed)
const V2 = (x) => bytes('3051020101300506032b657004220420', K1.seed, '812100', x)

export const jwks = [
  usable('the key of RFC 8037 appendix A.1', jwk({})),
  usable('a key with a kid of its own', jwk({ kid: 'k1' }), { kid: 'k1' }),
  usable('alg EdDSA', jwk({ alg: 'EdDSA' })),
  usable('alg Ed25519', jwk({ alg: 'Ed25519' }), { algorithm: 'Ed25519' }),
  usable('use sig', jwk({ use: 'sig' })),
  usable('key_ops sign', jwk({ key_ops: ['sign'] })),
  usable('unknown members', jwk({ note: { a: 1 } })),
  invalid('x of another key', jwk({ x: K2.jwk.x })),
  invalid('x with its sign bit flipped', jwk({ x: base64url(bytes(K1.encoding.subarray(0, 31), Buffer.from([K1.encoding[31] ^ 128]))) })),
  invalid('no x', jwk({ x: undefined })),
  invalid('x null', jwk({ x: null })),
  invalid('x of 31 bytes', jwk({ x: base64url(K1.encoding.subarray(0, 31)) })),
  invalid('x with padding', jwk({ x: `${K1.jwk.x}=` })),
  invalid('x with non-zero trailing bits', jwk({ x: next(K1.jwk.x) })),
  invalid('no d: a public key', jwk({ d: undefined })),
  invalid('d null', jwk({ d: null })),
  invalid('d a number', jwk({ d: 1 })),
  invalid('d empty', jwk({ d: '' })),
  invalid('d of 31 bytes', jwk({ d: base64url(K1.seed.subarray(0, 31)) })),
  invalid('d of 33 bytes', jwk({ d: base64url(bytes(K1.seed, '00')) })),
  invalid('d of 64 bytes: seed and public key', jwk({ d: base64url(bytes(K1.seed, K1.encoding)) })),
  invalid('d with padding', jwk({ d: `${D}=` })),
  invalid('d with non-zero trailing bits', jwk({ d: next(D) })),
  invalid('d in hexadecimal', jwk({ d: K1.seed.toString('hex') })),
  invalid('crv X25519', jwk({ crv: 'X25519' })),
  invalid('crv Ed448', jwk({ crv: 'Ed448' })),
  invalid('no crv', jwk({ crv: undefined })),
  invalid('kty EC', jwk({ kty: 'EC' })),
  invalid('no kty', jwk({ kty: undefined })),
  invalid('alg ES256', jwk({ alg: 'ES256' })),
  invalid('alg a number', jwk({ alg: 1 })),
  invalid('use enc', jwk({ use: 'enc' })),
  invalid('key_ops verify', jwk({ key_ops: ['verify'] })),
  invalid('kid a number', jwk({ kid: 1 })),
  invalid('an EC key', JSON.stringify({ ...EC, d: D })),
  invalid('an RSA key', JSON.stringify({ ...RSA, d: D })),
  invalid('a symmetric key', JSON.stringify({ kty: 'oct', k: D })),
  invalid('a JWKS', JSON.stringify({ keys: [PRIVATE] })),
  invalid('a member twice', jwk({}).replace('{', '{"kty":"OKP",')),
  invalid('no object', '[]'),
  invalid('an empty text', ''),
  invalid('trailing garbage', `${jwk({})}x`),
]

export const pems = [
  usable('PKCS#8 version 1 (RFC 8410 §7)', pem(V1)),
  usable('PKCS#8 version 2 with its public key', pem(V2(K1.encoding))),
  usable('lines ended by CR LF', pem(V1).replaceAll('\n', '\r\n')),
  invalid('PKCS#8 version 2 with the public key of another', pem(V2(K2.encoding))),
  invalid('a seed of 31 bytes', pem(bytes('302d020100300506032b65700421041f', K1.seed.subarray(0, 31)))),
  invalid('a truncated structure', pem(V1.subarray(0, 40))),
  invalid('a byte after the structure', pem(bytes(V1, '00'))),
  invalid('X25519', pem(bytes('302e020100300506032b656e04220420', K1.seed))),
  invalid('Ed448 by its identifier', pem(bytes('302e020100300506032b657104220420', K1.seed))),
  invalid('another label', pem(V1, 'RSA PRIVATE KEY')),
  invalid('an encrypted key by its label', pem(V1, 'ENCRYPTED PRIVATE KEY')),
  invalid('a public key', pem(bytes('302a300506032b6570032100', K1.encoding), 'PUBLIC KEY')),
  invalid('labels that differ', pem(V1).replace('END PRIVATE', 'END PUBLIC')),
  invalid('no end', pem(V1).replace(/-----END.*/s, '')),
  invalid('a JWK', jwk({})),
  invalid('an empty text', ''),
  invalid('garbage in the base64', pem(V1).replace('MC4C', 'M*4C')),
]
