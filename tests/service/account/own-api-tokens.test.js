import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { refusal, setUp } from '../support/account.js'

const NOT_FOUND = [404, 'not_found', 'ERR_NOT_FOUND']
const NO_LOG_IN = [403, 'access_denied', 'ERR_LOGIN_REQUIRED']

describe('a person', () => {
  test('makes, sees, re-rolls and ends API tokens of their own', async () => {
    const { call, create, logIn, use, events } = setUp()
    const { token: session } = await logIn('ada')
    const made = await create(session, { name: 'nightly export', role: 'editor', scopes: ['read'], expires_in: 3600 })
    assert.equal(made.status, 201)
    assert.deepEqual([made.body.name, made.body.role, made.body.scope, made.body.owner], ['nightly export', 'editor', 'read', { type: 'user', id: 'ada' }])
    assert.equal(await use(made.body.token), 'good')

    const { body: listed } = await call('GET', '/me/api-tokens', session)
    assert.deepEqual(listed.api_tokens.map(({ id, start }) => [id, start]), [[made.body.id, made.body.token.slice(0, 9)]])
    assert.ok(!JSON.stringify(listed).includes(made.body.token.slice(9)), 'a token is shown once')

    const rerolled = await call('POST', `/me/api-tokens/${made.body.id}/reroll`, session, { grace: 60 })
    assert.equal(rerolled.status, 200)
    assert.deepEqual([await use(made.body.token), await use(rerolled.body.token)], ['good', 'good'])
    assert.equal((await call('DELETE', `/me/api-tokens/${made.body.id}`, session)).status, 204)
    assert.deepEqual([await use(made.body.token), await use(rerolled.body.token)], ['ERR_TOKEN_REVOKED', 'ERR_TOKEN_REVOKED'])
    assert.deepEqual(events.filter(({ kind }) => kind === 'api-token').map(({ type, subject }) => [type, subject]), [['issued', 'ada'], ['rerolled', 'ada'], ['revoked', 'ada']])
  })

  test('sees their own in pages, and nobody else\'s', async () => {
    const { call, create, logIn } = setUp()
    const [ada, grace] = [await logIn('ada'), await logIn('grace')]
    for (const name of ['a', 'b', 'c']) await create(ada.token, { name })
    await create(grace.token, { name: 'hers' })
    const first = (await call('GET', '/me/api-tokens?limit=2', ada.token)).body
    const second = (await call('GET', `/me/api-tokens?limit=2&after=${first.next}`, ada.token)).body
    assert.deepEqual([...first.api_tokens, ...second.api_tokens].map(({ name }) => name).sort(), ['a', 'b', 'c'])
    assert.equal(second.next, undefined)
    assert.deepEqual((await call('GET', '/me/api-tokens', grace.token)).body.api_tokens.map(({ name }) => name), ['hers'])
  })

  test('reaches no token of another, by no verb: not even of an application of the same name', async () => {
    const { call, logIn, service, use } = setUp()
    const { token: session } = await logIn('ada')
    const owners = [{ type: 'user', id: 'grace' }, { type: 'application', id: 'ada' }]
    for (const owner of owners) {
      const { id, token } = await service.createApiToken({ label: 'x', owner, scope: 'read' })
      assert.deepEqual(refusal(await call('DELETE', `/me/api-tokens/${id}`, session)), NOT_FOUND)
      assert.deepEqual(refusal(await call('POST', `/me/api-tokens/${id}/reroll`, session, {})), NOT_FOUND)
      assert.equal(await use(token), 'good')
    }
    assert.deepEqual((await call('GET', '/me/api-tokens', session)).body.api_tokens, [])
    assert.deepEqual(refusal(await call('DELETE', '/me/api-tokens/nothing', session)), NOT_FOUND)
    assert.deepEqual(refusal(await call('POST', '/me/api-tokens/nothing/reroll', session, {})), NOT_FOUND)
  })

  test('cannot choose another owner', async () => {
    const { create, logIn, service } = setUp()
    const { token } = await logIn('ada')
    assert.deepEqual(refusal(await create(token, { owner: { type: 'user', id: 'grace' } })), [400, 'invalid_request', 'ERR_REQUEST_MALFORMED'])
    assert.deepEqual(await service.listApiTokens(), [])
  })
})

describe('nobody grants what they do not have', () => {
  test('a person: neither a scope nor a role of others, and the refusal names it', async () => {
    const { create, logIn, service } = setUp()
    const { token } = await logIn('ada')
    const scope = await create(token, { scopes: ['read', 'tokens:manage'] })
    assert.deepEqual(refusal(scope), [400, 'invalid_scope', 'ERR_SCOPE_INVALID'])
    assert.match(scope.body.error_description, /tokens:manage/)
    const role = await create(token, { role: 'owner' })
    assert.deepEqual(refusal(role), [400, 'invalid_request', 'ERR_ROLE_INVALID'])
    assert.match(role.body.error_description, /owner/)
    assert.deepEqual(await service.listApiTokens(), [])
  })

  test('a session that asked for less: neither by making nor by re-rolling', async () => {
    const { call, create, logIn } = setUp()
    const [all, less] = [await logIn('ada'), await logIn('ada', { scope: 'read' })]
    assert.deepEqual(refusal(await create(less.token, { scopes: ['write'] })), [400, 'invalid_scope', 'ERR_SCOPE_INVALID'])
    const { body } = await create(all.token, { scopes: ['write'] })
    const reroll = (token) => call('POST', `/me/api-tokens/${body.id}/reroll`, token, {})
    assert.deepEqual(refusal(await reroll(less.token)), [400, 'invalid_scope', 'ERR_SCOPE_INVALID'])
    assert.equal((await reroll(all.token)).status, 200)
  })

  test('a manager: for nobody, by neither verb', async () => {
    const { call, logIn, service } = setUp()
    const { token } = await logIn('root')
    const create = (body) => call('POST', '/api-tokens', token, { name: 'x', owner: { type: 'user', id: 'ada' }, ...body })
    assert.deepEqual(refusal(await create({ scopes: ['write'] })), [400, 'invalid_scope', 'ERR_SCOPE_INVALID'])
    assert.deepEqual(refusal(await create({ role: 'editor' })), [400, 'invalid_request', 'ERR_ROLE_INVALID'])
    assert.equal((await create({ scopes: ['read'], role: 'viewer' })).status, 201)
    const { id } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' }, scope: 'write', role: 'editor' })
    assert.deepEqual(refusal(await call('POST', `/api-tokens/${id}/reroll`, token, {})), [400, 'invalid_scope', 'ERR_SCOPE_INVALID'])
  })

  test('a manager: nothing that the owner does not have', async () => {
    const owner = ({ id }) => (id === 'grace' ? { active: true, scope: 'read', roles: [] } : undefined)
    const { call, logIn } = setUp({ owner, authenticate: () => ({ subject: 'root', scope: 'read write tokens:manage', roles: ['viewer'] }) })
    const { token } = await logIn('root')
    const create = (id, body) => call('POST', '/api-tokens', token, { name: 'x', owner: { type: 'user', id }, ...body })
    assert.deepEqual(refusal(await create('grace', { scopes: ['write'] })), [400, 'invalid_scope', 'ERR_SCOPE_INVALID'])
    assert.deepEqual(refusal(await create('grace', { role: 'viewer' })), [400, 'invalid_request', 'ERR_ROLE_INVALID'])
    assert.deepEqual(refusal(await create('nobody', { scopes: [] })), [400, 'invalid_request', 'ERR_REQUEST_MALFORMED'])
    assert.equal((await create('grace', { scopes: ['read'] })).status, 201)
  })
})

describe('what did not log in makes no API tokens', () => {
  test('an API token, the pair it was exchanged for, the pair of a key of the provider, a client', async () => {
    const { call, create, exchange, logIn, service } = setUp()
    const { token: session } = await logIn('ada')
    const { body } = await create(session, { scopes: ['read'] })
    const form = new Request('https://auth.example/token', {
      method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'ci', client_secret: 'right' }),
    })
    const client = await (await service.fetch(form)).json()
    const tokens = {
      'an API token': body.token,
      'its pair': (await exchange(body.token)).body.access_token,
      'a key of the provider': (await exchange('key of the application')).body.access_token,
      'a client': client.access_token,
    }
    for (const [name, token] of Object.entries(tokens)) {
      for (const [method, path] of [['POST', '/me/api-tokens'], ['GET', '/me/api-tokens'], ['DELETE', `/me/api-tokens/${body.id}`],
        ['POST', `/me/api-tokens/${body.id}/reroll`], ['GET', '/me/sessions'], ['DELETE', '/me/sessions'], ['DELETE', '/me/sessions/x']]) {
        assert.deepEqual(refusal(await call(method, path, token, method === 'GET' ? undefined : { name: 'x' })), NO_LOG_IN, `${name}: ${method} ${path}`)
      }
      assert.equal((await call('GET', '/me', token)).status, 200, `${name} may ask whose it is`)
    }
    assert.equal((await service.listApiTokens()).length, 1)
  })

  test('but a script rotates the token that it presents, and no other', async () => {
    const { call, create, logIn, use } = setUp()
    const { token: session } = await logIn('ada')
    const { body: first } = await create(session, { scopes: ['read'] })
    const next = await call('POST', '/me/api-tokens/current/reroll', first.token, { grace: 60 })
    assert.equal(next.status, 200)
    assert.equal(next.body.id, first.id)
    assert.deepEqual([await use(first.token), await use(next.body.token)], ['good', 'good'])
    assert.deepEqual(refusal(await call('POST', '/me/api-tokens/current/reroll', session, {})), [403, 'access_denied', 'ERR_API_TOKEN_REQUIRED'])
    const again = await call('POST', '/me/api-tokens/current/reroll', first.token, {})
    assert.deepEqual(refusal(again), [409, 'invalid_request', 'ERR_REROLL_CONFLICT'])
  })
})

describe('the number of API tokens of one owner is bounded', () => {
  test('a token past the limit is 409, whoever asks, and a revoked or expired one makes room', async () => {
    const { call, clock, create, logIn, service } = setUp({ apiTokensPerOwner: 2 })
    const { token: session } = await logIn('ada')
    const { body: first } = await create(session, { expires_in: 60 })
    await create(session)
    const full = await create(session)
    assert.deepEqual(refusal(full), [409, 'invalid_request', 'ERR_API_TOKENS_TOO_MANY'])
    await assert.rejects(service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } }), { status: 409, code: 'ERR_API_TOKENS_TOO_MANY' })
    assert.equal((await service.listApiTokens()).length, 2, 'nothing was stored')
    await service.createApiToken({ label: 'x', owner: { type: 'application', id: 'ada' } })
    await call('DELETE', `/me/api-tokens/${first.id}`, session)
    assert.equal((await create(session, { expires_in: 60 })).status, 201)
    assert.equal((await create(session)).status, 409)
    clock.offset = 61
    assert.equal((await create(session)).status, 201)
  })

  test('also if many are made at the same moment', async () => {
    const { MemoryStore } = await import('countersign/stores/memory')
    const { barrier, overlapping } = await import('../support/overlapping.js')
    const gate = barrier(20)
    const store = overlapping(new MemoryStore(), 'countApiTokens', gate)
    const { service } = setUp({ store, apiTokensPerOwner: 5 })
    const owner = { type: 'user', id: 'ada' }
    const made = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => service.createApiToken({ label: `${n}`, owner })))
    const good = made.filter(({ status }) => status === 'fulfilled')
    assert.ok(gate.arrived >= 20, 'the counts overlapped')
    assert.ok(good.length <= 5, `${good.length} of at most 5`)
    for (const { reason } of made.filter(({ status }) => status === 'rejected')) assert.equal(reason.code, 'ERR_API_TOKENS_TOO_MANY')
    for (const { value } of good) assert.equal((await service.verifyApiToken(value.token)).id, value.id)
    const living = (await service.listApiTokens({ owner })).filter(({ revoked }) => revoked === undefined)
    assert.equal(living.length, good.length, 'what was refused is not good')
  })
})

test('a label is shown as it was given', async () => {
  const { call, create, logIn } = setUp()
  const { token: session } = await logIn('ada')
  const labels = ['<img src=x onerror=alert(1)>', '\u202egnp.exe', 'a\tb\u0007', '😀'.repeat(200)]
  for (const name of labels) assert.equal((await create(session, { name })).status, 201)
  assert.deepEqual((await call('GET', '/me/api-tokens', session)).body.api_tokens.map(({ name }) => name).sort(), [...labels].sort())
})

test('a store that fails while a token is made leaves none behind that is good', async () => {
  const { MemoryStore } = await import('countersign/stores/memory')
  for (const isWritten of [false, true]) {
    const store = new MemoryStore()
    const add = store.addApiToken.bind(store)
    store.addApiToken = async (token) => {
      if (isWritten) await add(token)
      throw new Error('the connection was lost')
    }
    const { create, logIn, service } = setUp({ store })
    const { token } = await logIn('ada')
    assert.deepEqual(refusal(await create(token)), [503, 'temporarily_unavailable', 'ERR_STORE_UNAVAILABLE'])
    assert.deepEqual((await service.listApiTokens()).filter(({ revoked }) => revoked === undefined), [], isWritten ? 'written' : 'not written')
  }
})

test('whose log-in gave neither scope nor roles can grant none, also where Object.prototype has some', async () => {
  const { create, logIn } = setUp({ authenticate: ({ username }) => ({ subject: username }) })
  const { token } = await logIn('ada')
  for (const [name, value, wanted, said] of [
    ['scope', 'read', { scopes: ['read'] }, [400, 'invalid_scope', 'ERR_SCOPE_INVALID']],
    ['roles', ['editor'], { role: 'editor' }, [400, 'invalid_request', 'ERR_ROLE_INVALID']],
  ]) {
    Object.prototype[name] = value
    try {
      assert.deepEqual(refusal(await create(token, wanted)), said)
    } finally {
      delete Object.prototype[name]
    }
  }
  assert.equal((await create(token)).status, 201)
})
