import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SigningKey, TokenError } from 'countersign'
import { TokenService } from 'countersign/service'
import { MemoryStore } from 'countersign/stores/memory'
import { PASSWORD, authenticate, key, makeService } from '../support/service.js'

const ISSUER = 'https://auth.example/tenant'

const setUp = (options = {}) => {
  const made = makeService({ store: new MemoryStore(), issuer: ISSUER, ...options })
  const send = async (path, init = {}) => {
    const response = await made.service.fetch(new Request(ISSUER + path, { method: 'POST', duplex: 'half', ...init }))
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: text.startsWith('{') ? JSON.parse(text) : undefined }
  }
  const json = (path, body, headers = {}) =>
    send(path, { headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) })
  const form = (path, body, headers = {}) => send(path, { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body })
  return { ...made, send, json, form }
}
const login = { username: 'your-email@example.com', password: PASSWORD }

describe('a malformed body', () => {
  const cases = {
    'no JSON': ['/token', '{"username":'],
    'an array': ['/token', '[]'],
    'null': ['/token', 'null'],
    'no password': ['/token', { username: 'ada' }],
    'a password that is no text': ['/token', { username: 'ada', password: { length: 3 } }],
    'an empty password': ['/token', { username: 'ada', password: '' }],
    'a prototype in place of members': ['/token', '{"__proto__":{"username":"ada","password":"x"}}'],
    'no API key': ['/auth/api-key', {}],
    'no refresh token': ['/auth/refresh', { refreshToken: null }],
    'an unknown grant type': ['/token', { grant_type: 'authorization_code', ...login }],
    'no token to revoke': ['/revoke', {}],
  }
  for (const [name, [path, body]] of Object.entries(cases)) {
    test(`is refused: ${name}`, async () => {
      const { status, body: answer } = await setUp().json(path, body)
      assert.equal(status, 400)
      assert.ok(['invalid_request', 'unsupported_grant_type'].includes(answer.error), answer.error)
      assert.match(answer.code, /^ERR_/)
    })
  }

  test('is refused: another type, none, a parameter twice, wrong UTF-8, too long', async () => {
    const { send, form } = setUp()
    const code = async (answer) => [(await answer).status, (await answer).body.error]
    const bad = [400, 'invalid_request']
    assert.deepEqual(await code(send('/token', { headers: { 'content-type': 'text/plain' }, body: JSON.stringify(login) })), bad)
    assert.deepEqual(await code(send('/token')), bad)
    assert.deepEqual(await code(form('/token', 'grant_type=password&username=a&username=b&password=c')), bad)
    assert.deepEqual(await code(form('/token', 'username=a&password=c')), bad)
    assert.deepEqual(await code(form('/token', 'grant_type=client_credentials', { authorization: 'Basic Og' })), [401, 'invalid_client'])
    for (const encoded of [btoa('%'), 'a', '_w==']) {
      assert.deepEqual(await code(form('/token', 'grant_type=client_credentials', { authorization: `Basic ${encoded}` })), [401, 'invalid_client'], encoded)
    }
    assert.deepEqual(await code(send('/token', { headers: { 'content-type': 'application/json' }, body: new Uint8Array([0x22, 0xff, 0x22]) })), bad)
    assert.deepEqual(await code(send('/token', { headers: { 'content-type': 'application/json' }, body: ' '.repeat(70_000) })), [413, 'request_too_large'])
  })

  test('is refused where an API token is described', async () => {
    const { json } = setUp()
    const { token } = (await json('/token', login)).body
    const bearer = { authorization: `Bearer ${token}` }
    const wrong = [
      {}, { name: 5 }, { name: 'x', scopes: ['a b'] }, { name: 'x', scopes: [5] }, { name: 'x', scopes: '"' }, { name: 'x', owner: 'ada' },
      { name: 'x', owner: { type: 'admin', id: 'a' } }, { name: 'x', expires_in: -1 }, { name: 'x', expires_in: '1' }, { name: 'x', expires_at: 1 },
    ]
    for (const body of wrong) assert.equal((await json('/api-tokens', body, bearer)).status, 400, JSON.stringify(body))
    assert.equal((await json('/api-tokens/nobody/reroll', {}, bearer)).status, 404)
  })
})

describe('a request', () => {
  test('to nowhere, or with another method, is refused by name', async () => {
    const { service, send } = setUp()
    for (const path of ['/', '/tokens', '/token/', '/status/', '/status/x', '/status/99999999999', '/api-tokens/a/b', '/api-tokens/%ff/reroll']) {
      assert.ok([404, 405].includes((await send(path, { method: path.startsWith('/status') ? 'GET' : 'POST' })).status), path)
    }
    const wrong = await send('/token', { method: 'PUT' })
    assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'POST'])
    assert.equal((await service.fetch(new Request('https://auth.example/token'))).status, 404, 'outside the issuer\'s path')
    const metadata = await service.fetch(new Request('https://auth.example/.well-known/oauth-authorization-server/tenant'))
    assert.equal((await metadata.json()).token_endpoint, `${ISSUER}/token`)
  })

  test('with wrong credentials is refused with one sentence, whoever it names', async () => {
    const { json, form, events } = setUp()
    const answers = [
      await json('/token', { username: 'your-email@example.com', password: 'wrong' }),
      await json('/token', { username: 'nobody@example.com', password: 'wrong' }),
      await json('/auth/api-key', { apiKey: 'wrong' }),
      await form('/token', new URLSearchParams({ grant_type: 'password', username: 'nobody', password: 'x' }).toString()),
    ]
    assert.deepEqual(answers.map(({ status }) => status), [401, 401, 401, 400])
    assert.deepEqual(new Set(answers.map(({ text }) => text)).size, 1)
    assert.equal(events.filter(({ type }) => type === 'denied').length, 4)
  })

  test('one too many is told when to come back', async () => {
    const { json } = setUp({ rateLimit: (_request, route) => (route === 'POST /token' ? 12.3 : undefined) })
    const answer = await json('/token', login)
    assert.deepEqual([answer.status, answer.headers.get('retry-after'), answer.body.code], [429, '13', 'ERR_RATE_LIMITED'])
  })

  test('that the program fails on is a 500 that tells nothing, and is reported', async () => {
    const { json, errors } = setUp({ authenticate: () => { throw new Error('password=hunter2') } })
    const answer = await json('/token', login)
    assert.deepEqual([answer.status, answer.body.error], [500, 'server_error'])
    assert.ok(!answer.text.includes('hunter2'))
    assert.equal(errors.length, 1)
    for (const identity of [{}, { subject: '' }, { subject: 'a', scope: 'a"b' }, { subject: 'a', claims: { sub: 'b' } }]) {
      const store = new MemoryStore()
      const wrong = setUp({ store, authenticate: () => identity })
      assert.equal((await wrong.json('/token', login)).status, 500)
      assert.equal((await store.grantsOf(ISSUER, { subject: 'a', limit: 100 })).length, 0, 'and nothing is stored')
    }
  })
})

describe('a token in the wrong place is refused by name', () => {
  test('each kind as every other', async () => {
    const { service } = setUp()
    const { service: other } = setUp({ prefix: 'other' })
    const pair = await service.grant({ subject: 'ada', scope: 'read' })
    const { token } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
    const code = (promise) => promise.then(() => 'accepted', (error) => (error instanceof TokenError ? error.code : error))
    assert.equal(await code(service.authenticate(`Bearer ${pair.refresh_token}`)), 'ERR_TYPE_MISMATCH')
    assert.equal(await code(service.refresh(pair.access_token)), 'ERR_TYPE_MISMATCH')
    assert.equal(await code(service.refresh(token)), 'ERR_TOKEN_MALFORMED')
    assert.equal(await code(other.authenticate(`Bearer ${token}`)), 'ERR_TYPE_MISMATCH')
    assert.equal(await code(other.authenticate(`Bearer ${pair.access_token}`)), 'ERR_TOKEN_REVOKED', 'its grant is in another store')
    assert.equal(await code(service.authenticate(`Bearer ${token.slice(0, -1)}x`)), 'ERR_TOKEN_MALFORMED')
    assert.equal(await code(service.authenticate('Basic abc')), 'ERR_CREDENTIALS_MISSING')
    const forger = makeService({ store: new MemoryStore(), issuer: ISSUER, key: SigningKey.generate() })
    const forged = await forger.service.grant({ subject: 'ada', scope: 'tokens:manage' })
    assert.equal(await code(service.authenticate(`Bearer ${forged.access_token}`)), 'ERR_KEY_UNKNOWN')
  })
})

describe('an API token', () => {
  test('that is garbage causes no call to the store', async () => {
    const store = new MemoryStore()
    let calls = 0
    const counting = new Proxy(store, {
      get: (target, name) => (typeof target[name] !== 'function' ? target[name] : (...args) => (calls++, target[name](...args))),
    })
    const { service } = setUp({ store: counting })
    const { token } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
    calls = 0
    for (let n = 0; n < 1000; n++) {
      const garbage = n % 2 ? crypto.randomUUID() : `acme_${crypto.randomUUID().replaceAll('-', '')}${crypto.randomUUID().slice(0, 8)}012345678`
      await assert.rejects(service.verifyApiToken(garbage))
    }
    assert.equal(calls, 0)
    await service.verifyApiToken(token)
    assert.ok(calls > 0)
  })

  test('is looked up once in its cache\'s time, and a revocation here clears it', async () => {
    const store = new MemoryStore()
    const { service, clock } = setUp({ store, apiTokenCache: 30 })
    const other = setUp({ store, apiTokenCache: 30 })
    const { token, id } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
    let looked = 0
    const find = store.apiTokenByDigest.bind(store)
    store.apiTokenByDigest = (...asked) => (looked++, find(...asked))
    for (let n = 0; n < 10; n++) await service.verifyApiToken(token)
    assert.equal(looked, 1)
    await other.service.revokeApiToken(id)
    await service.verifyApiToken(token)
    clock.offset = 31
    await assert.rejects(service.verifyApiToken(token), { code: 'ERR_TOKEN_REVOKED' })
    const second = await service.createApiToken({ label: 'y', owner: { type: 'user', id: 'ada' } })
    await service.verifyApiToken(second.token)
    await service.revokeApiToken(second.id)
    await assert.rejects(service.verifyApiToken(second.token), { code: 'ERR_TOKEN_REVOKED' })
  })

  test('is noted as used at most once in five minutes', async () => {
    const store = new MemoryStore()
    const { service, clock } = setUp({ store })
    const { token, id } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
    for (let n = 0; n < 20; n++) await service.verifyApiToken(token)
    assert.equal((await store.apiToken(ISSUER, id)).version, 2)
    clock.offset = 301
    await service.verifyApiToken(token)
    assert.equal((await store.apiToken(ISSUER, id)).version, 3)
  })

  test('that cannot be is told to the program', async () => {
    const { service } = setUp()
    const good = { label: 'x', owner: { type: 'user', id: 'ada' } }
    const wrong = [{ label: '' }, { role: 5 }, { owner: { type: 'admin', id: 'a' } }, { owner: undefined }, { scope: 'a"' }, { expiresIn: 0 }, { expiresIn: NaN }, { expiresIn: '5' }]
    for (const member of wrong) await assert.rejects(service.createApiToken({ ...good, ...member }), { code: 'ERR_OPTION_INVALID' }, JSON.stringify(member))
    assert.equal((await service.createApiToken({ ...good, scope: ['read', 'write'] })).scope, 'read write')
  })

  test('is checked for the scope that is needed', async () => {
    const { service } = setUp()
    const { token } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' }, scope: 'read write' })
    assert.equal((await service.verifyApiToken(token, { scope: 'write' })).label, 'x')
    await assert.rejects(service.verifyApiToken(token, { scope: 'write admin' }), { code: 'ERR_SCOPE_INSUFFICIENT' })
  })
})

describe('keys', () => {
  test('are published before they sign, and until their last token is dead', async () => {
    const { service, clock } = setUp()
    const kids = async () => (await (await service.fetch(new Request(`${ISSUER}/.well-known/jwks.json`))).json()).keys.map(({ kid }) => kid)
    const next = SigningKey.generate()
    const before = await service.grant({ subject: 'ada' })
    service.rotateKeys(next)
    assert.deepEqual(await kids(), [next.kid, key.kid])
    const kidOf = (token) => JSON.parse(atob(token.split('.')[0])).kid
    assert.equal(kidOf((await service.grant({ subject: 'ada' })).access_token), key.kid)
    clock.offset = 600
    assert.equal(kidOf((await service.grant({ subject: 'ada' })).access_token), next.kid)
    const renewed = await service.refresh(before.refresh_token)
    assert.equal(kidOf(renewed.refresh_token), next.kid)
    clock.offset = 600 + 86_400
    assert.deepEqual(await kids(), [next.kid, key.kid])
    clock.offset += 301
    assert.deepEqual(await kids(), [next.kid])
    assert.throws(() => service.rotateKeys(next), { code: 'ERR_OPTION_INVALID' })
  })

  test('are rotated with an answer that says when the next one signs, and how long the others stay', () => {
    const now = () => 1_900_000_000
    const [next, last] = [SigningKey.generate(), SigningKey.generate()]
    const { service } = setUp({ now, accessLifetime: 60, refreshLifetime: 7200 })
    assert.deepEqual(service.rotateKeys(next), { kid: next.kid, signsFrom: now() + 600, othersUntil: now() + 600 + 7200 + 300 })
    assert.deepEqual(service.rotateKeys(last, { publishFor: 0 }), { kid: last.kid, signsFrom: now(), othersUntil: now() + 7200 + 300 })
  })

  test('are not changed by looking at them: each moment has one set', async () => {
    const { service, clock } = setUp()
    const next = SigningKey.generate()
    service.rotateKeys(next)
    const both = service.keys.current
    clock.offset = 600 + 86_400 + 301
    const last = service.keys.current
    assert.deepEqual([both.kids, last.kids], [[next.kid, key.kid], [next.kid]])
    assert.equal(service.keys.current, last)
    clock.offset = 0
    assert.equal(service.keys.current, both)
    clock.offset = 600 + 86_400 + 301
    await service.sweep()
    assert.equal(service.keys.current, last)
  })
})

describe('a wrong option', () => {
  const options = { issuer: ISSUER, audience: 'api', key, store: new MemoryStore(), authenticate }
  const wrong = {
    issuer: 'nonsense', audience: [], key: {}, store: {}, authenticate: 'x', prefix: 'A-b', accessLifetime: 0, refreshLifetime: 1.5, grace: -1,
    now: 5, onEvent: 5, rateLimit: 5, statusFreshness: 0, storeTimeout: -1, apiTokenCache: NaN, nonsense: 1, bodyTimeout: 0, defaultScope: 'a"', isPublicClient: ['x'], metadata: 5,
  }
  for (const [name, value] of Object.entries(wrong)) {
    test(`is told at construction: ${name}`, () => {
      assert.throws(() => new TokenService({ ...options, [name]: value }), { code: 'ERR_OPTION_INVALID' })
    })
  }

  const [DAY, CENTURY] = [86_400, 100 * 365.25 * 86_400]
  const whole = {
    accessLifetime: [1, CENTURY], refreshLifetime: [1, CENTURY], sessionLifetime: [1, CENTURY], statusFreshness: [1, DAY], apiTokensPerOwner: [1, 1_000_000],
  }
  const seconds = { apiTokenCache: [0, DAY], grace: [0, DAY], ownerCache: [0, DAY], freshLogin: [0, 365 * DAY], bodyTimeout: [0.001, 3600], storeTimeout: [0.001, 3600] }
  for (const [name, [least, most]] of Object.entries({ ...whole, ...seconds })) {
    test(`is one beyond its bounds, which are taken themselves: ${name}`, () => {
      const make = (value) => new TokenService({ ...options, ...(name === 'storeTimeout' && { grace: DAY }), [name]: value })
      for (const value of [least, most]) make(value)
      const beyond = name in whole ? [least - 1, most + 1, least + 0.5] : [least - 0.001, most + 0.001]
      for (const value of beyond) assert.throws(() => make(value), { code: 'ERR_OPTION_INVALID', message: new RegExp(`^the option ${name} must be`) }, String(value))
    })
  }
})
