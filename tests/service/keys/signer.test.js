import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { after, before, beforeEach, describe, test } from 'node:test'
import { KeySet, RemoteStatusList, SigningKey, Verifier } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { kidOf } from '../support/key-ring.js'
import { setUp } from '../support/account.js'

const ISSUER = 'https://auth.example'
const down = (answer) => [answer.status, answer.body.error, answer.body.code]
const UNAVAILABLE = [503, 'temporarily_unavailable', 'ERR_SIGNER_UNAVAILABLE']
const LIES = ['a lie: of another key', 'a lie: of another text', 'a lie: a flipped bit', 'a lie: zeros', 'too little', 'nothing']

describe('a service whose key is in a KMS', () => {
  const key = SigningKey.generate()
  const { kty, crv, x } = key.toPublicJwk()
  let kms, url
  before(async () => {
    kms = fork(new URL('../support/processes/kms.js', import.meta.url), [JSON.stringify({ jwk: { kty, crv, x, d: key.toJwk().d } })])
    const [port] = await once(kms, 'message')
    url = `http://127.0.0.1:${port}`
  })
  beforeEach(() => mode('good'))
  after(() => kms.kill('SIGKILL'))

  const mode = (kind) => fetch(`${url}/mode?kind=${encodeURIComponent(kind)}`, { method: 'POST' })
  const count = async () => Number(await (await fetch(`${url}/count`)).text())
  const signer = {
    kid: 'kms-1', algorithm: 'EdDSA', publicJwk: { kty, crv, x },
    async sign(bytes) {
      const response = await fetch(`${url}/sign`, { method: 'POST', body: bytes })
      if (!response.ok) throw new Error(`the KMS answered ${response.status}`)
      return new Uint8Array(await response.arrayBuffer())
    },
  }
  const make = (options) => setUp({ key: signer, grace: 30, signerTimeout: 5, ...options })
  const verifierOf = (service, policy) => new Verifier(new KeySet(service.keys.current.toJwks()), { issuer: ISSUER, audience: 'api', type: 'at+jwt', ...policy })

  test('issues pairs and status lists that any verifier takes', async () => {
    const { service, call, logIn, refresh, use } = make()
    const pair = await logIn('ada')
    const { body: renewed } = await refresh(pair.refresh_token)
    const jwks = (await call('GET', '/.well-known/jwks.json')).body
    assert.deepEqual(jwks.keys.map(({ kid, x: published, d }) => [kid, published, d]), [['kms-1', x, undefined]])
    const keys = new KeySet(jwks)
    const revocation = new RemoteStatusList(`${ISSUER}/status/`, { keys, issuer: ISSUER, fetch: (address, init) => service.fetch(new Request(address, init)) })
    const verifier = new Verifier(keys, { issuer: ISSUER, audience: 'api', type: 'at+jwt', revocation })
    for (const { access_token } of [pair, renewed]) assert.equal((await verifier.authenticate(`Bearer ${access_token}`)).claims.sub, 'ada')
    assert.deepEqual([kidOf(pair.access_token), await use(renewed.access_token)], ['kms-1', 'good'])
    assert.equal((await call('POST', '/revoke', undefined, { token: renewed.refresh_token })).status, 200)
    assert.equal(await use(renewed.access_token), 'ERR_TOKEN_REVOKED')
  })

  test('asks for one signature a token, and for none to check a grant', async () => {
    const { service, logIn } = make()
    const before = await count()
    await logIn('ada')
    assert.equal(await count(), before + 2)
    await assert.rejects(service.grant({ subject: 'ada', claims: { text: 'x'.repeat(9000) } }), { code: 'ERR_OPTION_INVALID' })
    assert.equal(await count(), before + 2)
  })

  test('answers 503 as long as the KMS fails or lies, and nothing that it signed', async () => {
    const { service, call, logIn, refresh, errors, use } = make({ signerTimeout: 0.3 })
    const { refresh_token } = await logIn('ada')
    for (const kind of ['fails', 'breaks off', 'hangs', 'slow', ...LIES]) {
      await mode(kind)
      errors.length = 0
      const answers = [await call('POST', '/token', undefined, { username: 'ada', password: 'right' }), await refresh(refresh_token), await call('GET', '/status/0')]
      for (const answer of answers) {
        assert.deepEqual(down(answer), UNAVAILABLE, kind)
        assert.ok(!/eyJ/.test(JSON.stringify(answer.body)), kind)
        assert.equal(answer.headers.get('www-authenticate'), null)
      }
      assert.equal(errors.length, answers.length)
      assert.ok(errors.every(({ cause }) => (kind.startsWith('a lie') ? cause.code === 'ERR_SIGNATURE_INVALID' : cause instanceof Error)), kind)
    }
    // What was refreshed meanwhile was not lost with its answer.
    await mode('good')
    const { status, body } = await refresh(refresh_token)
    assert.deepEqual([status, await use(body.access_token)], [200, 'good'])
    assert.equal(verifierOf(service).verify(body.access_token).claims.sub, 'ada')
  })

  test('waits for a KMS that is slow, within the time-out', async () => {
    await mode('slow')
    const { logIn, use } = make({ signerTimeout: 20 })
    assert.equal(await use((await logIn('ada')).access_token), 'good')
  })

  test('refuses no request that needs no signature while the KMS is down', async () => {
    const { service, call, logIn, create, use } = make()
    const { access_token } = await logIn('ada')
    await mode('fails')
    assert.equal(await use(access_token), 'good')
    assert.equal((await create(access_token, { scope: 'read' })).status, 201)
    assert.equal((await call('GET', '/.well-known/jwks.json')).status, 200)
    assert.equal((await service.introspect(access_token)).active, true)
  })

  test('takes turns with keys of this process by rotation', async () => {
    const { service, logIn, use, clock } = make({ key: SigningKey.generate() })
    const before = await logIn('ada')
    service.rotateKeys(signer, { publishFor: 60 })
    clock.offset = 61
    const after = await logIn('ada')
    assert.deepEqual([kidOf(after.access_token), await use(after.access_token), await use(before.access_token)], ['kms-1', 'good', 'good'])
  })

  test('is refused at the start with what is no signer', () => {
    const wrong = {
      'no sign': { sign: undefined }, 'no kid': { kid: undefined }, 'an empty kid': { kid: '' }, 'another algorithm': { algorithm: 'ES256' },
      'no public key': { publicJwk: undefined }, 'a public key as text': { publicJwk: JSON.stringify({ kty, crv, x }) },
      'a private key': { publicJwk: key.toJwk() }, 'a weak key': { publicJwk: { kty, crv, x: 'A'.repeat(43) } }, 'a key to encrypt with': { publicJwk: { kty, crv, x, use: 'enc' } },
    }
    for (const [name, members] of Object.entries(wrong)) {
      assert.throws(() => make({ key: { ...signer, ...members } }), { code: 'ERR_OPTION_INVALID', message: /^the option key must be a SigningKey, or a Signer/ }, name)
    }
    assert.throws(() => make({ keyRing: { seal: 'A'.repeat(43) } }), { code: 'ERR_OPTION_INVALID', message: /^the option key must be a SigningKey if/ })
    assert.throws(() => make({ signerTimeout: 30 }), { code: 'ERR_OPTION_INVALID', message: /^the option signerTimeout must be shorter than grace/ })
    assert.throws(() => make({ signerTimeout: 0 }), { code: 'ERR_OPTION_INVALID', message: /signerTimeout/ })
    assert.throws(() => make({ key: SigningKey.generate() }).service.rotateKeys({ ...signer, sign: undefined }), { code: 'ERR_OPTION_INVALID', message: /next/ })
  })

  test('answers 503 when the KMS is killed', async () => {
    const { call, logIn } = make({ store: new MemoryStore() })
    await logIn('ada')
    kms.kill('SIGKILL')
    await once(kms, 'exit')
    assert.deepEqual(down(await call('POST', '/token', undefined, { username: 'ada', password: 'right' })), UNAVAILABLE)
  })
})
