import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MemoryStore } from 'countersign/stores/memory'
import { SigningKey, Verifier, decode } from 'countersign'
import { askBound, forgedProof, logIn, newKey, web } from '../support/proofs.js'

const jktOf = ({ body }) => decode(body.access_token).claims.cnf?.jkt
const said = ({ status, body }) => [status, body.error, body.code]
const INVALID = [400, 'invalid_dpop_proof', 'ERR_PROOF_INVALID']

describe('a token request with a proof', () => {
  test('is answered with a pair that is bound to the key, whatever it is for', async () => {
    const { service, form, json, proven } = askBound()
    const { token: apiKey } = await service.createApiToken({ label: 'ci', owner: { type: 'user', id: 'ada' }, scope: 'read' })
    const requests = {
      'a log-in by form': [form, '/token', logIn],
      'a log-in in JSON': [json, '/token', { username: 'ada', password: 'right' }],
      'a log-in of a public client': [form, '/token', { ...logIn, client_id: 'cli' }],
      'client credentials': [form, '/token', { grant_type: 'client_credentials', ...web }],
      'an API key of the provider': [json, '/auth/api-key', { apiKey: 'a key' }],
      'an API token': [json, '/auth/api-key', { apiKey }],
    }
    for (const [name, [send, path, members]] of Object.entries(requests)) {
      const key = newKey()
      const answer = await send(path, members, proven(key, path))
      assert.deepEqual([answer.status, answer.body.token_type, jktOf(answer)], [200, 'DPoP', key.kid], name)
      assert.equal(answer.headers.get('dpop-nonce'), null)
    }
  })

  test('to begin a browser session binds that session', async () => {
    const { send, proven } = askBound()
    const key = newKey()
    const origin = { origin: 'https://auth.example', 'content-type': 'application/json' }
    const begun = await send('POST', '/session', { headers: { ...origin, ...proven(key, '/session') }, body: JSON.stringify({ username: 'ada', password: 'right' }) })
    assert.deepEqual([begun.status, begun.body.token_type, jktOf(begun)], [200, 'DPoP', key.kid])
    const cookie = begun.headers.get('set-cookie').split(';')[0]
    const renew = (headers) => send('POST', '/session/refresh', { headers: { origin: origin.origin, cookie, ...headers } })
    const without = await renew({})
    assert.deepEqual(said(without), [400, 'invalid_dpop_proof', 'ERR_PROOF_MISSING'])
    assert.equal(without.headers.get('set-cookie'), null, 'the session is not over')
    assert.equal(jktOf(await renew(proven(key, '/session/refresh'))), key.kid)
  })

  test('is for the public URL of the endpoint, whatever proxy it came through', async () => {
    const { service, proven, issuer } = askBound()
    const body = new URLSearchParams(logIn).toString()
    const send = (url, headers) => service.fetch(new Request(url, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } }))
    assert.equal((await send('http://10.0.0.7:8080/tenant/token', proven(newKey()))).status, 200)
    const other = proven(newKey(), '', { url: 'http://10.0.0.7:8080/tenant/token' })
    assert.equal((await (await send('http://10.0.0.7:8080/tenant/token', other)).json()).code, 'ERR_PROOF_INVALID', 'the Host header decides nothing')
    assert.equal((await send(`${issuer}/token`, proven(newKey()))).status, 200)
  })

  test('may come to another public URL, if the option says so', async () => {
    const { form, proven } = askBound({ dpop: { publicUrl: 'https://login.example' } })
    assert.equal((await form('/token', logIn, proven(newKey(), '', { url: 'https://login.example/tenant/token' }))).status, 200)
    assert.deepEqual(said(await form('/token', logIn, proven(newKey()))), INVALID)
  })

  test('is a request for a bearer token if proofs are switched off', async () => {
    const { form, send, proven } = askBound({ dpop: false })
    const answer = await form('/token', logIn, proven(newKey()))
    assert.deepEqual([answer.body.token_type, jktOf(answer)], ['Bearer', undefined])
    assert.equal('dpop_signing_alg_values_supported' in (await send('GET', '/.well-known/oauth-authorization-server')).body, false)
  })
})

test('the metadata say which proofs are taken, and both are', async () => {
  const { form, proven, send } = askBound()
  const { body } = await send('GET', '/.well-known/oauth-authorization-server')
  assert.deepEqual(body.dpop_signing_alg_values_supported, ['Ed25519', 'EdDSA'])
  for (const alg of body.dpop_signing_alg_values_supported) {
    const key = SigningKey.fromJwk({ ...newKey().toJwk(), alg })
    assert.equal((await form('/token', logIn, proven(key))).status, 200, alg)
  }
})

test('a request without a proof is answered with a bearer token, unless every token has to be bound', async () => {
  const { form } = askBound()
  const answer = await form('/token', logIn)
  assert.deepEqual([answer.body.token_type, jktOf(answer)], ['Bearer', undefined])
  const { form: ask, json, proven } = askBound({ dpop: { required: true } })
  for (const [send, path, members] of [
    [ask, '/token', logIn], [ask, '/token', { grant_type: 'client_credentials', ...web }], [json, '/auth/api-key', { apiKey: 'a key' }],
  ]) assert.deepEqual(said(await send(path, members)), [400, 'invalid_dpop_proof', 'ERR_PROOF_MISSING'])
  assert.equal((await ask('/token', logIn, proven(newKey()))).status, 200)
})

describe('a wrong proof is refused at every token endpoint', () => {
  const key = newKey()
  const seconds = Math.floor(Date.now() / 1000)
  const weak = { kty: 'OKP', crv: 'Ed25519', x: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }
  const wrong = {
    'no JWT': () => 'x',
    'empty': () => '',
    'two proofs': () => `${forgedProof(key)}, ${forgedProof(key)}`,
    '100 KB': () => forgedProof(key, { claims: { jti: 'x'.repeat(75_000) } }),
    'another typ': () => forgedProof(key, { header: { typ: 'JWT' } }),
    'alg none': () => forgedProof(key, { header: { alg: 'none' } }),
    'alg ES256': () => forgedProof(key, { header: { alg: 'ES256' } }),
    'crit': () => forgedProof(key, { header: { crit: ['exp'] } }),
    'no jwk': () => forgedProof(key, { header: { jwk: undefined } }),
    'a private jwk': () => forgedProof(key, { header: { jwk: key.toJwk() } }),
    'a weak jwk': () => forgedProof(key, { header: { jwk: weak } }),
    'the jwk of another key': () => forgedProof(key, { header: { jwk: newKey().toPublicJwk() } }),
    'another method': () => forgedProof(key, { claims: { htm: 'GET' } }),
    'no method': () => forgedProof(key, { claims: { htm: undefined } }),
    'another path': () => forgedProof(key, { claims: { htu: 'https://auth.example/tenant/revoke' } }),
    'another host': () => forgedProof(key, { claims: { htu: 'https://evil.example/tenant/token' } }),
    'another port': () => forgedProof(key, { claims: { htu: 'https://auth.example:444/tenant/token' } }),
    'http': () => forgedProof(key, { claims: { htu: 'http://auth.example/tenant/token' } }),
    'the path in capitals': () => forgedProof(key, { claims: { htu: 'https://auth.example/TENANT/token' } }),
    'stale': () => forgedProof(key, { claims: { iat: seconds - 70 } }),
    'from the future': () => forgedProof(key, { claims: { iat: seconds + 70 } }),
    'no iat': () => forgedProof(key, { claims: { iat: undefined } }),
    'no jti': () => forgedProof(key, { claims: { jti: undefined } }),
    'an empty jti': () => forgedProof(key, { claims: { jti: '' } }),
  }
  for (const [name, make] of Object.entries(wrong)) {
    test(name, async () => {
      const { form, json, events } = askBound()
      const { body } = await form('/token', logIn)
      const code = name === 'empty' ? 'ERR_PROOF_MISSING' : 'ERR_PROOF_INVALID'
      // The path of the URL is right for /token alone: the others are refused all the more.
      for (const answer of [
        await form('/token', logIn, { dpop: make() }),
        await form('/token', { grant_type: 'client_credentials', ...web }, { dpop: make() }),
        await form('/token', { grant_type: 'refresh_token', refresh_token: body.refresh_token }, { dpop: make() }),
        await json('/auth/refresh', { refreshToken: body.refresh_token }, { dpop: make() }),
        await json('/auth/api-key', { apiKey: 'a key' }, { dpop: make() }),
      ]) {
        assert.deepEqual(said(answer), [400, 'invalid_dpop_proof', code])
        assert.equal(answer.headers.get('www-authenticate'), null)
        assert.equal(answer.headers.get('cache-control'), 'no-store')
      }
      assert.deepEqual(events.map(({ type }) => type), ['issued'], 'nothing else was issued')
    })
  }

  for (const [name, claims] of Object.entries({
    'a query and a fragment of htu': { htu: 'https://auth.example/tenant/token?a#b' },
    'host in capitals, default port': { htu: 'HTTPS://AUTH.EXAMPLE:443/tenant/token' },
    'ath, though there is no token': { ath: 'x' },
  })) {
    test(`but not for ${name}`, async () => {
      const { form } = askBound()
      assert.equal((await form('/token', logIn, { dpop: forgedProof(key, { claims }) })).status, 200)
    })
  }
})

test('two DPoP headers are refused', async () => {
  const { send, proven } = askBound()
  const key = newKey()
  const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded', ...proven(key) })
  headers.append('dpop', proven(key).dpop)
  assert.deepEqual(said(await send('POST', '/token', { headers, body: new URLSearchParams(logIn).toString() })), INVALID)
})

test('a proof is good for one pair, and wrong credentials do not use it up', async () => {
  const { form, proven } = askBound()
  const proof = proven(newKey())
  assert.deepEqual(said(await form('/token', { ...logIn, password: 'wrong' }, proof)).slice(0, 2), [400, 'invalid_grant'])
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => form('/token', logIn, proof)))
  assert.equal(outcomes.filter(({ status }) => status === 200).length, 1)
  assert.ok(outcomes.every((answer) => answer.status === 200 || answer.body.code === 'ERR_PROOF_REPLAYED'))
  assert.deepEqual(said(await form('/token', logIn, proof)), [400, 'invalid_dpop_proof', 'ERR_PROOF_REPLAYED'])
})

test('a memory of proofs that is down is an outage', async () => {
  const { form, proven, errors } = askBound({ dpop: { replays: { remember: () => { throw new Error('down') } } } })
  assert.deepEqual(said(await form('/token', logIn, proven(newKey()))), [503, 'temporarily_unavailable', 'ERR_STORE_UNAVAILABLE'])
  assert.equal(errors[0].cause.message, 'down')
})

test('a verifier elsewhere takes the token with a proof, and refuses it without', async () => {
  const { service, form, proven, presented, issuer } = askBound()
  const key = newKey()
  const { body } = await form('/token', logIn, proven(key))
  const verifier = new Verifier(service.keys, { issuer, audience: 'api', type: 'at+jwt' })
  const request = (headers) => new Request(`${issuer}/orders`, { headers })
  assert.equal((await verifier.authenticate(request(presented(key, body.access_token, 'GET', '/orders')))).claims.sub, 'ada')
  await assert.rejects(verifier.authenticate(request({ authorization: `Bearer ${body.access_token}` })), { code: 'ERR_PROOF_REQUIRED' })
})

test('wrong options are refused at the start', () => {
  for (const dpop of [null, true, 'required', { require: true }, { required: 'yes' }, { nonces: 'x' }, { window: 0 }, { publicUrl: 'auth.example' }, { replays: {} }]) {
    assert.throws(() => askBound({ store: new MemoryStore(), dpop }), { code: 'ERR_OPTION_INVALID' }, JSON.stringify(dpop))
  }
})
