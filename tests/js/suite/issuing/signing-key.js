import { KeySet, SigningKey, issue, verify } from 'countersign'
import { equal, ok, optionRefusal, refusal, same } from '../support/assert.js'
import { policy, privateJwk, publicJwk, signingKey, thumbprint, token } from '../support/fixtures.js'
import { test } from '../support/registry.js'

test('a generated key signs tokens that its own set accepts', () => {
  const key = SigningKey.generate()
  equal(verify(token({}, {}, key), new KeySet(key), policy()).claims.sub, 'user-1')
})

test('two generated keys differ', () => {
  ok(SigningKey.generate().kid !== SigningKey.generate().kid)
})

test('a generated key names the algorithm that was chosen, in tokens and JWKs', () => {
  equal(SigningKey.generate().algorithm, 'EdDSA')
  const key = SigningKey.generate({ algorithm: 'Ed25519' })
  same([key.algorithm, key.toJwk().alg, key.toPublicJwk().alg], ['Ed25519', 'Ed25519', 'Ed25519'])
  const { header, claims } = verify(token({}, {}, key), new KeySet(key), policy())
  same([header.alg, claims.sub], ['Ed25519', 'user-1'])
  for (const algorithm of ['RS256', 'ed25519', null]) optionRefusal('algorithm', () => SigningKey.generate({ algorithm }))
  optionRefusal('kid', () => SigningKey.generate({ kid: 'x' }))
  optionRefusal('options', () => SigningKey.generate('Ed25519'))
})

test("a key's kid is its RFC 7638 thumbprint unless its JWK says otherwise", () => {
  equal(signingKey().kid, thumbprint)
  equal(signingKey({ kid: 'k1' }).kid, 'k1')
})

test('a key takes its JWK as an object or as text', () => {
  equal(SigningKey.fromJwk(JSON.stringify(privateJwk)).kid, thumbprint)
  equal(SigningKey.fromJwk(Object.assign(Object.create(null), privateJwk)).kid, thumbprint)
})

test('a key goes out as a JWK and comes back the same', () => {
  const key = signingKey({ kid: 'k1' })
  same(SigningKey.fromJwk(key.toJwk()).toJwk(), key.toJwk())
  equal(key.toJwk().d, privateJwk.d)
})

test('a key goes out as PKCS#8 PEM and comes back the same', () => {
  const pem = signingKey().toPem()
  ok(pem.startsWith('-----BEGIN PRIVATE KEY-----\n'))
  equal(SigningKey.fromPem(pem).kid, thumbprint)
})

test('the public halves have nothing private', () => {
  const key = signingKey()
  equal(key.toPublicJwk().d, undefined)
  equal(key.toPublicJwk().x, publicJwk.x)
  equal(key.toPublicJwk().kid, thumbprint)
  ok(key.toPublicPem().startsWith('-----BEGIN PUBLIC KEY-----\n'))
  same(new KeySet(key.toPublicPem()).kids, [thumbprint])
})

test('the algorithm is EdDSA unless the JWK says Ed25519', () => {
  equal(signingKey().algorithm, 'EdDSA')
  equal(signingKey({ alg: 'Ed25519' }).algorithm, 'Ed25519')
  equal(verify(token({}, {}, signingKey({ alg: 'Ed25519' })), publicJwk, policy()).header.alg, 'Ed25519')
})

test('printing a key shows nothing of it', () => {
  const key = signingKey()
  equal(JSON.stringify(key), '{}')
  equal(Object.keys(key).length, 0)
  ok(!String(key).includes(privateJwk.d))
})

test('a private JWK whose x is of another key is refused', () => {
  refusal('ERR_KEY_INVALID', () => signingKey({ x: SigningKey.generate().toPublicJwk().x }))
})

test('what is no private Ed25519 key is refused without echoing it', () => {
  for (const jwk of [publicJwk, { kty: 'oct', k: 'c2VjcmV0' }, {}, { ...privateJwk, d: 'short' }]) {
    const error = refusal('ERR_KEY_INVALID', () => SigningKey.fromJwk(jwk), JSON.stringify(jwk))
    ok(!error.message.includes('c2VjcmV0'))
  }
  for (const text of ['', '{', 'null', '[]', '\u0000']) refusal('ERR_KEY_INVALID', () => SigningKey.fromJwk(text), text)
  for (const pem of ['', '-----BEGIN PRIVATE KEY-----', undefined, 5]) refusal('ERR_KEY_INVALID', () => SigningKey.fromPem(pem))
  for (const jwk of [undefined, null, 5, [], () => {}]) optionRefusal('jwk', () => SigningKey.fromJwk(jwk))
})

test('a key has no public constructor', () => {
  refusal('ERR_KEY_INVALID', () => new SigningKey())
  refusal('ERR_KEY_INVALID', () => new SigningKey({}))
})

test('only a SigningKey signs', () => {
  for (const key of [undefined, null, privateJwk, JSON.stringify(privateJwk), {}]) {
    refusal('ERR_KEY_INVALID', () => issue({}, key, { expiresIn: 60 }))
  }
})
