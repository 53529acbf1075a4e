import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SigningKey, issue, verify } from 'countersign'
import { createSigner, createVerifier } from 'fast-jwt'

const key = SigningKey.generate()
const iss = 'https://auth.example'
const aud = 'api'

test('a token of fast-jwt verifies here', () => {
  const token = createSigner({ key: key.toPem(), algorithm: 'EdDSA', kid: key.kid, iss, aud, expiresIn: 60_000 })({ sub: 'user-1' })
  assert.equal(verify(token, key, { issuer: iss, audience: aud }).claims.sub, 'user-1')
})

test('a token of ours verifies in fast-jwt', () => {
  const token = issue({ sub: 'user-1' }, key, { issuer: iss, audience: aud, expiresIn: 60 })
  const verifier = createVerifier({ key: key.toPublicPem(), algorithms: ['EdDSA'], allowedIss: iss, allowedAud: aud })
  assert.equal(verifier(token).sub, 'user-1')
})
