import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeySet, SigningKey, TokenError, decode, issue, verify } from 'countersign'
import * as jose from 'jose'

const issuer = 'https://auth.example'
const audience = 'api'
const policy = { issuer, audience }
const claims = { sub: 'user-1', role: 'admin', text: 'ü😀', list: [1, 0.5, null] }

const refusal = (code) => (error) => error instanceof TokenError && error.code === code

const signed = (key, header, lifetime = '1h') =>
  new jose.SignJWT(claims).setProtectedHeader(header).setIssuer(issuer).setAudience(audience).setIssuedAt().setExpirationTime(lifetime).sign(key)

/** A key of jose's making, published as a JWKS. */
const published = async (alg, members = {}) => {
  const { privateKey, publicKey } = await jose.generateKeyPair(alg, { crv: 'Ed25519', extractable: true })
  const jwk = { ...(await jose.exportJWK(publicKey)), kid: 'jose-1', ...members }
  return { privateKey, publicKey, jwk, keys: new KeySet({ keys: [jwk] }) }
}

for (const alg of ['EdDSA', 'Ed25519']) {
  test(`a token of jose (${alg}) verifies here`, async () => {
    const { privateKey, keys } = await published(alg, { alg, use: 'sig' })
    const result = verify(await signed(privateKey, { alg, kid: 'jose-1', typ: 'JWT' }), keys, policy)
    assert.equal(result.header.alg, alg)
    for (const [name, value] of Object.entries(claims)) assert.deepEqual(result.claims[name], value)
  })

  test(`a token of ours (${alg}) verifies in jose, by JWKS and by key`, async () => {
    const key = SigningKey.fromJwk({ ...SigningKey.generate().toJwk(), alg })
    const token = issue(claims, key, { ...policy, expiresIn: 60 })
    const jwks = jose.createLocalJWKSet(new KeySet(key).toJwks())
    const imported = await jose.importJWK(key.toPublicJwk(), alg)
    const spki = await jose.importSPKI(key.toPublicPem(), alg)
    for (const trusted of [jwks, imported, spki]) {
      const { payload, protectedHeader } = await jose.jwtVerify(token, trusted, { issuer, audience, typ: 'JWT' })
      assert.equal(protectedHeader.alg, alg)
      for (const [name, value] of Object.entries(claims)) assert.deepEqual(payload[name], value)
    }
  })
}

test('EdDSA and Ed25519 are names of one algorithm, whichever the key has', async () => {
  for (const [alg, other] of [['EdDSA', 'Ed25519'], ['Ed25519', 'EdDSA']]) {
    const { privateKey, jwk } = await published(alg)
    const token = await signed(privateKey, { alg, kid: 'jose-1' })
    assert.equal(verify(token, { ...jwk, alg: other }, policy).claims.sub, 'user-1')
  }
})

test('a token of jose without a kid takes the only key of the set', async () => {
  const { privateKey, jwk } = await published('EdDSA')
  const token = await signed(privateKey, { alg: 'EdDSA' })
  assert.equal(verify(token, jwk, policy).claims.sub, 'user-1')
  const several = { keys: [jwk, SigningKey.generate().toPublicJwk()] }
  assert.throws(() => verify(token, several, policy), refusal('ERR_KEY_AMBIGUOUS'))
})

test('keys go both ways as JWK and as PEM', async () => {
  const { privateKey } = await published('EdDSA')
  for (const key of [SigningKey.fromJwk(await jose.exportJWK(privateKey)), SigningKey.fromPem(await jose.exportPKCS8(privateKey))]) {
    const back = await jose.importPKCS8(key.toPem(), 'EdDSA', { extractable: true })
    assert.equal((await jose.exportJWK(back)).d, key.toJwk().d)
    assert.equal((await jose.exportJWK(await jose.importJWK(key.toJwk(), 'EdDSA', { extractable: true }))).d, key.toJwk().d)
  }
})

test('thumbprints agree', async () => {
  for (let round = 0; round < 20; round++) {
    const key = SigningKey.generate()
    assert.equal(key.kid, await jose.calculateJwkThumbprint(key.toPublicJwk()))
  }
})

test('a JWKS of several algorithms verifies by the right key', async () => {
  const rsa = await jose.generateKeyPair('RS256', { extractable: true })
  const ec = await jose.generateKeyPair('ES256', { extractable: true })
  const { privateKey, jwk } = await published('EdDSA')
  const others = [{ ...(await jose.exportJWK(rsa.publicKey)), kid: 'rsa' }, { ...(await jose.exportJWK(ec.publicKey)), kid: 'ec' }]
  const keys = new KeySet({ keys: [...others, jwk] })
  assert.deepEqual(keys.kids, ['jose-1'])
  assert.deepEqual(keys.skipped.map(({ kid }) => kid), ['rsa', 'ec'])
  assert.equal(verify(await signed(privateKey, { alg: 'EdDSA', kid: 'jose-1' }), keys, policy).claims.sub, 'user-1')
  const foreign = await signed(rsa.privateKey, { alg: 'RS256', kid: 'rsa' })
  assert.throws(() => verify(foreign, keys, policy), refusal('ERR_ALGORITHM_NOT_ALLOWED'))
  assert.equal(decode(foreign).claims.sub, 'user-1')
})

test('what decode reads is what jose reads', async () => {
  const secret = await jose.generateSecret('HS256')
  const { privateKey } = await published('EdDSA')
  for (const token of [await signed(secret, { alg: 'HS256' }), await signed(privateKey, { alg: 'EdDSA', kid: 'jose-1' })]) {
    assert.deepEqual(decode(token).claims, jose.decodeJwt(token))
    assert.deepEqual(decode(token).header, jose.decodeProtectedHeader(token))
  }
})

test('what jose signs is refused here for the reason that jose gives', async () => {
  const { privateKey, keys } = await published('EdDSA')
  const header = { alg: 'EdDSA', kid: 'jose-1' }
  assert.throws(() => verify(jose.base64url.encode('x'), keys, policy), refusal('ERR_TOKEN_MALFORMED'))
  assert.throws(() => verify(`${'x'.repeat(40)}.x.x`, keys, policy), refusal('ERR_TOKEN_MALFORMED'))
  const old = await signed(privateKey, header, '-1h')
  assert.throws(() => verify(old, keys, policy), refusal('ERR_TOKEN_EXPIRED'))
  const good = await signed(privateKey, header)
  assert.throws(() => verify(good, keys, { ...policy, audience: 'other' }), refusal('ERR_AUDIENCE_MISMATCH'))
  const critical = await new jose.CompactSign(new TextEncoder().encode('{}')).setProtectedHeader({ ...header, b64: true, crit: ['b64'] }).sign(privateKey)
  assert.throws(() => verify(critical, keys, policy), refusal('ERR_CRITICAL_HEADER'))
  const encrypted = await new jose.EncryptJWT(claims).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(new Uint8Array(32))
  assert.throws(() => verify(encrypted, keys, policy), (error) => refusal('ERR_TOKEN_MALFORMED')(error) && error.message.includes('JWE'))
})
