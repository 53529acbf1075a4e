import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startPostgres, startRedis } from '../support/servers.js'
import { makeService } from '../support/service.js'
import { sharedPostgres, sharedRedis } from '../support/shared-servers.js'

const servers = []
after(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]()
})
const started = async (shared, start) => {
  const server = (await shared()) ?? (await start())
  if (server !== undefined) servers.push(server)
  return server
}

const life = async (store) => {
  const { service } = makeService({ store })
  const pair = await service.grant({ subject: 'ada', scope: 'read' })
  await service.refresh(pair.refresh_token)
  await service.close()
}

test('the SQLite store takes a client that the program has opened', async () => {
  const { createClient } = await import('@libsql/client')
  const { SqliteStore } = await import('countersign/stores/sqlite')
  await life(new SqliteStore({ client: createClient({ url: 'file::memory:?cache=shared' }) }))
})

test('the PostgreSQL store takes a connection that the program has opened', async (t) => {
  const server = await started(sharedPostgres, startPostgres)
  if (server === undefined) return t.skip('not run: postgres is not installed')
  const { default: postgres } = await import('postgres')
  const { PostgresStore } = await import('countersign/stores/postgres')
  await life(new PostgresStore({ sql: postgres(server.url, { onnotice: () => {} }) }))
})

test('the Redis store takes a client that the program has connected, and the names of its keys', async (t) => {
  const server = await started(sharedRedis, startRedis)
  if (server === undefined) return t.skip('not run: redis is not installed')
  const { createClient } = await import('redis')
  const { RedisStore } = await import('countersign/stores/redis')
  const client = await createClient({ url: server.url }).connect()
  const other = await createClient({ url: server.url }).connect()
  await life(new RedisStore({ client, prefix: 'mine:' }))
  const names = await other.keys('*')
  other.destroy()
  assert.ok(names.length > 0 && names.every((name) => name.startsWith('mine:')), names.join())
})

test('a Redis store whose server is not up yet answers when it is', async (t) => {
  const server = await started(sharedRedis, startRedis)
  if (server === undefined) return t.skip('not run: redis is not installed')
  if (server.stop === undefined) return t.skip('not run: the server is shared')
  const { RedisStore } = await import('countersign/stores/redis')
  await server.stop()
  const store = new RedisStore({ url: server.url })
  const asked = store.grant('https://auth.example', 'any')
  await server.start()
  assert.equal(await asked, undefined)
  await store.close()
  // Closed, it has no connection to close.
  await store.close()
})
