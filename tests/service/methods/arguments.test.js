import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SigningKey } from 'countersign'
import { TokenService } from 'countersign/service'
import { MemoryStore } from 'countersign/stores/memory'
import { authenticate, key, makeService } from '../support/service.js'

const ISSUER = 'https://auth.example'
const ADA = { type: 'user', id: 'ada' }
const refused = (option) => ({ code: 'ERR_OPTION_INVALID', message: new RegExp(`^the option ${option.replaceAll('.', '\\.')} `) })
const long = (bytes) => 'é'.repeat(bytes / 2)

/** A service whose store counts what is asked of it. */
const setUp = (options) => {
  const calls = []
  const get = (target, name) => (typeof target[name] !== 'function' ? target[name] : (...values) => (calls.push(name), target[name](...values)))
  return { ...makeService({ store: new Proxy(new MemoryStore(), { get }), issuer: ISSUER, ...options }), calls }
}

describe('a method', () => {
  const { service } = setUp()
  const other = SigningKey.generate()
  const wanted = { label: 'x', owner: ADA }
  const cases = [
    ['a needed scope under another name', 'scopes', (s, token) => s.verifyApiToken(token, { scopes: 'admin' })],
    ['a needed scope that is no scope', 'scope', (s, token) => s.verifyApiToken(token, { scope: null })],
    ['a needed scope by position', 'options', (s, token) => s.verifyApiToken(token, 'admin')],
    ['a token that is no string', 'token', (s) => s.verifyApiToken(5)],
    ['an introspected token that is no string', 'token', (s) => s.introspect(undefined)],
    ['a revoked token that is no string', 'token', (s) => s.revoke({})],
    ['a refresh token that is no string', 'token', (s) => s.refresh(null)],
    ['a lifetime under another name', 'expires_in', (s) => s.createApiToken({ ...wanted, expires_in: 60 })],
    ['a lifetime that is an instant in milliseconds', 'expiresIn', (s) => s.createApiToken({ ...wanted, expiresIn: Date.now() + 3_600_000 })],
    ['a lifetime that is a string', 'expiresIn', (s) => s.createApiToken({ ...wanted, expiresIn: '60' })],
    ['null as a scope', 'scope', (s) => s.createApiToken({ ...wanted, scope: null })],
    ['an object as a scope', 'scope', (s) => s.createApiToken({ ...wanted, scope: {} })],
    ['a number among scopes', 'scope', (s) => s.createApiToken({ ...wanted, scope: ['read', 5] })],
    ['a scope without end', 'scope', (s) => s.createApiToken({ ...wanted, scope: 'a'.repeat(3000) })],
    ['a label of a novel', 'label', (s) => s.createApiToken({ ...wanted, label: 'x'.repeat(201) })],
    ['a label of half a character', 'label', (s) => s.createApiToken({ ...wanted, label: '\ud800' })],
    ['a role of a novel', 'role', (s) => s.createApiToken({ ...wanted, role: 'x'.repeat(101) })],
    ['an owner of half a character', 'owner', (s) => s.createApiToken({ ...wanted, owner: { type: 'user', id: '\ud800' } })],
    ['an owner of 256 bytes', 'owner', (s) => s.createApiToken({ ...wanted, owner: { type: 'user', id: long(256) } })],
    ['an owner with more to it', 'owner', (s) => s.createApiToken({ ...wanted, owner: { ...ADA, name: 'Ada' } })],
    ['no owner', 'owner', (s) => s.createApiToken({ label: 'x' })],
    ['nothing', 'label', (s) => s.createApiToken()],
    ['owners of a list', 'owners', (s) => s.listApiTokens({ owners: [ADA] })],
    ['a negative limit', 'limit', (s) => s.listApiTokens({ limit: -1 })],
    ['a limit that is no whole number', 'limit', (s) => s.listApiTokens({ limit: 1.5 })],
    ['a limit above the greatest', 'limit', (s) => s.listApiTokens({ limit: 1001 })],
    ['a page after no id', 'after', (s) => s.listApiTokens({ after: 5 })],
    ['an owner that is a string', 'owner', (s) => s.listApiTokens({ owner: 'user:ada' })],
    ['an id that is no string', 'id', (s) => s.revokeApiToken(5)],
    ['no id', 'id', (s) => s.rerollApiToken(undefined)],
    ['a grace that is a string', 'grace', (s) => s.rerollApiToken('x', { grace: '60' })],
    ['a negative grace', 'grace', (s) => s.rerollApiToken('x', { grace: -5 })],
    ['an endless grace', 'grace', (s) => s.rerollApiToken('x', { grace: Infinity })],
    ['a grace under another name', 'graceUntil', (s) => s.rerollApiToken('x', { graceUntil: 60 })],
    ['a lost token that is no start', 'lost', (s) => s.rerollApiToken('x', { lost: true })],
    ['a wait for a key that is no number', 'publishFor', (s) => s.rotateKeys(other, { publishFor: NaN })],
    ['a wait for a key that is a string', 'publishFor', (s) => s.rotateKeys(other, { publishFor: '600' })],
    ['a negative wait for a key', 'publishFor', (s) => s.rotateKeys(other, { publishFor: -1 })],
    ['a wait under another name', 'publish_for', (s) => s.rotateKeys(other, { publish_for: 0 })],
    ['a next key that is none', 'next', (s) => s.rotateKeys({})],
    ['a list of no number', 'number', (s) => s.statusList('0')],
    ['a negative list', 'number', (s) => s.statusList(-1)],
    ['a subject that is no string', 'subject', (s) => s.revokeGrantsOf()],
    ['a subject of an unknown type', 'subjectType', (s) => s.revokeGrantsOf('ada', { subjectType: 'admin' })],
    ['a subject type under another name', 'type', (s) => s.revokeGrantsOf('ada', { type: 'user' })],
    ['scopes of an identity', 'scopes', (s) => s.grant({ subject: 'ada', scopes: ['read'] })],
    ['an identity that is no object', 'identity', (s) => s.grant('ada')],
    ['an identity without a subject', 'subject', (s) => s.grant({ scope: 'read' })],
    ['a subject of 5,000 characters', 'subject', (s) => s.grant({ subject: 'a'.repeat(5000) })],
    ['a subject of half a character', 'subject', (s) => s.grant({ subject: '\udc00' })],
    ['a client of 256 bytes', 'client', (s) => s.grant({ subject: 'ada', client: long(256) })],
    ['null as the scope of an identity', 'scope', (s) => s.grant({ subject: 'ada', scope: null })],
    ['an identity of an unknown type', 'subjectType', (s) => s.grant({ subject: 'ada', subjectType: 'group' })],
    ['claims that are no object', 'claims', (s) => s.grant({ subject: 'ada', claims: ['a'] })],
    ['a claim of the service\'s own', 'claims.sub_type', (s) => s.grant({ subject: 'ada', claims: { sub_type: 'admin' } })],
    ['claims that cannot be written', 'claims', (s) => s.grant({ subject: 'ada', claims: { big: 5n } })],
    ['claims that make a token nobody takes for its length', 'claims', (s) => s.grant({ subject: 'ada', claims: { all: 'x'.repeat(6000) } })],
    ['claims that make a token nobody takes for its depth', 'claims', (s) => s.grant({ subject: 'ada', claims: JSON.parse(`{"a":${'['.repeat(40)}${']'.repeat(40)}}`) })],
    ['refreshable by a string', 'refreshable', (s) => s.grant({ subject: 'ada' }, { refreshable: 'no' })],
    ['a wish under another name', 'scopes', (s) => s.grant({ subject: 'ada' }, { scopes: 'read' })],
    ['a client of half a character', 'client', (s) => s.grant({ subject: 'ada' }, { client: '\ud800' })],
    ['wishes that are no object', 'request', (s) => s.grant({ subject: 'ada' }, 'read')],
    ['wishes of a refresh that are no object', 'request', (s) => s.refresh('x', 'read')],
  ]
  for (const [name, option, call] of cases) {
    test(`refuses ${name}, by name and before it asks the store`, async () => {
      const { service, calls } = setUp()
      await assert.rejects(async () => call(service, 'acme_x'), refused(option))
      assert.deepEqual(calls, [])
    })
  }

  test('takes what is just within the bounds', async () => {
    const { token, id } = await service.createApiToken({ label: '😀'.repeat(200), role: 'é'.repeat(100), owner: { type: 'user', id: long(254) }, scope: ['read', 'write'], expiresIn: 0.5 })
    assert.equal((await service.verifyApiToken(token, { scope: ['read', 'write'] })).id, id)
    await assert.rejects(service.verifyApiToken(token, { scope: ['read', 'admin'] }), { code: 'ERR_SCOPE_INSUFFICIENT', scope: 'read admin' })
    assert.equal((await service.listApiTokens({ owner: { type: 'user', id: long(254) }, after: undefined, limit: 1 })).length, 1)
    await service.createApiToken({ label: 'x', owner: ADA, expiresIn: 'never', role: undefined })
    await service.createApiToken({ label: 'x', owner: ADA, expiresIn: 100 * 365 * 86_400 })
    assert.equal(typeof (await service.grant({ subject: long(254), client: 'web', claims: { tenant: 't'.repeat(2000) } })).access_token, 'string')
  })
})

test('a pair that was made is one that the service takes, up to the longest', async () => {
  const { service } = setUp()
  let taken = 0
  for (let length = 1000; length < 3000; length += 20) {
    const pair = await service.grant({ subject: '\u0001'.repeat(255), scope: 'read', claims: { all: 'x'.repeat(length) } }).catch((error) => assert.equal(error.code, 'ERR_OPTION_INVALID'))
    if (pair === undefined) continue
    taken++
    await service.authenticate(`Bearer ${pair.access_token}`)
    await service.authenticate(`Bearer ${(await service.refresh(pair.refresh_token)).access_token}`)
  }
  assert.ok(taken > 0 && taken < 100, `${taken} of 100`)
})

test('a pair without claims of the provider is one that the service takes, up to the longest', async () => {
  const { service } = setUp()
  const outcomes = []
  for (let count = 0; count < 30; count++) {
    const roles = Array.from({ length: count }, (_, number) => String(number).padStart(100, '€'))
    const pair = await service.grant({ subject: '€'.repeat(85), scope: 'read', roles }).catch((error) => assert.equal(error.code, 'ERR_OPTION_INVALID'))
    outcomes.push(pair !== undefined)
    if (pair !== undefined) await service.authenticate(`Bearer ${pair.access_token}`)
  }
  assert.ok(outcomes[0] && outcomes[10] && !outcomes.at(-1), String(outcomes))
})

test('a pair stays one that the service takes when the next key has a longer name', async () => {
  const { service } = setUp()
  let pair
  for (let length = 6000; pair === undefined; length -= 20) pair = await service.grant({ subject: 'ada', claims: { all: 'x'.repeat(length) } }).catch(() => undefined)
  service.rotateKeys(SigningKey.fromJwk({ ...SigningKey.generate().toJwk(), kid: 'k'.repeat(200) }), { publishFor: 0 })
  await service.authenticate(`Bearer ${(await service.refresh(pair.refresh_token)).access_token}`)
})

test('keys that were not rotated for a wrong wait go on signing', async () => {
  const { service } = setUp()
  assert.throws(() => service.rotateKeys(SigningKey.generate(), { publishFor: NaN }), refused('publishFor'))
  const { access_token } = await service.grant({ subject: 'ada' })
  assert.equal((await service.authenticate(`Bearer ${access_token}`)).claims.sub, 'ada')
})

describe('a service is made at the very bounds, and not beyond', () => {
  const make = (options) => new TokenService({ issuer: ISSUER, audience: 'api', key, store: new MemoryStore(), authenticate, ...options })
  const bounds = {
    accessLifetime: [[1, 3_155_760_000], [0, 3_155_760_001], 'must be a whole number from 1 to 3155760000'],
    grace: [[0, 86_400], [86_400.5], 'must be a number of seconds from 0 to 86400, not milliseconds'],
    audience: [[['api'], ['api', 'b'.repeat(255)]], [[], ['api', 'b'.repeat(256)], ['b'.repeat(256), 'api']], 'must be a non-empty string of at most 255 bytes, or an array of such'],
  }
  for (const [name, [within, beyond, demand]] of Object.entries(bounds)) {
    test(name, () => {
      for (const value of within) make({ [name]: value })
      for (const value of beyond) assert.throws(() => make({ [name]: value }), { code: 'ERR_OPTION_INVALID', message: `the option ${name} ${demand}` })
    })
  }

  test('the number of a status list', async () => {
    await assert.rejects(async () => make().statusList(-1), { message: 'the option number must be a whole number, 0 or more' })
  })
})

describe('a service is not made', () => {
  const good = { issuer: ISSUER, audience: 'api', key, store: new MemoryStore(), authenticate }
  const cases = [
    ['with a store slower than its grace', 'storeTimeout', { storeTimeout: 10 }],
    ['with a grace shorter than its store\'s time', 'storeTimeout', { grace: 3, storeTimeout: 4 }],
    ['with a time that timers cannot count', 'storeTimeout', { storeTimeout: 2 ** 31, grace: 80_000 }],
    ['with a lifetime of a geological age', 'accessLifetime', { accessLifetime: 3.2e9 }],
    ['with a refresh lifetime without end', 'refreshLifetime', { refreshLifetime: Infinity }],
    ['with a grace in milliseconds', 'grace', { grace: 100_000 }],
    ['with a grace that is a string', 'grace', { grace: '10' }],
    ['with a cache for ever', 'apiTokenCache', { apiTokenCache: Infinity }],
    ['with a list that is fresh for ever', 'statusFreshness', { statusFreshness: 2 ** 40 }],
    ['with an audience that is no list of strings', 'audience', { audience: ['api', 5] }],
    ['with null for an audience', 'audience', { audience: null }],
    ['with an issuer without end', 'issuer', { issuer: `https://auth.example/${'x'.repeat(600)}` }],
    ['with no keys', 'key', { key: [] }],
    ['with a clock that does not tell', 'now', { now: () => NaN }],
    ['with a clock of milliseconds', 'now', { now: Date.now }],
    ['with a clock that answers a string', 'now', { now: () => '5' }],
    ['with an option of another name', 'accessTokenLifetime', { accessTokenLifetime: 60 }],
  ]
  for (const [name, option, wrong] of cases) {
    test(name, () => assert.throws(() => new TokenService({ ...good, ...wrong }), refused(option)))
  }

  test('without options, or with those of a class', () => {
    assert.throws(() => new TokenService(), refused('audience'))
    assert.throws(() => new TokenService('x'), refused('options'))
    assert.throws(() => new TokenService(new Map()), refused('options'))
  })

  test('by what a polluted prototype says', () => {
    Object.prototype.authenticate = authenticate
    try {
      assert.throws(() => new TokenService({ ...good, authenticate: undefined }), refused('authenticate'))
    } finally {
      delete Object.prototype.authenticate
    }
  })

  test('but for a grace of 0, or a short one, whose store is given up in time', () => {
    for (const grace of [0, 0.1, 3]) new TokenService({ ...good, grace })
  })
})

test('a clock that fails later stops the service, and makes nothing', async () => {
  let now = 1_900_000_000
  const { service, calls } = setUp({ now: () => now })
  now = NaN
  for (const call of [() => service.grant({ subject: 'ada' }), () => service.createApiToken({ label: 'x', owner: ADA })]) {
    await assert.rejects(call, refused('now'))
  }
  assert.deepEqual(calls, [])
})
