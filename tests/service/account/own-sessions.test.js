import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusal, setUp } from '../support/account.js'

test('a person sees their live sessions, and which one this is', async () => {
  const { call, clock, exchange, logIn, refresh, service } = setUp()
  const [here, there] = [await logIn('ada'), await logIn('ada')]
  await logIn('grace')
  await exchange('key of the application')
  const over = await logIn('ada')
  clock.offset = 10
  await refresh(there.refresh_token)
  await service.revoke(over.token)
  const { sessions } = (await call('GET', '/me/sessions', here.token)).body
  assert.equal(sessions.length, 2, 'nobody else\'s, not an application\'s, none that ended')
  const [current] = sessions.filter((session) => session.current)
  const [other] = sessions.filter((session) => !session.current)
  assert.deepEqual([current.id, current.client], [(await call('GET', '/me', here.token)).body.session.id, 'ada'])
  assert.ok(other.refreshed_at > other.created_at + 9, 'when it was refreshed')
  assert.equal(current.latest_end_at, current.created_at + 30 * 86_400, 'the end of the session, however often it is refreshed')
  assert.ok(other.ends_at > current.ends_at)
})

test('sessions come in pages, and those that died by themselves are not shown', async () => {
  const { call, clock, logIn } = setUp()
  for (let n = 0; n < 4; n++) await logIn('ada')
  clock.offset = 90_000
  const { token } = await logIn('ada')
  const seen = []
  for (let after = ''; after !== undefined; ) {
    const { sessions, next } = (await call('GET', `/me/sessions?limit=2${after && `&after=${after}`}`, token)).body
    seen.push(...sessions)
    after = next
  }
  assert.deepEqual(seen.map(({ current }) => current), [true])
})

test('a session is shown until it ends, and at that very moment no more', async () => {
  let at = 1_900_000_000
  const { call, logIn } = setUp({ now: () => at, accessLifetime: 2 * 86_400 })
  const { token } = await logIn('ada')
  const [{ ends_at: end }] = (await call('GET', '/me/sessions', token)).body.sessions
  at = end - 1
  assert.equal((await call('GET', '/me/sessions', token)).body.sessions.length, 1)
  at = end
  assert.deepEqual((await call('GET', '/me/sessions', token)).body.sessions, [])
})

test('a person ends one session, and only their own', async () => {
  const { call, logIn, use } = setUp()
  const [here, there, hers] = [await logIn('ada'), await logIn('ada'), await logIn('grace')]
  const idOf = async ({ token }) => (await call('GET', '/me', token)).body.session.id
  const id = await idOf(there)
  assert.deepEqual(refusal(await call('DELETE', `/me/sessions/${await idOf(hers)}`, here.token)), [404, 'not_found', 'ERR_NOT_FOUND'])
  assert.equal((await call('DELETE', `/me/sessions/${id}`, here.token)).status, 204)
  assert.deepEqual([await use(here.token), await use(there.token), await use(hers.token)], ['good', 'ERR_TOKEN_REVOKED', 'good'])
  assert.deepEqual(refusal(await call('DELETE', `/me/sessions/${id}`, here.token)), [404, 'not_found', 'ERR_NOT_FOUND'])
  assert.deepEqual(refusal(await call('DELETE', '/me/sessions/nothing', here.token)), [404, 'not_found', 'ERR_NOT_FOUND'])
})

test('a person logs out everywhere, and keeps their API tokens', async () => {
  const { call, create, exchange, logIn, use } = setUp()
  const [here, there, hers] = [await logIn('ada'), await logIn('ada'), await logIn('grace')]
  const application = (await exchange('key of the application')).body
  const { body } = await create(here.token)
  assert.deepEqual((await call('DELETE', '/me/sessions', here.token)).body, { revoked: 2 })
  for (const { token } of [here, there]) assert.equal(await use(token), 'ERR_TOKEN_REVOKED')
  for (const token of [hers.token, application.access_token, body.token]) assert.equal(await use(token), 'good')
})
