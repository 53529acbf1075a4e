import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SigningKey, Verifier, decode } from 'countersign'
import { TokenClient } from 'countersign/client'
import { authenticate } from 'countersign/fetch'
import { ISSUER, makeStorage, setUp } from './support/set-up.js'

const jktOf = (token) => decode(token).claims.cnf?.jkt

describe('a client with a key', () => {
  test('gets tokens that are bound to it, and refreshes by it', async () => {
    const proof = SigningKey.generate()
    const { client, get, clock, renewals } = setUp({ proof })
    assert.equal(jktOf(await client.token()), proof.kid)
    clock.offset = 3590
    assert.equal((await get()).status, 200)
    assert.equal(jktOf(await client.token()), proof.kid)
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh'])
  })

  test('keeps its own key out of the storage', async () => {
    const storage = makeStorage()
    const { client } = setUp({ proof: SigningKey.generate(), storage })
    await client.token()
    assert.equal(storage.kept.split('.').length, 3)
  })

  test('makes one, which the storage keeps beside the refresh token', async () => {
    const storage = makeStorage()
    const { client, clientWith } = setUp({ proof: true, storage })
    const token = await client.token()
    const { refresh_token, key } = JSON.parse(storage.kept)
    assert.equal(refresh_token.split('.').length, 3)
    assert.equal(SigningKey.fromJwk(key).kid, jktOf(token))
    assert.equal(jktOf(await clientWith({ proof: true, storage }).token()), jktOf(token), 'another process goes on with it')
  })

  test('two processes that begin at once agree on what the storage keeps', async () => {
    const storage = makeStorage()
    const { client, clientWith, clock, get } = setUp({ proof: true, storage })
    const other = clientWith({ proof: true, storage, credentials: { username: 'your-email@example.com', password: 'your-secure-password' } })
    await Promise.all([client.token(), other.token().catch(() => {})])
    clock.offset = 3590
    assert.equal((await get()).status, 200)
    assert.equal(SigningKey.fromJwk(JSON.parse(storage.kept).key).kid, jktOf(await client.token()))
  })

  test('does not forget a refresh token because it was given the wrong key', async () => {
    const storage = makeStorage()
    const { client, clientWith } = setUp({ proof: SigningKey.generate(), storage })
    await client.token()
    const kept = storage.kept
    await assert.rejects(clientWith({ proof: SigningKey.generate(), storage }).token(), { name: 'RenewalError', code: 'ERR_PROOF_KEY_MISMATCH' })
    assert.equal(storage.kept, kept)
  })

  test('takes no bearer token of a service that does not bind', async () => {
    const { client, events } = setUp({ proof: true }, { dpop: false })
    await assert.rejects(client.token(), { name: 'RenewalError', code: 'ERR_TOKEN_NOT_BOUND' })
    assert.deepEqual(events.map(({ type }) => type), ['issued', 'revoked'])
  })

  test('says that the service finds its proof wrong', async () => {
    const { client } = setUp({ proof: true, now: () => 1000 })
    await assert.rejects(client.token(), { name: 'RenewalError', code: 'ERR_PROOF_INVALID' })
  })

  test('is refused for what is no key, and a broken storage does not show what it holds', async () => {
    for (const proof of [false, null, 'key', {}]) assert.throws(() => new TokenClient({ url: ISSUER, proof }), { code: 'ERR_OPTION_INVALID' })
    const storage = makeStorage('{ "refresh_token": "secret"')
    const { client } = setUp({ proof: true, storage })
    const error = await client.token().catch((reason) => reason)
    assert.equal(error.code, 'ERR_STORAGE_UNAVAILABLE')
    assert.ok(!String(error.cause?.message).includes('secret'))
  })
})

describe('a nonce', () => {
  test('of the service is sent at once, and remembered', async () => {
    const { client, get, log, clock } = setUp({ proof: true }, { dpop: { nonces: true } })
    assert.equal((await get()).status, 200)
    assert.deepEqual(log, ['POST /token', 'POST /token', 'GET /protected-endpoint'])
    clock.offset = 3590
    await client.token()
    assert.deepEqual(log.slice(3), ['POST /auth/refresh', 'POST /auth/refresh'], 'the old one is not good any more')
  })

  test('of an API is sent once more, without another token, and kept apart from the service’s', async () => {
    const api = 'https://api.example'
    let nonces = ['first']
    const asked = []
    const { client, service, state } = setUp({ proof: true, origins: [api] })
    const verifier = new Verifier(service.keys, { issuer: ISSUER, audience: 'api', dpop: { nonces: () => nonces } })
    const answer = authenticate(verifier, () => new Response('hello'))
    state.intercept = async (request) => {
      if (!request.url.startsWith(api)) return undefined
      asked.push(decode(request.headers.get('dpop')).claims.nonce)
      return answer(request)
    }
    const send = async (init) => (await client.fetch(`${api}/a?b`, init)).status
    assert.equal(await send({ method: 'POST', body: 'x' }), 200)
    assert.equal(await send(), 200)
    nonces = ['second']
    assert.equal(await send(), 200)
    assert.deepEqual(asked, [undefined, 'first', 'first', 'first', 'second'])
    const stream = () => new Blob(['x']).stream()
    nonces = ['third']
    assert.equal(await send({ method: 'POST', body: stream(), duplex: 'half' }), 401, 'a stream is sent once')
    assert.equal(await send({ method: 'POST', body: stream(), duplex: 'half' }), 200)
  })

  test('that is never good ends after one more try each', async () => {
    let number = 0
    const { client, log } = setUp({ proof: true, retries: 0 }, { dpop: { nonces: () => [`n${number++}`] } })
    await assert.rejects(client.token(), { name: 'RenewalError', code: 'ERR_PROOF_NONCE_REQUIRED' })
    assert.deepEqual(log, ['POST /token', 'POST /token'])
  })
})
