import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startRedis } from '../support/servers.js'
import { makeService } from '../support/service.js'

test('a Redis that may evict what was revoked is refused, until it is told to evict nothing', async (t) => {
  const server = await startRedis()
  if (server === undefined) return t.skip('not run: redis is not installed')
  const { createClient } = await import('redis')
  const { RedisStore } = await import('countersign/stores/redis')
  const operator = await createClient({ url: server.url }).connect()
  t.after(async () => {
    operator.destroy()
    await server[Symbol.asyncDispose]()
  })
  const grant = async (options) => {
    const { service, errors } = makeService({ store: new RedisStore({ url: server.url, ...options }) })
    try {
      return await service.grant({ subject: 'ada' }).catch((error) => error)
    } finally {
      await service.close()
      assert.deepEqual(errors, [])
    }
  }
  for (const policy of ['allkeys-lru', 'allkeys-random']) {
    await operator.configSet('maxmemory-policy', policy)
    const refused = await grant()
    assert.equal(refused.code, 'ERR_STORE_UNAVAILABLE')
    assert.match(refused.cause.message, new RegExp(`${policy}.*noeviction`))
  }
  for (const policy of ['noeviction', 'volatile-lru']) {
    await operator.configSet('maxmemory-policy', policy)
    assert.ok((await grant()).access_token, policy)
  }
  await operator.configSet('maxmemory-policy', 'allkeys-lru')
  assert.ok((await grant({ eviction: 'unchecked' })).access_token, 'its operator answers for it')
})
