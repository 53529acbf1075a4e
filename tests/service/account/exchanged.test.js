import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decode } from 'countersign'
import { refusal, setUp } from '../support/account.js'
import { stores } from '../support/stores.js'

const DENIED = [401, 'invalid_grant', 'ERR_CREDENTIALS_INVALID']
const REVOKED = [401, 'invalid_grant', 'ERR_TOKEN_REVOKED']

for (const { name, open } of stores) {
  describe(`the pair of an API token follows it, on ${name}`, () => {
    let opened
    let made
    before(async () => {
      opened = await open()
      if (opened !== undefined) made = setUp({ store: opened.store })
    })
    after(async () => opened?.close())
    const it = (what, run) => test(what, (context) => {
      if (opened === undefined) return context.skip(`not run: ${name} is not installed`)
      made.clock.offset = 0
      return run()
    })
    const apiToken = (more) => made.service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' }, scope: 'read', role: 'editor', ...more })

    it('has its owner, scope and role', async () => {
      const { token } = await apiToken()
      const { status, body } = await made.exchange(token)
      assert.equal(status, 200)
      const { sub, sub_type, scope, roles, auth_time } = decode(body.access_token).claims
      assert.deepEqual([sub, sub_type, scope, roles, auth_time], ['ada', 'user', 'read', ['editor'], undefined])
      assert.equal((await made.refresh(body.refresh_token)).status, 200)
      const application = await apiToken({ owner: { type: 'application', id: 'ada' } })
      assert.equal(decode((await made.exchange(application.token)).body.access_token).claims.sub_type, 'application')
    })

    it('ends when it is revoked, at once', async () => {
      const { id, token } = await apiToken()
      const { body } = await made.exchange(token)
      const { body: other } = await made.exchange((await apiToken()).token)
      assert.equal(await made.use(body.access_token), 'good')
      await made.service.revokeApiToken(id)
      assert.equal(await made.use(body.access_token), 'ERR_TOKEN_REVOKED')
      assert.deepEqual(refusal(await made.refresh(body.refresh_token)), REVOKED)
      assert.deepEqual(refusal(await made.exchange(token)), DENIED)
      assert.equal(await made.use(other.access_token), 'good')
      const { sid } = decode(body.access_token).claims
      assert.ok((await opened.store.grant('https://auth.example', sid)).revoked !== undefined, 'in the status list, too')
    })

    it('ends when it expires, and no token of it reaches past that', async () => {
      const { token, expires } = await apiToken({ expiresIn: 1800 })
      const { body } = await made.exchange(token)
      assert.ok(body.expires_in <= 1800 && decode(body.access_token).claims.exp <= expires)
      assert.ok(decode(body.refresh_token).claims.exp <= expires)
      made.clock.offset = 1801
      assert.equal((await made.refresh(body.refresh_token)).status, 401)
      assert.deepEqual(refusal(await made.exchange(token)), DENIED)
    })

    it('is refreshed through the grace of a re-roll, and not after it', async () => {
      const { id, token } = await apiToken()
      const first = (await made.exchange(token)).body
      await made.service.rerollApiToken(id, { grace: 100 })
      const second = (await made.refresh(first.refresh_token)).body
      assert.ok(second.expires_in <= 100, 'the access token ends with the grace')
      made.clock.offset = 101
      assert.equal((await made.refresh(second.refresh_token)).status, 401)
      assert.notEqual(await made.use(first.access_token), 'good')
    })

    it('ends at once when it is re-rolled without a grace', async () => {
      const { id, token } = await apiToken()
      const { body } = await made.exchange(token)
      const next = await made.service.rerollApiToken(id, { grace: 0 })
      assert.equal(await made.use(body.access_token), 'ERR_TOKEN_REVOKED')
      assert.deepEqual(refusal(await made.refresh(body.refresh_token)), REVOKED)
      const { sid } = decode(body.access_token).claims
      assert.ok((await opened.store.grant('https://auth.example', sid)).revoked !== undefined, 'in the status list, too')
      assert.equal((await made.exchange(next.token)).status, 200)
    })
  })
}

test('another key goes to the provider, and one of this service never does', async () => {
  const keys = []
  const made = setUp({ authenticate: ({ apiKey }) => (keys.push(apiKey), { subject: 'video-app', scope: 'read' }) })
  const { id, token } = await made.service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
  await made.service.revokeApiToken(id)
  assert.deepEqual(refusal(await made.exchange(token)), DENIED)
  assert.deepEqual(keys, [])
  assert.equal((await made.exchange('another')).status, 200)
  assert.equal((await made.exchange(`${token.slice(0, -1)}~`)).status, 200)
  assert.equal(keys.length, 2)
})

test('a revocation that failed half-way is finished by the next', async () => {
  const { MemoryStore } = await import('countersign/stores/memory')
  const store = new MemoryStore()
  const made = setUp({ store })
  const { id, token } = await made.service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
  const { body } = await made.exchange(token)
  const replace = store.replaceGrant.bind(store)
  store.replaceGrant = async () => { throw new Error('the connection was lost') }
  await assert.rejects(made.service.revokeApiToken(id), { code: 'ERR_STORE_UNAVAILABLE' })
  assert.equal(await made.use(body.access_token), 'ERR_TOKEN_REVOKED', 'its API token is revoked')
  store.replaceGrant = replace
  await made.service.revokeApiToken(id)
  assert.ok((await store.grant('https://auth.example', decode(body.access_token).claims.sid)).revoked !== undefined)
})

test('a re-roll that could not end the pairs of the token is not told as done', async () => {
  const { MemoryStore } = await import('countersign/stores/memory')
  const store = new MemoryStore()
  const made = setUp({ store })
  const { id, token } = await made.service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
  await made.exchange(token)
  store.replaceGrant = async () => { throw new Error('the connection was lost') }
  await assert.rejects(made.service.rerollApiToken(id, { grace: 0 }), { code: 'ERR_STORE_UNAVAILABLE' })
})

test('a pair ends with the record of its API token, too: what does not exist any more is not good', async () => {
  const { MemoryStore } = await import('countersign/stores/memory')
  const store = new MemoryStore()
  const made = setUp({ store })
  const { token } = await made.service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
  const { body } = await made.exchange(token)
  assert.equal(await made.use(body.access_token), 'good')
  await store.sweep('https://auth.example', { grants: 0, apiTokens: Infinity })
  store.apiToken = async () => undefined
  assert.equal(await made.use(body.access_token), 'ERR_TOKEN_REVOKED')
  assert.deepEqual(refusal(await made.refresh(body.refresh_token)), REVOKED)
})
