import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode } from 'countersign'
import { ask } from '../support/requests.js'

const scopeOf = ({ access_token }) => decode(access_token).claims.scope
const grantOf = (pair, more) => ({ grant_type: 'refresh_token', refresh_token: pair.refresh_token, ...more })

describe('a scope asked for at a refresh', () => {
  test('narrows the access token of this pair, and not the grant', async () => {
    const { form, json, service } = ask()
    const first = await service.grant({ subject: 'ada', scope: 'read write admin' })
    const second = (await form('/token', grantOf(first, { scope: 'write read' }))).body
    assert.deepEqual([second.scope, scopeOf(second)], ['write read', 'write read'])
    const third = (await json('/auth/refresh', { refreshToken: second.refresh_token, scope: 'admin' })).body
    assert.deepEqual([third.scope, scopeOf(third)], ['admin', 'admin'])
    const fourth = (await form('/token', grantOf(third))).body
    assert.deepEqual([fourth.scope, scopeOf(fourth)], ['read write admin', 'read write admin'])
  })

  test('is refused beyond the grant, and nothing is rotated', async () => {
    const { form, service, events } = ask()
    const first = await service.grant({ subject: 'ada', scope: 'read' })
    for (const scope of ['write', 'read write', 'read\u00a0', 'rea']) {
      const answer = await form('/token', grantOf(first, { scope }))
      assert.deepEqual([answer.status, answer.body.error, answer.body.code], [400, 'invalid_scope', 'ERR_SCOPE_INVALID'])
    }
    await assert.rejects(service.refresh(first.refresh_token, { scope: 'write' }), { error: 'invalid_scope' })
    assert.deepEqual(events.map(({ type }) => type), ['issued'])
    await service.refresh(first.refresh_token)
  })

  test('gets the same pair again within the grace, whatever is asked for then', async () => {
    const { form, service, clock } = ask()
    const first = await service.grant({ subject: 'ada', scope: 'read write' })
    const [one, two] = await Promise.all([form('/token', grantOf(first, { scope: 'read' })), form('/token', grantOf(first, { scope: 'read' }))])
    assert.equal(one.body.scope, 'read')
    assert.deepEqual(two.body, one.body)
    assert.deepEqual((await form('/token', grantOf(first))).body, one.body)
    assert.deepEqual((await form('/token', grantOf(first, { scope: 'write' }))).body, one.body)
    clock.offset = 11
    const reused = await form('/token', grantOf(first, { scope: 'nonsense' }))
    assert.equal(reused.body.code, 'ERR_TOKEN_REUSED', 'theft comes first')
  })
})

describe('the scope of a log-in that asks for none', () => {
  const login = { grant_type: 'password', username: 'your-email@example.com', password: 'correct horse battery staple' }

  test('is all that is allowed without a default', async () => {
    const { form } = ask()
    assert.equal((await form('/token', login)).body.scope, 'read write tokens:manage tokens:introspect')
  })

  for (const defaultScope of ['read export', ['read', 'export']]) {
    test(`is what is allowed of the default: ${JSON.stringify(defaultScope)}`, async () => {
      const { form, json } = ask({ defaultScope })
      assert.equal((await form('/token', login)).body.scope, 'read')
      assert.equal((await json('/token', login)).body.scope, 'read')
      assert.equal((await form('/token', { ...login, scope: 'write' })).body.scope, 'write')
    })
  }

  test('can be none', async () => {
    const { form } = ask({ defaultScope: '' })
    const { body } = await form('/token', login)
    assert.deepEqual([body.scope, scopeOf(body)], [undefined, undefined])
  })
})
