import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Verifier, decode } from 'countersign'
import { ask, basic, bearer } from '../support/requests.js'
import { key } from '../support/service.js'

const MANAGEMENT = 'https://auth.example/manage'

/** A provider with an administrator, and clients that may introspect (`gateway`), may not (`app`), and do both (`ops`). */
const setUp = (options = {}) => {
  const scopes = { app: 'read', gateway: ['tokens:introspect'], ops: 'tokens:introspect tokens:manage', ada: 'read tokens:manage tokens:introspect' }
  const authenticate = ({ username, password, client_id = username, client_secret = password }) =>
    client_secret === 'right' && client_id in scopes ? { subject: client_id, scope: scopes[client_id] } : undefined
  return ask({ authenticate, ...options })
}
const gateway = basic('gateway', 'right')
const login = { grant_type: 'password', username: 'ada', password: 'right' }

describe('introspection', () => {
  test('is for clients with the scope, by Basic or in the body', async () => {
    const { form, json } = setUp()
    const { access_token: token } = (await form('/token', { ...login, scope: 'read' })).body
    const post = { client_id: 'gateway', client_secret: 'right' }
    for (const answer of [await form('/introspect', { token }, gateway), await form('/introspect', { token, ...post }), await json('/introspect', { token, ...post })]) {
      assert.deepEqual([answer.status, answer.body.active, answer.body.scope, answer.body.token_type], [200, true, 'read', 'Bearer'])
    }
    const refused = await form('/introspect', { token }, basic('app', 'right'))
    assert.deepEqual([refused.status, refused.body.code], [403, 'ERR_SCOPE_INSUFFICIENT'])
    const wrong = await form('/introspect', { token }, basic('gateway', 'wrong'))
    assert.deepEqual([wrong.status, wrong.body.error], [401, 'invalid_client'])
    assert.match(wrong.headers.get('www-authenticate'), /^Basic realm=/)
  })

  test('is not for a client that only names itself, nor for two at once', async () => {
    const { form } = setUp({ isPublicClient: () => true })
    const { access_token: token } = (await form('/token', login)).body
    const named = await form('/introspect', { token, client_id: 'gateway' })
    assert.deepEqual([named.status, named.body.error], [401, 'invalid_client'])
    const both = await form('/introspect', { token, client_id: 'gateway', client_secret: 'right' }, bearer(token))
    assert.deepEqual([both.status, both.body.error], [400, 'invalid_request'])
    const neither = await form('/introspect', { token })
    assert.deepEqual([neither.status, neither.body.code], [401, 'ERR_CREDENTIALS_MISSING'])
  })

  test('takes a refresh token for nothing that opens anything', async () => {
    const { form, service } = setUp()
    const { access_token, refresh_token: token } = (await form('/token', login)).body
    assert.deepEqual((await form('/introspect', { token }, gateway)).body, { active: false })
    assert.deepEqual((await form('/introspect', { token, token_type_hint: 'refresh_token' }, gateway)).body, { active: false })
    for (const headers of [basic('ops', 'right'), bearer(access_token)]) {
      const { body } = await form('/introspect', { token }, headers)
      assert.deepEqual([body.active, body.token_use, body.sub, body.aud], [true, 'refresh_token', 'ada', 'https://auth.example/tenant'])
      assert.deepEqual([body.scope, body.token_type], [undefined, undefined])
    }
    const { active, token_use, scope, token_type } = await service.introspect(token)
    assert.deepEqual([active, token_use, scope, token_type], [true, 'refresh_token', undefined, undefined])
  })

  test('shows a refresh token to the client that it was issued to', async () => {
    const { form } = setUp()
    const { refresh_token: token } = (await form('/token', login, gateway)).body
    const { body } = await form('/introspect', { token }, gateway)
    assert.deepEqual([body.active, body.token_use, body.client_id], [true, 'refresh_token', 'gateway'])
  })

  test('tells the scope of an access token, not of its grant', async () => {
    const { form, service } = setUp()
    const pair = await service.grant({ subject: 'ada', scope: 'read write' })
    const narrow = await service.refresh(pair.refresh_token, { scope: 'read' })
    assert.equal((await form('/introspect', { token: narrow.access_token }, gateway)).body.scope, 'read')
  })
})

describe('an audience for management', () => {
  const audience = 'https://api.example'
  const options = { audience, managementAudience: MANAGEMENT }
  const paths = [['GET', '/api-tokens'], ['POST', '/api-tokens'], ['DELETE', '/api-tokens/x'], ['POST', '/api-tokens/x/reroll'],
    ['DELETE', '/subjects/x/grants'], ['DELETE', '/subjects/grants?subject=x'], ['POST', '/introspect']]

  test('is asked for as a resource, and is the only one that manages', async () => {
    const { send, form, json, service, issuer } = setUp(options)
    const toApi = (await form('/token', login)).body.access_token
    const toManage = (await form('/token', { ...login, resource: MANAGEMENT })).body.access_token
    assert.equal(decode(toManage).claims.aud, MANAGEMENT)
    assert.equal(decode((await json('/token', { username: 'ada', password: 'right', resource: MANAGEMENT })).body.access_token).claims.aud, MANAGEMENT)
    for (const [method, path] of paths) {
      const init = { headers: { 'content-type': 'application/json', ...bearer(toApi) }, body: method === 'POST' ? '{}' : undefined }
      const refused = await send(method, path, init)
      assert.deepEqual([refused.status, refused.body.code], [401, 'ERR_AUDIENCE_MISMATCH'], path)
    }
    assert.equal((await send('GET', '/api-tokens', { headers: bearer(toManage) })).status, 200)
    await assert.rejects(service.authenticate(`Bearer ${toManage}`), { code: 'ERR_AUDIENCE_MISMATCH' })
    const api = new Verifier(key.toPublicJwk(), { issuer, audience })
    assert.throws(() => api.verify(toManage), { code: 'ERR_AUDIENCE_MISMATCH' })
  })

  test('stays that of its grant, whose tokens are introspected and ended as others are', async () => {
    const { form, send, service } = setUp(options)
    const first = (await form('/token', { ...login, resource: MANAGEMENT })).body
    const second = await service.refresh(first.refresh_token)
    assert.equal(decode(second.access_token).claims.aud, MANAGEMENT)
    const other = await form('/token', { grant_type: 'refresh_token', refresh_token: second.refresh_token, resource: audience })
    assert.deepEqual([other.status, other.body.error], [400, 'invalid_target'])
    assert.equal((await form('/introspect', { token: second.access_token }, gateway)).body.aud, MANAGEMENT)
    assert.equal((await send('POST', '/logout', { headers: bearer(second.access_token) })).status, 204)
    assert.equal((await form('/introspect', { token: second.access_token }, gateway)).body.active, false)
    const ended = await service.grant({ subject: 'ada', scope: 'read' }, { resource: MANAGEMENT })
    await form('/revoke', { token: ended.access_token })
    await assert.rejects(service.refresh(ended.refresh_token), { code: 'ERR_TOKEN_REVOKED' })
  })

  test('is not to be had from an API\'s grant, nor is any other', async () => {
    const { form } = setUp(options)
    const { refresh_token } = (await form('/token', login)).body
    const grant = { grant_type: 'refresh_token', refresh_token }
    for (const resource of [MANAGEMENT, 'https://elsewhere.example']) {
      const answer = await form('/token', { ...grant, resource })
      assert.deepEqual([answer.status, answer.body.error, answer.body.code], [400, 'invalid_target', 'ERR_TARGET_INVALID'])
    }
    const unknown = await form('/token', { ...login, resource: 'https://elsewhere.example' })
    assert.deepEqual([unknown.status, unknown.body.error], [400, 'invalid_target'])
    assert.equal((await form('/token', { ...grant, resource: audience })).status, 200)
  })

  test('is a URI, and not an audience of APIs', () => {
    for (const managementAudience of [audience, 'manage', `${MANAGEMENT}#x`, '', 5]) {
      assert.throws(() => setUp({ audience: ['x', audience], managementAudience }), { code: 'ERR_OPTION_INVALID', message: /managementAudience/ })
    }
  })

  test('leaves API tokens as they are, which have none', async () => {
    const { send, service } = setUp(options)
    const { token } = await service.createApiToken({ label: 'ops', owner: { type: 'user', id: 'ada' }, scope: 'tokens:manage' })
    assert.equal((await send('GET', '/api-tokens', { headers: bearer(token) })).status, 200)
  })
})

test('an API token is described with its role and its end, if it has them', async () => {
  const { service } = setUp()
  const owner = { type: 'application', id: 'exporter' }
  const [plain, rich] = [await service.createApiToken({ label: 'x', owner }), await service.createApiToken({ label: 'x', owner, role: 'editor', scope: 'read', expiresIn: 60 })]
  const said = { active: true, token_type: 'Bearer', iss: 'https://auth.example/tenant', sub: 'exporter', sub_type: 'application', client_id: 'exporter' }
  const { iat, ...rest } = await service.introspect(plain.token)
  assert.equal(iat, Math.floor(plain.created))
  assert.deepEqual(rest, { ...said, scope: '', jti: plain.id })
  assert.deepEqual(await service.introspect(rich.token), {
    ...said, scope: 'read', roles: ['editor'], jti: rich.id, iat: Math.floor(rich.created), exp: Math.floor(rich.expires),
  })
})
