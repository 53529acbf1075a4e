import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MemoryStore } from 'countersign/stores/memory'
import { makeService } from '../support/service.js'

const ISSUER = 'https://auth.example'

const setUp = async (subject = 'ada') => {
  const made = makeService({ store: new MemoryStore(), issuer: ISSUER })
  const { access_token } = await made.service.grant({ subject, scope: 'tokens:manage' })
  const call = async (method, path, body, token = access_token) => {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
    const answer = await made.service.fetch(new Request(ISSUER + path, { method, headers, body: body && JSON.stringify(body) }))
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  return { ...made, call }
}

describe('what is asked of an API token over HTTP is 400 and says what to change', () => {
  const inMilliseconds = Date.now() + 3_600_000
  const cases = [
    ['an end in milliseconds', /expires_at.*milliseconds/, { expires_at: inMilliseconds }],
    ['a lifetime of 60,000 years', /expires_in/, { expires_in: inMilliseconds }],
    ['an end as a string', /expires_at/, { expires_at: '9999999999' }],
    ['an end and a lifetime', /not both/, { expires_at: 4e9, expires_in: 5 }],
    ['null as scopes', /scopes/, { scopes: null }],
    ['an object as scopes', /scopes/, { scopes: {} }],
    ['true as scopes', /scopes/, { scopes: true }],
    ['scopes without end', /scopes/, { scopes: 'a '.repeat(3000) }],
    ['a name of 64 KiB', /name/, { name: 'x'.repeat(60_000) }],
    ['a name of half a character', /name/, { name: '\ud800' }],
    ['a role of 101 characters', /role/, { role: 'x'.repeat(101) }],
    ['an owner of 256 bytes', /owner/, { owner: { type: 'user', id: 'x'.repeat(256) } }],
    ['an owner with more to it', /owner/, { owner: { type: 'user', id: 'ada', admin: true } }],
  ]
  for (const [name, says, members] of cases) {
    test(name, async () => {
      const { call, service, errors } = await setUp()
      const { status, body } = await call('POST', '/api-tokens', { name: 'x', ...members })
      assert.deepEqual([status, body.error, body.code], [400, 'invalid_request', 'ERR_REQUEST_MALFORMED'])
      assert.match(body.error_description, says)
      assert.deepEqual([await service.listApiTokens(), errors], [[], []])
    })
  }

  test('in a list and a path, too', async () => {
    const { call } = await setUp()
    for (const query of ['limit=-1', 'limit=x', `after=${'x'.repeat(300)}`, 'owner=admin:ada', 'owner=ada', `owner=user:${'x'.repeat(300)}`]) {
      assert.equal((await call('GET', `/api-tokens?${query}`)).status, 400, query)
    }
    assert.equal((await call('GET', '/api-tokens?limit=5000')).status, 200, 'the greatest page is the answer')
    assert.equal((await call('DELETE', `/api-tokens/${'x'.repeat(300)}`)).status, 404)
    assert.equal((await call('POST', `/api-tokens/${'x'.repeat(300)}/reroll`)).status, 404)
    assert.equal((await call('DELETE', `/subjects/${'x'.repeat(300)}/grants`)).status, 404)
    assert.equal((await call('DELETE', '/subjects/ada/grants?type=admin')).status, 400)
  })
})

test('a manager who revokes an API token is answered with nothing, and it is good no more', async () => {
  const { call, service } = await setUp()
  const { id, token } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'grace' } })
  assert.deepEqual(await call('DELETE', `/api-tokens/${id}`), { status: 204, body: undefined })
  await assert.rejects(service.verifyApiToken(token), { code: 'ERR_TOKEN_REVOKED' })
})

test('a token without a scope manages nothing, also where Object.prototype has one', async () => {
  const { call, service } = await setUp()
  const { access_token } = await service.grant({ subject: 'grace' })
  Object.prototype.scope = 'tokens:manage'
  try {
    const { status, body } = await call('GET', '/api-tokens', undefined, access_token)
    assert.deepEqual([status, body.code], [403, 'ERR_SCOPE_INSUFFICIENT'])
  } finally {
    delete Object.prototype.scope
  }
})
