import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { decode } from 'countersign'
import { refusal, setUp } from '../support/account.js'

/** A service, whose users the test changes. */
const withUsers = (options) => {
  const users = { ada: { active: true } }
  const asked = []
  const owner = async ({ type, id }) => {
    asked.push(`${type}:${id}`)
    return users[id]
  }
  return { ...setUp({ owner, ...options }), users, asked }
}
const apiToken = (made, more) => made.service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' }, scope: 'read write', role: 'editor', ...more })

describe('a token follows its owner', () => {
  for (const [name, answer] of [['is not active', { active: false }], ['is gone', undefined], ['is null', null]]) {
    test(`who ${name}: no API token is good, nothing is refreshed, and it is good again when the owner is`, async () => {
      const made = withUsers()
      const { token } = await apiToken(made)
      const { refresh_token } = await made.logIn('ada')
      const { token: asker } = await made.logIn('root')
      made.users.ada = answer
      assert.equal(await made.use(token), 'ERR_TOKEN_REVOKED')
      assert.deepEqual(refusal(await made.refresh(refresh_token)), [401, 'invalid_grant', 'ERR_TOKEN_REVOKED'])
      assert.deepEqual((await made.call('POST', '/introspect', asker, { token })).body, { active: false })
      assert.deepEqual(refusal(await made.exchange(token)), [401, 'invalid_grant', 'ERR_CREDENTIALS_INVALID'])
      made.users.ada = { active: true }
      assert.equal(await made.use(token), 'good')
      assert.equal((await made.refresh(refresh_token)).status, 200, 'the refused refresh used nothing up')
    })
  }

  test('in a replay, too: not even the same pair again', async () => {
    const made = withUsers()
    const { refresh_token } = await made.logIn('ada')
    await made.refresh(refresh_token)
    made.users.ada = { active: false }
    assert.deepEqual(refusal(await made.refresh(refresh_token)), [401, 'invalid_grant', 'ERR_TOKEN_REVOKED'])
  })

  test('and a stolen refresh token ends the grant all the same', async () => {
    const made = withUsers()
    const { refresh_token } = await made.logIn('ada')
    const { body: next } = await made.refresh(refresh_token)
    made.users.ada = { active: false }
    made.clock.offset = 11
    assert.deepEqual(refusal(await made.refresh(refresh_token)), [401, 'invalid_grant', 'ERR_TOKEN_REUSED'])
    made.users.ada = { active: true }
    assert.equal((await made.refresh(next.refresh_token)).body.code, 'ERR_TOKEN_REVOKED')
  })

  test('whose scope and roles shrink: it has what both have, and again more when the owner has', async () => {
    const made = withUsers()
    const { token } = await apiToken(made)
    const { refresh_token } = await made.logIn('ada')
    made.users.ada = { active: true, scope: 'read admin', roles: ['viewer'] }
    const { claims, apiToken: record } = await made.service.authenticate(`Bearer ${token}`)
    assert.deepEqual([claims.scope, claims.roles, record.scope, record.roles], ['read', undefined, 'read', []])
    await assert.rejects(made.service.verifyApiToken(token, { scope: 'write' }), { code: 'ERR_SCOPE_INSUFFICIENT' })
    const less = (await made.refresh(refresh_token)).body
    assert.deepEqual([decode(less.access_token).claims.scope, decode(less.access_token).claims.roles], ['read', ['viewer']])
    assert.deepEqual((await made.refresh(refresh_token)).body, less, 'a replay is the same pair')
    made.users.ada = { active: true }
    assert.equal((await made.service.verifyApiToken(token)).scope, 'read write')
    const all = decode((await made.refresh(less.refresh_token)).body.access_token).claims
    assert.deepEqual([all.scope, all.roles], ['read write', ['editor', 'viewer']])
    assert.deepEqual((await made.service.listApiTokens()).map(({ scope }) => scope), ['read write'], 'the record is as it was')
  })

  test('who is a user if the grant is from before it said so', async () => {
    const { MemoryStore } = await import('countersign/stores/memory')
    const store = new MemoryStore()
    const find = store.grant.bind(store)
    store.grant = async (...names) => {
      const { subjectType: _, ...grant } = await find(...names)
      return grant
    }
    const made = withUsers({ store })
    await made.refresh((await made.logIn('ada')).refresh_token)
    assert.deepEqual(made.asked, ['user:ada'])
  })

  test('and a refresh that asks for less has no more than what the owner still may', async () => {
    const made = withUsers()
    const { refresh_token } = await made.service.grant({ subject: 'ada', scope: 'read write export' })
    made.users.ada = { active: true, scope: 'read export', roles: ['viewer'] }
    const { access_token } = await made.service.refresh(refresh_token, { scope: 'read write' })
    const { scope, roles } = decode(access_token).claims
    assert.deepEqual([scope, roles], ['read', undefined])
  })

  test('of whom the provider limits the scope alone, or the roles alone', async () => {
    for (const [limit, scope, roles] of [[{ scope: 'read' }, 'read', ['editor', 'viewer']], [{ roles: ['viewer'] }, 'read write', ['viewer']]]) {
      const made = withUsers()
      const { refresh_token } = await made.logIn('ada')
      const { token } = await apiToken(made)
      made.users.ada = { active: true, ...limit }
      const { claims } = decode((await made.refresh(refresh_token)).body.access_token)
      assert.deepEqual([claims.scope, claims.roles], [scope, roles])
      const record = await made.service.verifyApiToken(token)
      assert.deepEqual([record.scope, record.roles], [scope, roles.filter((role) => role === 'editor')])
    }
  })

  test('a user and an application of one name are asked about apart', async () => {
    const made = withUsers()
    await made.use((await apiToken(made)).token)
    await made.use((await apiToken(made, { owner: { type: 'application', id: 'ada' } })).token)
    assert.deepEqual(made.asked, ['user:ada', 'application:ada'])
  })
})

describe('a provider that cannot tell is an outage: never a pass, and never a 401', () => {
  const faults = {
    'it throws': () => { throw new Error('the database of users is down') },
    'it rejects': async () => { throw new Error('the database of users is down') },
    'it hangs': () => new Promise(() => {}),
  }
  for (const [name, owner] of Object.entries(faults)) {
    test(`because ${name}: 503, and nothing is lost`, async () => {
      let isDown = false
      const made = setUp({ owner: (asked) => (isDown ? owner(asked) : { active: true }), storeTimeout: 0.2 })
      const { token } = await apiToken(made)
      const { refresh_token } = await made.logIn('ada')
      const { token: asker } = await made.logIn('root')
      isDown = true
      assert.equal(await made.use(token), 'ERR_STORE_UNAVAILABLE')
      assert.deepEqual(refusal(await made.refresh(refresh_token)), [503, 'temporarily_unavailable', 'ERR_STORE_UNAVAILABLE'])
      assert.equal((await made.call('POST', '/introspect', asker, { token })).status, 503)
      assert.equal((await made.exchange(token)).status, 503)
      isDown = false
      assert.equal((await made.refresh(refresh_token)).status, 200)
    })
  }

  test('a wrong answer lets nobody in, and is the program\'s mistake', async () => {
    for (const answer of [{}, { active: 'yes' }, { active: true, scopes: [] }, { active: true, roles: 'x' }, { active: true, scope: 5 }, true, 'active', []]) {
      const made = setUp({ owner: () => answer })
      const { token } = await apiToken(made)
      assert.equal(await made.use(token), 'ERR_OPTION_INVALID', JSON.stringify(answer))
      const { refresh_token } = await made.logIn('ada')
      assert.equal((await made.refresh(refresh_token)).status, 500)
    }
  })
})

describe('ownerCache', () => {
  test('remembers an answer for so many seconds, and no longer', async () => {
    const made = withUsers({ ownerCache: 60 })
    const { token } = await apiToken(made)
    for (let n = 0; n < 3; n++) await made.use(token)
    assert.equal(made.asked.length, 1)
    made.users.ada = { active: false }
    assert.equal(await made.use(token), 'good')
    made.clock.offset = 61
    assert.equal(await made.use(token), 'ERR_TOKEN_REVOKED')
    made.users.ada = { active: true }
    made.clock.offset = 200
    assert.equal(await made.use(token), 'good')
    made.users.ada = { active: false }
    made.clock.offset = 100
    assert.equal(await made.use(token), 'ERR_TOKEN_REVOKED', 'a clock that was set back prolongs nothing')
  })

  test('forgets a subject that was ended, also one that is just being asked about', async () => {
    let answer
    const asked = new Promise((resolve) => (answer = resolve))
    const answers = [() => asked, () => ({ active: false })]
    const made = setUp({ ownerCache: 60, owner: () => answers.shift()?.() ?? { active: false } })
    const { token } = await apiToken(made)
    const using = made.use(token)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await made.service.endSubject('grace')
    answer({ active: true })
    assert.equal(await using, 'good')
    assert.equal(await made.use(token), 'ERR_TOKEN_REVOKED', 'the answer from before was not kept')
  })
})

describe('endSubject', () => {
  test('ends every grant and every API token of a subject, and nobody else\'s', async () => {
    const made = setUp()
    const own = [(await made.logIn('ada')).token, (await apiToken(made)).token, (await apiToken(made)).token]
    const pair = (await made.exchange(own[1])).body
    const others = [(await made.logIn('grace')).token, (await apiToken(made, { owner: { type: 'user', id: 'grace' } })).token]
    assert.deepEqual(await made.service.endSubject('ada'), { grants: 1, apiTokens: 2 }, 'the pair ended with its API token')
    for (const token of [...own, pair.access_token]) assert.equal(await made.use(token), 'ERR_TOKEN_REVOKED')
    for (const token of others) assert.equal(await made.use(token), 'good')
    assert.deepEqual(await made.service.endSubject('ada'), { grants: 0, apiTokens: 0 })
  })

  test('of both types, unless one is named', async () => {
    const made = setUp()
    const [user, application] = [await apiToken(made), await apiToken(made, { owner: { type: 'application', id: 'ada' } })]
    assert.deepEqual(await made.service.endSubject('ada', { subjectType: 'application' }), { grants: 0, apiTokens: 1 })
    assert.deepEqual([await made.use(user.token), await made.use(application.token)], ['good', 'ERR_TOKEN_REVOKED'])
    await apiToken(made, { owner: { type: 'application', id: 'ada' } })
    assert.deepEqual(await made.service.endSubject('ada'), { grants: 0, apiTokens: 2 })
  })

  test('ends with what is remembered of it: the provider is asked again', async () => {
    const made = withUsers({ ownerCache: 3600 })
    for (const type of ['user', 'application']) assert.equal(await made.use((await apiToken(made, { owner: { type, id: 'ada' } })).token), 'good')
    await made.service.endSubject('ada')
    made.users.ada = { active: false }
    for (const type of ['user', 'application']) assert.equal(await made.use((await apiToken(made, { owner: { type, id: 'ada' } })).token), 'ERR_TOKEN_REVOKED', type)
  })

  test('finds the few that are meant among pages of others', async () => {
    const made = setUp()
    for (let n = 0; n < 230; n++) await made.service.grant({ subject: 'ada', subjectType: n % 115 === 0 ? 'user' : 'application' })
    assert.equal(await made.service.revokeGrantsOf('ada', { subjectType: 'user' }), 2)
    assert.equal(await made.service.revokeGrantsOf('ada'), 228)
  })

  test('over HTTP, of one type if asked, for managers alone', async () => {
    const made = setUp()
    const [ada, root] = [await made.logIn('ada'), await made.logIn('root')]
    const user = await apiToken(made)
    const application = await apiToken(made, { owner: { type: 'application', id: 'ada' } })
    assert.equal((await made.call('DELETE', '/subjects/ada', ada.token)).status, 403)
    assert.equal((await made.call('DELETE', '/subjects/ada')).status, 401)
    assert.equal((await made.call('DELETE', '/subjects/ada?type=admin', root.token)).status, 400)
    assert.deepEqual((await made.call('DELETE', '/subjects/ada?type=application', root.token)).body, { grants: 0, api_tokens: 1 })
    assert.deepEqual([await made.use(application.token), await made.use(user.token), await made.use(ada.token)], ['ERR_TOKEN_REVOKED', 'good', 'good'])
    assert.deepEqual((await made.call('DELETE', '/subjects/ada', root.token)).body, { grants: 1, api_tokens: 1 })
    await made.service.createApiToken({ label: 'x', owner: { type: 'user', id: 'grants' } })
    assert.deepEqual((await made.call('DELETE', '/subjects?subject=grants', root.token)).body, { grants: 0, api_tokens: 1 })
    assert.equal((await made.call('DELETE', '/subjects', root.token)).status, 400)
  })

  test('more than a page of them', async () => {
    const made = setUp({ apiTokensPerOwner: 500 })
    for (let n = 0; n < 205; n++) await apiToken(made)
    for (let n = 0; n < 103; n++) await made.service.grant({ subject: 'ada' })
    assert.deepEqual(await made.service.endSubject('ada'), { grants: 103, apiTokens: 205 })
    assert.ok((await made.service.listApiTokens({ limit: 500 })).every(({ revoked }) => revoked !== undefined))
  })
})

test('what is remembered of owners and of API tokens is bounded in number: the eldest is asked about again', async () => {
  const asked = []
  const made = setUp({ ownerCache: 3600, apiTokenCache: 3600, formats: [{ matches: (token) => token.startsWith('sk-') }], owner: ({ id }) => {
    asked.push(id)
    return { active: true }
  } })
  const MOST = 10_000
  const secrets = Array.from({ length: MOST + 1 }, (_, n) => `sk-${n}`)
  const digest = (text) => createHash('sha256').update(text).digest('hex')
  await made.service.importApiTokens(secrets.map((text, n) => ({ digest: digest(text), algorithm: 'sha256', label: 'x', owner: { type: 'user', id: `user-${n}` } })))
  for (const text of secrets.slice(0, MOST)) await made.service.verifyApiToken(text)
  assert.equal(asked.length, MOST)
  await made.service.verifyApiToken(secrets[0])
  assert.equal(asked.length, MOST, 'as many are remembered')
  await made.service.verifyApiToken(secrets[MOST])
  asked.length = 0
  await made.service.verifyApiToken(secrets[1])
  assert.deepEqual(asked, [])
  await made.service.verifyApiToken(secrets[0])
  assert.deepEqual(asked, ['user-0'])
})
