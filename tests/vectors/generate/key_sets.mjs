// RFC 7517, RFC 8037 §2, RFC 9864: which keys of a set are used, which are skipped, which condemn the set.
import { bytes, decode, P, SMALL_ORDER } from './curve.mjs'
import { base64url, EC, K1, K2, K3, MIXED, RSA } from './keys.mjs'

const set = (...keys) => JSON.stringify({ keys })
const usable = (name, text, kids = ['k1'], skipped = []) => ({ name, text, expect: 'valid', kids, skipped })
const invalid = (name, text) => ({ name, text, expect: 'ERR_KEY_SET_INVALID' })
const other = (changes) => ({ ...K2.jwk, kid: 'other', ...changes })
const skipped = (name, changes) => usable(`skipped: ${name}`, set(K1.jwk, other(changes)), ['k1'], ['other'])
const used = (name, changes) => usable(name, set(K1.jwk, other(changes)), ['k1', 'other'])
const X = K2.jwk.x
const next = (x) => x.slice(0, -1) + String.fromCharCode(x.charCodeAt(x.length - 1) + 1)

/** y + p for the y below 19 that are on the curve: the same points as canonical encodings, in a spelling RFC 8032 §5.1.3 refuses. */
const ALIASES = Array.from({ length: 19 }, (_, y) => BigInt(y)).filter((y) => y > 1n && decode(bytes(y)))
const spki = (der) => `-----BEGIN PUBLIC KEY-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----\n`
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex')

export const keySets = [
  usable('a JWKS with one key', set(K1.jwk)),
  usable('a JWKS with three keys', set(K1.jwk, K2.jwk, K3.jwk), ['k1', 'k2', 'k3']),
  usable('a JWK', JSON.stringify(K1.jwk)),
  usable('a JWKS with unknown members', JSON.stringify({ keys: [{ ...K1.jwk, note: { a: [1] } }], version: 2 })),
  usable('white space around', ` \r\n\t${set(K1.jwk)}\n`),
  usable('a SubjectPublicKeyInfo in PEM', spki(Buffer.concat([ED25519_SPKI, K1.encoding])), ['kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k']),
  usable('a key without a kid goes by its thumbprint', set({ ...K1.jwk, kid: undefined }), ['kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k']),
  usable('a key with torsion, which no one can tell cheaply', set(MIXED.jwk), ['mixed']),
  used('alg EdDSA', { alg: 'EdDSA' }),
  used('alg Ed25519', { alg: 'Ed25519' }),
  used('use sig', { use: 'sig' }),
  used('key_ops verify', { key_ops: ['verify'] }),
  used('key_ops sign and verify', { key_ops: ['sign', 'verify'] }),
  used('certificate members, which nobody reads', { x5c: ['AAAA'], x5t: 'AAAA', x5u: 'https://evil.example/' }),
  usable('skipped: an EC key', set(EC, K1.jwk), ['k1'], ['ec1']),
  usable('skipped: an RSA key', set(K1.jwk, RSA), ['k1'], ['2011-04-29']),
  usable('skipped: an RSA key without a kid', set(K1.jwk, { ...RSA, kid: undefined }), ['k1'], [null]),
  skipped('crv X25519', { crv: 'X25519' }),
  skipped('crv Ed448', { crv: 'Ed448' }),
  skipped('crv in lower case', { crv: 'ed25519' }),
  skipped('no crv', { crv: undefined }),
  skipped('crv a number', { crv: 1 }),
  skipped('an unknown kty', { kty: 'AKP' }),
  skipped('kty in lower case', { kty: 'okp' }),
  skipped('no kty', { kty: undefined }),
  skipped('kty EC with crv Ed25519', { kty: 'EC' }),
  skipped('use enc', { use: 'enc' }),
  skipped('use a number', { use: 1 }),
  skipped('use null', { use: null }),
  skipped('key_ops sign', { key_ops: ['sign'] }),
  skipped('key_ops empty', { key_ops: [] }),
  skipped('key_ops a string', { key_ops: 'verify' }),
  skipped('key_ops with a number', { key_ops: ['verify', 1] }),
  ...['Ed448', 'ES256', 'HS256', 'none', 'eddsa', 'ed25519', '', 1, null].map((alg) => skipped(`alg ${JSON.stringify(alg)}`, { alg })),
  skipped('no x', { x: undefined }),
  skipped('x a number', { x: 1 }),
  skipped('x empty', { x: '' }),
  skipped('x of 31 bytes', { x: base64url(K2.encoding.subarray(0, 31)) }),
  skipped('x of 33 bytes', { x: base64url(Buffer.concat([K2.encoding, Buffer.alloc(1)])) }),
  skipped('x with padding', { x: `${X}=` }),
  skipped('x with non-zero trailing bits', { x: next(X) }),
  skipped('x with a space', { x: `${X} ` }),
  skipped('x in the standard alphabet', { x: Buffer.from(K3.encoding).toString('base64').replace(/=/g, '') }),
  skipped('x in hexadecimal', { x: Buffer.from(K2.encoding).toString('hex') }),
  skipped('x that is no point', { x: base64url(bytes(2n)) }),
  ...SMALL_ORDER.map(({ name, encoding }) => skipped(`x of ${name}`, { x: base64url(encoding) })),
  ...ALIASES.map((y) => skipped(`x of y = ${y} written as y + p`, { x: base64url(bytes(y + P)) })),
  usable('skipped: kid a number', set(K1.jwk, { ...K2.jwk, kid: 1 }), ['k1'], [null]),
  usable('skipped: kid null', set(K1.jwk, { ...K2.jwk, kid: null }), ['k1'], [null]),
  usable('one kid, one of the two keys of another algorithm', set(K1.jwk, { ...EC, kid: 'k1' }), ['k1'], ['k1']),
  usable('one kid for two keys that are both skipped', set(K1.jwk, EC, EC), ['k1'], ['ec1', 'ec1']),
  invalid('one kid for two usable keys', set(K1.jwk, { ...K2.jwk, kid: 'k1' })),
  invalid('one key twice', set(K1.jwk, K1.jwk)),
  invalid('one key twice without a kid', set({ ...K1.jwk, kid: undefined }, { ...K1.jwk, kid: undefined })),
  invalid('a private Ed25519 key', set(K1.jwk, { ...K2.jwk, d: base64url(K2.seed) })),
  invalid('a private Ed25519 key alone', JSON.stringify({ ...K1.jwk, d: base64url(K1.seed) })),
  invalid('a d in a key that is skipped', set(K1.jwk, { ...EC, d: 'AAAA' })),
  invalid('a d in an RSA key', set(K1.jwk, { ...RSA, d: 'AAAA' })),
  invalid('a d that is null', set(K1.jwk, other({ d: null }))),
  invalid('a d under an escape', set(K1.jwk, K2.jwk).replace('"kid":"k2"', String.raw`"kid":"k2","\u0064":"AAAA"`)),
  invalid('a symmetric key', set(K1.jwk, { kty: 'oct', k: 'AAAA', kid: 'hs' })),
  invalid('a k in a key that is usable', set(K1.jwk, other({ k: 'AAAA' }))),
  invalid('no keys', set()),
  invalid('only keys of other algorithms', set(EC, RSA)),
  invalid('only a small-order key', set({ ...K1.jwk, x: base64url(bytes(1n)) })),
  invalid('an empty text', ''),
  invalid('an empty object', '{}'),
  invalid('an array of keys', JSON.stringify([K1.jwk])),
  invalid('a string', '"x"'),
  invalid('null', 'null'),
  invalid('keys an object', JSON.stringify({ keys: { k1: K1.jwk } })),
  invalid('keys null', '{"keys":null}'),
  invalid('keys of strings', '{"keys":["x"]}'),
  invalid('a key that is null', '{"keys":[null]}'),
  invalid('a member twice in a key', set(K1.jwk).replace('"kid":"k1"', '"kid":"k1","kid":"k2"')),
  invalid('keys twice', set(K1.jwk).replace('{"keys"', '{"keys":[],"keys"')),
  invalid('trailing garbage', `${set(K1.jwk)}x`),
  invalid('a byte order mark', `\ufeff${set(K1.jwk)}`),
  invalid('a truncated text', set(K1.jwk).slice(0, -2)),
  invalid('a depth of 2000', `{"keys":[],"x":${'['.repeat(2000)}`),
  invalid('a token', 'eyJhbGciOiJFZERTQSJ9.e30.AAAA'),
  invalid('a SubjectPublicKeyInfo of X25519', spki(Buffer.concat([X25519_SPKI, K1.encoding]))),
  invalid('a SubjectPublicKeyInfo of a small-order point', spki(Buffer.concat([ED25519_SPKI, bytes(1n)]))),
  invalid('a truncated SubjectPublicKeyInfo', spki(Buffer.concat([ED25519_SPKI, K1.encoding.subarray(0, 31)]))),
  invalid('a private key in PEM', `-----BEGIN PRIVATE KEY-----\n${Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), K1.seed]).toString('base64')}\n-----END PRIVATE KEY-----\n`),
]
