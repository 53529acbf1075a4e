import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MemoryStore } from 'countersign/stores/memory'
import { gated } from '../support/gate.js'
import { makeService } from '../support/service.js'

const ISSUER = 'https://auth.example'
const ADA = { type: 'user', id: 'ada' }
const revoked = { code: 'ERR_TOKEN_REVOKED' }

/** A service that remembers good API tokens, whose first look-up of a token is kept back until `release()`. */
const setUp = async () => {
  const memory = new MemoryStore()
  const { store, reached, release } = gated(memory, 'apiTokenByDigest')
  const made = makeService({ store, issuer: ISSUER, apiTokenCache: 290 })
  return { ...made, memory, reached, release, ...(await made.service.createApiToken({ label: 'x', owner: ADA, scope: 'read' })) }
}

describe('an API token that is being looked up', () => {
  test('when it is revoked is not remembered as good', async () => {
    const { service, reached, release, token, id } = await setUp()
    const check = service.verifyApiToken(token)
    await reached
    await service.revokeApiToken(id)
    release()
    await check
    await assert.rejects(service.verifyApiToken(token), revoked)
    await assert.rejects(service.authenticate(`Bearer ${token}`), revoked)
  })

  test('when it is re-rolled without a grace is not remembered as good', async () => {
    const { service, reached, release, token, id } = await setUp()
    const check = service.verifyApiToken(token)
    await reached
    await service.rerollApiToken(id, { grace: 0 })
    release()
    await check
    await assert.rejects(service.verifyApiToken(token), revoked)
  })
})

test('a revocation whose answer is lost is seen here at once all the same', async () => {
  const { service, memory, release, token, id } = await setUp()
  release()
  await service.verifyApiToken(token)
  const replace = memory.replaceApiToken.bind(memory)
  memory.replaceApiToken = async (record) => {
    await replace(record)
    throw new Error('connection reset')
  }
  await assert.rejects(service.revokeApiToken(id), { code: 'ERR_STORE_UNAVAILABLE' })
  await assert.rejects(service.verifyApiToken(token), revoked)
})

test('a handler cannot change what the next request is answered with', async () => {
  const { service, release, token } = await setUp()
  release()
  for (let round = 0; round < 2; round++) {
    const { apiToken, claims } = await service.authenticate(`Bearer ${token}`)
    assert.throws(() => { apiToken.scope = 'admin' }, TypeError)
    assert.throws(() => { apiToken.owner.id = 'root' }, TypeError)
    assert.throws(() => { claims.scope = 'admin' }, TypeError)
    const record = await service.verifyApiToken(token)
    assert.throws(() => { record.expires = 1 }, TypeError)
    assert.deepEqual([record.scope, record.owner], ['read', ADA])
  }
})

test('a remembered API token is noted as used once in five minutes, and not with every request', async () => {
  const { service, memory, release, token, id, clock } = await setUp()
  release()
  for (let n = 0; n < 10; n++) await service.verifyApiToken(token)
  clock.offset = 280
  await service.verifyApiToken(token)
  // Noted by another process, too: the version that is remembered here is behind.
  const other = makeService({ store: memory, issuer: ISSUER })
  other.clock.offset = 301
  await other.service.verifyApiToken(token)
  assert.equal((await memory.apiToken(ISSUER, id)).version, 3)
  let writes = 0
  const replace = memory.replaceApiToken.bind(memory)
  memory.replaceApiToken = (record) => (writes++, replace(record))
  clock.offset = 285
  for (let n = 0; n < 10; n++) await service.verifyApiToken(token)
  clock.offset = 600
  for (let n = 0; n < 10; n++) await service.verifyApiToken(token)
  assert.equal(writes, 0, 'another process has noted it, as the look-up showed')
  clock.offset = 610
  for (let n = 0; n < 10; n++) await service.verifyApiToken(token)
  assert.equal(writes, 1)
})

test('a clock that is set back does not prolong what is remembered', async () => {
  const { service, memory, release, token, id, clock } = await setUp()
  release()
  clock.offset = 1000
  await service.verifyApiToken(token)
  await makeService({ store: memory, issuer: ISSUER }).service.revokeApiToken(id)
  clock.offset = 1280
  await service.verifyApiToken(token)
  clock.offset = 900
  await assert.rejects(service.verifyApiToken(token), revoked)
})

test('a token that is revoked here while its use is noted is good for that request alone', async () => {
  const { service, memory, release, token, id, clock } = await setUp()
  release()
  await makeService({ store: memory, issuer: ISSUER }).service.verifyApiToken(token)
  clock.offset = 20
  await service.verifyApiToken(token)
  const replace = memory.replaceApiToken.bind(memory)
  memory.replaceApiToken = async (record) => {
    memory.replaceApiToken = replace
    await service.revokeApiToken(id)
    return replace(record)
  }
  clock.offset = 305
  assert.equal((await service.verifyApiToken(token)).id, id)
  await assert.rejects(service.verifyApiToken(token), revoked)
})

test('a use does not prolong what is remembered, however often there is one', async () => {
  const { service, memory, release, token, id, clock } = await setUp()
  release()
  await service.verifyApiToken(token)
  await makeService({ store: memory, issuer: ISSUER }).service.revokeApiToken(id)
  for (const seconds of [100, 200, 289]) {
    clock.offset = seconds
    await service.verifyApiToken(token)
  }
  clock.offset = 291
  await assert.rejects(service.verifyApiToken(token), revoked)
})
