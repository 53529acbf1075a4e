import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode } from 'countersign'
import { refusal, setUp } from '../support/account.js'

describe('GET /me says whose a token is, and what it may do', () => {
  test('of a log-in, with its session', async () => {
    const { call, logIn, now } = setUp()
    const { token } = await logIn('ada')
    const { body } = await call('GET', '/me', token)
    const { session, ...who } = body
    assert.deepEqual(who, { subject: 'ada', subject_type: 'user', scope: 'read write', roles: ['editor', 'viewer'] })
    assert.deepEqual([session.client, session.current, session.api_token], ['ada', true, null])
    assert.ok(Math.abs(session.authenticated_at - now()) < 60 && session.ends_at > now())
  })

  test('of an API token, of a user and of an application', async () => {
    const { call, service } = setUp()
    for (const type of ['user', 'application']) {
      const { token, id } = await service.createApiToken({ label: 'x', owner: { type, id: 'ada' }, scope: 'read', role: 'viewer' })
      const { body } = await call('GET', '/me', token)
      const { api_token, ...who } = body
      assert.deepEqual(who, { subject: 'ada', subject_type: type, scope: 'read', roles: ['viewer'] })
      assert.deepEqual([api_token.id, api_token.token], [id, undefined])
    }
  })

  test('and nothing without one', async () => {
    const { call, logIn, service } = setUp()
    assert.equal((await call('GET', '/me')).status, 401)
    const { token } = await logIn('ada')
    await service.revoke(token)
    assert.deepEqual(refusal(await call('GET', '/me', token)), [401, 'invalid_token', 'ERR_TOKEN_REVOKED'])
  })
})

test('with an audience of its own for management, no other access token gets in', async () => {
  const { call, logIn } = setUp({ managementAudience: 'https://auth.example/manage' })
  const api = await logIn('ada')
  const own = await logIn('ada', { resource: 'https://auth.example/manage' })
  for (const path of ['/me', '/me/api-tokens', '/me/sessions']) {
    assert.deepEqual(refusal(await call('GET', path, api.token)), [401, 'invalid_token', 'ERR_AUDIENCE_MISMATCH'])
    assert.equal((await call('GET', path, own.token)).status, 200)
  }
})

describe('roles and the time of the log-in', () => {
  test('are claims of access tokens, also after a refresh, and are introspected', async () => {
    const { call, logIn, refresh, now } = setUp()
    const { token: asker } = await logIn('root')
    const first = await logIn('ada')
    const next = (await refresh(first.refresh_token)).body
    for (const token of [first.token, next.access_token]) {
      const { roles, auth_time } = decode(token).claims
      assert.deepEqual(roles, ['editor', 'viewer'])
      assert.ok(Number.isInteger(auth_time) && Math.abs(auth_time - now()) < 60)
      const { body } = await call('POST', '/introspect', asker, { token })
      assert.deepEqual([body.roles, body.auth_time], [roles, auth_time])
    }
  })

  test('cannot be smuggled into the claims of the provider', async () => {
    for (const claim of ['roles', 'auth_time']) {
      const { service } = setUp()
      await assert.rejects(service.grant({ subject: 'ada', claims: { [claim]: ['admin'] } }), { code: 'ERR_OPTION_INVALID' })
    }
  })

  test('are refused if they are wrong, before a grant is stored', async () => {
    const { service } = setUp()
    for (const roles of ['editor', [''], [5], ['x'.repeat(101)], Array.from({ length: 101 }, (_, n) => `r${n}`), [undefined]]) {
      await assert.rejects(service.grant({ subject: 'ada', roles }), { code: 'ERR_OPTION_INVALID' })
    }
  })
})

describe('freshLogin', () => {
  const challenge = 'Bearer realm="https://auth.example", error="insufficient_user_authentication", error_description="the log-in is older than 300 seconds: log in again", max_age="300"'

  test('demands a younger log-in for making and re-rolling (RFC 9470), however often the session was refreshed', async () => {
    const { call, clock, create, logIn, refresh } = setUp({ freshLogin: 300 })
    const first = await logIn('ada')
    const { body } = await create(first.token)
    clock.offset = 301
    const { access_token } = (await refresh(first.refresh_token)).body
    for (const [method, path] of [['POST', '/me/api-tokens'], ['POST', `/me/api-tokens/${body.id}/reroll`]]) {
      const answer = await call(method, path, access_token, { name: 'x' })
      assert.deepEqual(refusal(answer), [401, 'insufficient_user_authentication', 'ERR_LOGIN_TOO_OLD'], path)
      assert.equal(answer.headers.get('www-authenticate'), challenge)
    }
    assert.equal((await call('GET', '/me/api-tokens', access_token)).status, 200, 'it may look')
    assert.equal((await call('DELETE', `/me/api-tokens/${body.id}`, access_token)).status, 204, 'and revoke')
    assert.equal((await create((await logIn('ada')).token)).status, 201)
  })

  test('also of a manager who logged in, and not of a script that never did', async () => {
    const { call, clock, logIn, service } = setUp({ freshLogin: 300 })
    const { token } = await logIn('root')
    const { token: script } = await service.createApiToken({ label: 'x', owner: { type: 'application', id: 'provisioning' }, scope: 'read tokens:manage' })
    clock.offset = 301
    const create = (bearer) => call('POST', '/api-tokens', bearer, { name: 'x', scopes: ['read'] })
    assert.deepEqual(refusal(await create(token)), [401, 'insufficient_user_authentication', 'ERR_LOGIN_TOO_OLD'])
    assert.equal((await create(script)).status, 201)
  })
})
