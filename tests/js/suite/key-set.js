import { KeySet, SigningKey, Verifier, verify } from 'countersign'
import { equal, ok, optionRefusal, refusal, same } from './support/assert.js'
import { policy, privateJwk, publicJwk, signingKey, thumbprint, token } from './support/fixtures.js'
import { test } from './support/registry.js'

test('a key set takes a JWKS, a JWK, the JSON text of either, a PEM or a SigningKey', () => {
  const key = signingKey()
  const forms = [{ keys: [publicJwk] }, publicJwk, JSON.stringify({ keys: [publicJwk] }), JSON.stringify(publicJwk), key.toPublicPem(), key]
  for (const form of forms) {
    same(new KeySet(form).kids, [thumbprint])
    equal(verify(token(), form, policy()).claims.sub, 'user-1')
  }
})

test('keys of other algorithms are skipped with a reason', () => {
  const { kids, skipped } = new KeySet({ keys: [{ ...publicJwk, kid: 'a' }, { kty: 'RSA', kid: 'b', n: 'AQAB', e: 'AQAB' }, { ...publicJwk, use: 'enc' }] })
  same(kids, ['a'])
  equal(skipped.length, 2)
  equal(skipped[0].kid, 'b')
  equal(skipped[1].kid, null)
  for (const { reason } of skipped) ok(typeof reason === 'string' && reason.length > 0)
})

test('the lists of a key set are frozen', () => {
  const { kids, skipped } = new KeySet({ keys: [publicJwk, { kty: 'RSA', kid: 'b' }] })
  ok(Object.isFrozen(kids) && Object.isFrozen(skipped) && Object.isFrozen(skipped[0]))
})

test('a key set goes out as a JWKS and comes back the same', () => {
  const jwks = new KeySet({ keys: [{ ...publicJwk, kid: 'a' }, SigningKey.generate().toPublicJwk()] }).toJwks()
  same(new KeySet(jwks).toJwks(), jwks)
  equal(jwks.keys.length, 2)
  ok(jwks.keys.every((jwk) => jwk.d === undefined))
})

test('a private or symmetric key in a set is refused: somebody leaked it', () => {
  refusal('ERR_KEY_SET_INVALID', () => new KeySet({ keys: [publicJwk, privateJwk] }))
  refusal('ERR_KEY_SET_INVALID', () => new KeySet({ keys: [publicJwk, { kty: 'oct', k: 'c2VjcmV0' }] }))
  refusal('ERR_KEY_SET_INVALID', () => new KeySet(privateJwk))
})

test('two usable keys with one kid, and no usable key at all, are refused', () => {
  const other = SigningKey.generate().toPublicJwk()
  refusal('ERR_KEY_SET_INVALID', () => new KeySet({ keys: [{ ...publicJwk, kid: 'a' }, { ...other, kid: 'a' }] }))
  refusal('ERR_KEY_SET_INVALID', () => new KeySet({ keys: [] }))
  refusal('ERR_KEY_SET_INVALID', () => new KeySet({ keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }] }))
})

test('more than 1,000 keys are refused, and 1,000 are not', () => {
  const keys = Array.from({ length: 1001 }, (_, index) => ({ ...publicJwk, kid: `k${index}` }))
  equal(new KeySet({ keys: keys.slice(1) }).kids.length, 1000)
  refusal('ERR_KEY_SET_INVALID', () => new KeySet({ keys }))
})

test('what is no key set is refused', () => {
  for (const text of ['', '{', 'null', '[]', '5', '{"keys":5}', '-----BEGIN PUBLIC KEY-----', '\u0000', 'x'.repeat(5_000_000)]) {
    refusal('ERR_KEY_SET_INVALID', () => new KeySet(text), text.slice(0, 30))
  }
  for (const keys of [{}, { keys: {} }, { keys: null }]) refusal('ERR_KEY_SET_INVALID', () => new KeySet(keys), JSON.stringify(keys))
  for (const keys of [undefined, null, 5, [publicJwk], () => {}, new Map(), /x/]) optionRefusal('keys', () => new KeySet(keys))
})

test('a key source that has something else than a KeySet is refused when it is used', () => {
  for (const current of [{}, { keys: [publicJwk] }, null, 'keys']) {
    const source = { current, ready() {}, refresh: () => false }
    refusal('ERR_KEY_SET_INVALID', () => new Verifier(source, policy()).verify(token()))
  }
})

test('a key set of more than 4 MiB is refused before it is read', () => {
  const padded = (length) => JSON.stringify(publicJwk).padEnd(length)
  same(new KeySet(padded(4 * 1024 * 1024)).kids, [thumbprint])
  const error = refusal('ERR_KEY_SET_INVALID', () => new KeySet(padded(4 * 1024 * 1024 + 1)))
  ok(error.message.includes('more than 4194304 characters'), error.message)
})

test('a source of keys has both methods, or it is a key', () => {
  for (const half of [{ ready() {} }, { refresh: () => false }, { ready: true, refresh: () => false }, { ready() {}, refresh: {} }]) {
    optionRefusal('keys', () => new Verifier(half, policy()))
  }
})
