import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode } from 'countersign'
import { bearer } from '../support/requests.js'
import { askBound, logIn, newKey, web } from '../support/proofs.js'

const setUp = async (options) => {
  const asked = askBound(options)
  const key = newKey()
  const { body } = await asked.form('/token', logIn, asked.proven(key))
  return { ...asked, key, token: body.access_token, refreshToken: body.refresh_token }
}

/** The endpoints that take an access token of a log-in. */
const ENDPOINTS = {
  'GET /me': [200],
  'GET /me/api-tokens': [200],
  'POST /me/api-tokens': [201, { name: 'ci', scope: 'read' }],
  'GET /me/sessions': [200],
  'GET /api-tokens': [200],
  'DELETE /subjects/somebody/grants': [200],
  'POST /logout': [204],
}

describe('a bound access token is taken with its proof, and refused otherwise', () => {
  for (const [route, [status, members]] of Object.entries(ENDPOINTS)) {
    test(route, async () => {
      const { send, key, token, presented } = await setUp()
      const [method, path] = route.split(' ')
      const ask = (headers) =>
        send(method, path, members === undefined ? { headers } : { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(members) })
      const asBearer = await ask(bearer(token))
      assert.deepEqual([asBearer.status, asBearer.body.code], [401, 'ERR_PROOF_REQUIRED'])
      assert.match(asBearer.headers.get('www-authenticate'), /^DPoP .*algs="EdDSA Ed25519"$/)
      const refused = async (headers) => {
        const { status, body } = await ask(headers)
        return [status, body.code]
      }
      assert.deepEqual(await refused({ authorization: `DPoP ${token}` }), [401, 'ERR_PROOF_MISSING'])
      assert.deepEqual(await refused(presented(newKey(), token, method, path)), [401, 'ERR_PROOF_KEY_MISMATCH'])
      assert.deepEqual(await refused(presented(key, token, method, path, { accessToken: undefined })), [401, 'ERR_PROOF_INVALID'])
      assert.deepEqual(await refused(presented(key, token, method, `${path}/other`)), [401, 'ERR_PROOF_INVALID'])
      const proof = presented(key, token, method, path)
      assert.equal((await ask(proof)).status, status)
      assert.deepEqual(await refused(proof), [401, 'ERR_PROOF_REPLAYED'])
    })
  }

  test('by the method that an API beside the service calls', async () => {
    const { service, key, token, presented, issuer } = await setUp()
    const request = (headers) => new Request(`${issuer}/orders?page=2`, { headers })
    assert.equal((await service.authenticate(request(presented(key, token, 'GET', '/orders')))).claims.sub, 'ada')
    await assert.rejects(service.authenticate(request(bearer(token))), { code: 'ERR_PROOF_REQUIRED' })
    await assert.rejects(service.authenticate(`Bearer ${token}`), { code: 'ERR_PROOF_REQUIRED' })
    await assert.rejects(service.authenticate(new Headers(presented(key, token, 'GET', '/orders'))), { code: 'ERR_CREDENTIALS_MISSING' })
  })

  test('and an API token never comes by the scheme DPoP', async () => {
    const { service, send, key, presented } = await setUp()
    const { token } = await service.createApiToken({ label: 'ci', owner: { type: 'user', id: 'ada' }, scope: 'read' })
    const { status, body } = await send('GET', '/me', { headers: presented(key, token, 'GET', '/me') })
    assert.deepEqual([status, body.code], [401, 'ERR_TOKEN_MALFORMED'])
  })
})

test('introspection shows the key that a token is bound to, and needs no proof of it', async () => {
  const { service, form, key, token, refreshToken } = await setUp()
  const { body } = await form('/introspect', { token, ...web })
  assert.deepEqual([body.active, body.token_type, body.cnf], [true, 'DPoP', { jkt: key.kid }])
  assert.deepEqual(decode(token).claims.cnf, { jkt: key.kid })
  const { active, token_type, cnf } = await service.introspect(refreshToken)
  assert.deepEqual([active, token_type, cnf], [true, undefined, { jkt: key.kid }])
  const { body: unbound } = await form('/token', logIn)
  const shown = await service.introspect(unbound.access_token)
  assert.deepEqual([shown.token_type, 'cnf' in shown, 'cnf' in (await service.introspect(unbound.refresh_token))], ['Bearer', false, false])
})

test('a bound token may introspect with its proof, and be introspected by its holder', async () => {
  const { send, form, proven, presented } = askBound()
  const key = newKey()
  const { body } = await form('/token', { grant_type: 'client_credentials', ...web }, proven(key))
  const ask = (headers) =>
    send('POST', '/introspect', { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: new URLSearchParams({ token: body.access_token }).toString() })
  assert.deepEqual((await ask(presented(key, body.access_token, 'POST', '/introspect'))).body.cnf, { jkt: key.kid })
  assert.equal((await ask(bearer(body.access_token))).body.code, 'ERR_PROOF_REQUIRED')
})

test('whoever has a bound token may end it: that is no use of it', async () => {
  for (const which of ['token', 'refreshToken']) {
    const { service, form, ...made } = await setUp()
    assert.equal((await form('/revoke', { token: made[which] })).status, 200)
    assert.deepEqual(await service.introspect(made.token), { active: false }, which)
  }
})

describe('nonces of the service', () => {
  const said = ({ status, body }) => [status, body.error, body.code]

  test('are asked for at the token endpoint, and come with each answer', async () => {
    const { form, proven } = askBound({ dpop: { nonces: true } })
    const key = newKey()
    const refused = await form('/token', logIn, proven(key))
    assert.deepEqual(said(refused), [400, 'use_dpop_nonce', 'ERR_PROOF_NONCE_REQUIRED'])
    const nonce = refused.headers.get('dpop-nonce')
    assert.match(nonce, /^[\w-]{43}$/)
    const answer = await form('/token', logIn, proven(key, '/token', { nonce }))
    assert.deepEqual([answer.status, answer.headers.get('dpop-nonce')], [200, nonce])
    assert.deepEqual(said(await form('/token', logIn, proven(key, '/token', { nonce: `${nonce}x` }))), [400, 'use_dpop_nonce', 'ERR_PROOF_NONCE_REQUIRED'])
    assert.equal((await form('/token', logIn)).body.token_type, 'Bearer', 'no proof, no nonce')
  })

  test('are asked for where an access token is presented', async () => {
    const { send, form, proven, presented } = askBound({ dpop: { nonces: true } })
    const key = newKey()
    const nonce = (await form('/token', logIn, proven(key))).headers.get('dpop-nonce')
    const { body } = await form('/token', logIn, proven(key, '/token', { nonce }))
    const refused = await send('GET', '/me', { headers: presented(key, body.access_token, 'GET', '/me') })
    assert.deepEqual([refused.status, refused.body.code, refused.headers.get('dpop-nonce')], [401, 'ERR_PROOF_NONCE_REQUIRED', nonce])
    assert.equal((await send('GET', '/me', { headers: presented(key, body.access_token, 'GET', '/me', { nonce }) })).status, 200)
  })

  test('are the same in every process with the key, change with time, and are good for some minutes', async () => {
    const one = askBound({ dpop: { nonces: true } })
    const other = askBound({ dpop: { nonces: true } })
    const elsewhere = askBound({ issuer: 'https://auth.example/other', dpop: { nonces: true } })
    const ask = async ({ form, proven }, nonce) => form('/token', logIn, proven(newKey(), '/token', nonce && { nonce }))
    // Both begin a minute now, so that none ends between two requests.
    const toNext = 61 - ((Date.now() / 1000) % 60)
    one.clock.offset = other.clock.offset = elsewhere.clock.offset = toNext
    const nonce = (await ask(one)).headers.get('dpop-nonce')
    assert.equal((await ask(other, nonce)).status, 200)
    assert.equal((await ask(elsewhere, nonce)).body.error, 'use_dpop_nonce', 'of another issuer')
    for (const [ahead, status] of [[-60, 200], [60, 200], [120, 400], [-120, 400]]) {
      other.clock.offset = toNext + ahead
      assert.equal((await ask(other, nonce)).status, status, `${ahead} s`)
    }
    assert.notEqual((await ask(other)).headers.get('dpop-nonce'), nonce)
  })

  test('may be the program’s own', async () => {
    const { form, proven } = askBound({ dpop: { nonces: () => ['mine'] } })
    assert.equal((await form('/token', logIn, proven(newKey()))).headers.get('dpop-nonce'), 'mine')
    assert.equal((await form('/token', logIn, proven(newKey(), '/token', { nonce: 'mine' }))).status, 200)
  })
})
