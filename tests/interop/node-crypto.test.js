import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify as verifySignature } from 'node:crypto'
import { test } from 'node:test'
import { KeySet, SigningKey, TokenError, issue, verify } from 'countersign'

const policy = { issuer: null, audience: null }
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('a token that Node signs verifies here, with the key as JWK and as PEM', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const input = `${encode({ alg: 'EdDSA' })}.${encode({ sub: 'user-1', exp: Math.floor(Date.now() / 1000) + 60 })}`
  const token = `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`
  const pem = publicKey.export({ format: 'pem', type: 'spki' })
  for (const keys of [publicKey.export({ format: 'jwk' }), pem]) assert.equal(verify(token, keys, policy).claims.sub, 'user-1')
})

test('a token of ours verifies with Node', () => {
  const key = SigningKey.generate()
  const [header, payload, signature] = issue({ sub: 'user-1' }, key, { expiresIn: 60 }).split('.')
  for (const trusted of [createPublicKey(key.toPublicPem()), createPublicKey({ key: key.toPublicJwk(), format: 'jwk' })]) {
    assert.ok(verifySignature(null, Buffer.from(`${header}.${payload}`), trusted, Buffer.from(signature, 'base64url')))
  }
})

test('both sign the same bytes: Ed25519 is deterministic', () => {
  const key = SigningKey.generate()
  const [header, payload, signature] = issue({ sub: 'user-1' }, key, { expiresIn: 60 }).split('.')
  const node = createPrivateKey(key.toPem())
  assert.equal(sign(null, Buffer.from(`${header}.${payload}`), node).toString('base64url'), signature)
})

test('private keys go both ways as JWK and as PEM', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const jwk = privateKey.export({ format: 'jwk' })
  const key = SigningKey.fromJwk(jwk)
  assert.equal(key.toJwk().d, jwk.d)
  assert.equal(SigningKey.fromPem(privateKey.export({ format: 'pem', type: 'pkcs8' })).toJwk().d, jwk.d)
  assert.deepEqual(createPrivateKey(key.toPem()).export({ format: 'jwk' }), jwk)
  assert.deepEqual(createPrivateKey({ key: key.toJwk(), format: 'jwk' }).export({ format: 'jwk' }), jwk)
})

test('keys of other curves are refused', () => {
  for (const [type, options] of [['ec', { namedCurve: 'P-256' }], ['x25519'], ['ed448'], ['rsa', { modulusLength: 2048 }]]) {
    const { privateKey, publicKey } = generateKeyPairSync(type, options)
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
    assert.throws(() => SigningKey.fromPem(pem), (error) => error instanceof TokenError && error.code === 'ERR_KEY_INVALID', type)
    assert.throws(() => new KeySet(publicKey.export({ format: 'pem', type: 'spki' })), (error) => error.code === 'ERR_KEY_SET_INVALID', type)
    assert.throws(() => new KeySet(publicKey.export({ format: 'jwk' })), (error) => error.code === 'ERR_KEY_SET_INVALID', type)
  }
})
