import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { refusal, setUp } from '../support/account.js'

const sha256 = (text) => createHash('sha256').update(text).digest('hex')
const OLD = 'sk-live.0123456789abcdef'
const formats = [{ matches: (token) => token.startsWith('sk-') }]
const token = (text = OLD, more = {}) => ({ digest: sha256(text), algorithm: 'sha256', label: 'from before', owner: { type: 'user', id: 'ada' }, scope: 'read', start: 'sk-live', ...more })

describe('API tokens that were made elsewhere', () => {
  test('are good here, listed, re-rolled to the service\'s own grammar, and revoked', async () => {
    const { call, events, logIn, service, use } = setUp({ formats })
    assert.equal(await use(OLD), 'ERR_TOKEN_REVOKED', 'not before')
    assert.deepEqual(await service.importApiTokens([token()]), { imported: 1, known: 0 })
    assert.equal(await use(OLD), 'good')
    assert.equal((await service.verifyApiToken(OLD, { scope: 'read' })).label, 'from before')
    assert.equal((await call('GET', '/me', OLD)).body.subject, 'ada')
    const { token: session } = await logIn('ada')
    const { api_tokens: [listed] } = (await call('GET', '/me/api-tokens', session)).body
    assert.deepEqual([listed.name, listed.start, listed.expires_at], ['from before', 'sk-live', null])
    assert.ok(listed.last_used_at !== null)
    const lost = await call('POST', `/me/api-tokens/${listed.id}/reroll`, session, { lost: 'sk-live' })
    assert.deepEqual(refusal(lost), [409, 'invalid_request', 'ERR_REROLL_CONFLICT'], 'it is in use, and not lost')
    const { body: next } = await call('POST', `/me/api-tokens/${listed.id}/reroll`, session, { grace: 60 })
    assert.match(next.token, /^acme_/)
    assert.deepEqual([await use(OLD), await use(next.token)], ['good', 'good'])
    await service.revoke(OLD)
    assert.deepEqual([await use(OLD), await use(next.token)], ['ERR_TOKEN_REVOKED', 'ERR_TOKEN_REVOKED'])
    assert.deepEqual(events.filter(({ kind }) => kind === 'api-token').map(({ type }) => type), ['imported', 'rerolled', 'revoked'])
  })

  test('are introspected, exchanged and revoked over HTTP, although they have dots', async () => {
    const { call, exchange, logIn, service, use } = setUp({ formats })
    await service.importApiTokens([token()])
    const { token: asker } = await logIn('root')
    assert.equal((await call('POST', '/introspect', asker, { token: OLD })).body.active, true)
    const { body } = await exchange(OLD)
    assert.equal(await use(body.access_token), 'good')
    assert.equal((await call('POST', '/revoke', undefined, { token: OLD })).status, 200)
    assert.deepEqual([await use(OLD), await use(body.access_token)], ['ERR_TOKEN_REVOKED', 'ERR_TOKEN_REVOKED'])
  })

  test('expire, and can be imported again without harm', async () => {
    const { clock, now, service, use } = setUp({ formats })
    const one = token(OLD, { expires: now() + 60, created: now() - 1000 })
    await service.importApiTokens([one])
    assert.deepEqual(await service.importApiTokens([one, token('sk-other')]), { imported: 1, known: 1 })
    assert.equal(await use(OLD), 'good')
    clock.offset = 61
    assert.equal(await use(OLD), 'ERR_TOKEN_EXPIRED')
    assert.equal(await use('sk-other'), 'good')
  })

  test('may have a digest of the provider\'s own, as one with a pepper', async () => {
    const digest = async (text) => createHmac('sha256', 'pepper').update(text).digest('hex')
    const { service, use } = setUp({ formats: [{ matches: (text) => text.startsWith('sk-'), digest }] })
    await service.importApiTokens([token(OLD, { digest: await digest(OLD) })])
    assert.equal(await use(OLD), 'good')
    assert.equal(await use('sk-guess'), 'ERR_TOKEN_REVOKED')
  })

  test('do not get in the way of the service\'s own tokens', async () => {
    const { logIn, service, use } = setUp({ formats })
    const { token: own } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
    assert.deepEqual([await use(own), await use((await logIn('ada')).token), await use('garbage')], ['good', 'good', 'ERR_TOKEN_MALFORMED'])
    assert.equal(await use(`sk-${'x'.repeat(2000)}`), 'ERR_TOKEN_MALFORMED', 'a giant is not digested')
  })
})

test('one that was imported has what it was given, up to the very bounds', async () => {
  const { service } = setUp({ formats })
  const [YEAR_9999, label] = [253_402_300_799, 'x'.repeat(200)]
  await service.importApiTokens([token(OLD, { role: 'editor', scope: ['read', 'write'], expires: YEAR_9999, label, start: undefined }), token('sk-other')])
  const { apiToken, claims, expiresAt } = await service.authenticate(`Bearer ${OLD}`)
  assert.deepEqual([claims.roles, claims.scope, expiresAt, apiToken.label, apiToken.start], [['editor'], 'read write', YEAR_9999, label, 'imported'])
  assert.equal((await service.authenticate('Bearer sk-other')).claims.roles, undefined)
  const beyond = (more) => assert.rejects(service.importApiTokens([token('sk-third', more)]), { code: 'ERR_OPTION_INVALID' })
  for (const more of [{ expires: YEAR_9999 + 1 }, { label: `${label}x` }, { start: 'x'.repeat(41) }, { role: 'x'.repeat(101) }]) await beyond(more)
})

test('what a store could not keep is not told as imported', async () => {
  const { MemoryStore } = await import('countersign/stores/memory')
  const store = new MemoryStore()
  store.addApiToken = async () => { throw new Error('the connection was lost') }
  const { events, service } = setUp({ formats, store })
  await assert.rejects(service.importApiTokens([token()]), { code: 'ERR_STORE_UNAVAILABLE' })
  assert.deepEqual(events, [])
})

test('a wrong one is refused by its place and its name, and none of them is stored', async () => {
  const { service } = setUp({ formats })
  const wrong = [
    [{ digest: 'abc' }, /tokens\[1\]\.digest/], [{ digest: sha256(OLD).toUpperCase() }, /digest/], [{ algorithm: 'md5' }, /algorithm/], [{ algorithm: undefined }, /algorithm/],
    [{ label: '' }, /label/], [{ owner: 'ada' }, /owner/], [{ scope: null }, /scope/], [{ expires: Date.now() }, /expires/], [{ expiresIn: 5 }, /expiresIn/], [{ created: -1 }, /created/],
  ]
  for (const [more, says] of wrong) {
    await assert.rejects(service.importApiTokens([token('sk-good'), token(OLD, more)]), (error) => error.code === 'ERR_OPTION_INVALID' && says.test(error.message), JSON.stringify(more))
  }
  for (const [tokens, name] of [[undefined, 'tokens'], [{}, 'tokens'], [[[]], 'tokens\\[0\\]'], [[token('sk-good'), 'x'], 'tokens\\[1\\]']]) {
    await assert.rejects(service.importApiTokens(tokens), { code: 'ERR_OPTION_INVALID', message: new RegExp(`^the option ${name} must be`) })
  }
  assert.deepEqual(await service.listApiTokens(), [])
})

test('wrong formats are refused at the start, and a wrong digest lets nobody in', async () => {
  for (const each of [5, [5], [{}], [formats[0], {}], [{}, formats[0]], [{ matches: /x/ }], [{ matches: () => true, digest: 5 }], [{ matches: () => true, more: 1 }]]) assert.throws(() => setUp({ formats: each }), { code: 'ERR_OPTION_INVALID' })
  for (const digest of [() => undefined, () => 'abc', async () => '']) {
    const { service } = setUp({ formats: [{ matches: () => true, digest }] })
    await assert.rejects(service.authenticate('Bearer anything'), { code: 'ERR_OPTION_INVALID', message: /^the option formats must/ })
  }
})
