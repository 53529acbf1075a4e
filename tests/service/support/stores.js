import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startObjects } from './engines/durable-objects.js'
import { startPostgres, startRedis, temporaryFolder } from './servers.js'
import { sharedPostgres, sharedRedis, wanted } from './shared-servers.js'

/**
 * Every store there is, each with a way to open an empty one on this machine. `open` answers undefined where the
 * store's server cannot be had; `shards` is in how many parts it counts statuses, if not in one; `another` opens the same data a second time, as another process would; `dump` is all that
 * somebody sees who gets hold of the data.
 */
const all = [
  {
    name: 'memory',
    shared: false,
    async open() {
      const { MemoryStore } = await import('countersign/stores/memory')
      const store = new MemoryStore()
      return opened({ store, dump: () => asked(store), close: () => {} })
    },
  },
  {
    name: 'sqlite',
    shared: true,
    async open() {
      const { SqliteStore } = await import('countersign/stores/sqlite')
      const folder = temporaryFolder()
      const url = `file:${join(folder, 'tokens.db')}`
      const another = () => new SqliteStore({ url })
      const store = another()
      return opened({ store, another, url, dump: () => filesIn(folder), close: () => rmSync(folder, { recursive: true, force: true }) })
    },
  },
  {
    name: 'd1',
    shared: false,
    async open() {
      const miniflare = await import('miniflare').catch(() => undefined)
      if (miniflare === undefined) return undefined
      const { D1Store } = await import('countersign/stores/d1')
      const worker = new miniflare.Miniflare({ modules: true, script: 'export default {}', d1Databases: ['DB'] })
      const store = new D1Store(oneAtATime(await worker.getD1Database('DB')))
      return opened({ store, dump: () => rowsOf(store), close: () => worker.dispose() })
    },
  },
  {
    name: 'durable-objects',
    shared: false,
    // Each counts the statuses of its own grants.
    shards: 16,
    async open() {
      const worker = await startObjects()
      if (worker === undefined) return undefined
      const { DurableObjectsStore } = await import('countersign/stores/durable-objects')
      const store = new DurableObjectsStore(worker.namespace)
      return opened({ store, dump: () => worker.dump(), close: () => worker.close() })
    },
  },
  {
    name: 'postgres',
    shared: true,
    async open() {
      const server = (await sharedPostgres()) ?? (await startPostgres())
      if (server === undefined) return undefined
      const { PostgresStore } = await import('countersign/stores/postgres')
      const another = () => new PostgresStore({ url: server.url })
      const store = another()
      return opened({ store, another, server, url: server.url, dump: () => rowsOf(store), close: () => server[Symbol.asyncDispose]() })
    },
  },
  {
    name: 'redis',
    shared: true,
    async open() {
      const server = (await sharedRedis()) ?? (await startRedis())
      if (server === undefined) return undefined
      const { RedisStore } = await import('countersign/stores/redis')
      const another = () => new RedisStore({ url: server.url })
      return opened({ store: another(), another, server, url: server.url, dump: () => filesIn(server.folder), close: () => server[Symbol.asyncDispose]() })
    },
  },
]

export const stores = all.filter(({ name }) => wanted(name))

const opened = ({ store, close, ...rest }) => ({
  store,
  ...rest,
  async close() {
    await store.close()
    await close()
  },
})

/** Every byte on disk. */
const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'latin1'))
    .join('\n')

const rowsOf = async (store) =>
  JSON.stringify(await Promise.all(['grants', 'api_tokens', 'key_rings'].map((table) => store.run(`SELECT * FROM countersign_${table}`))))

/** The issuer is that of `makeService`. */
const asked = async (store) => {
  const issuer = 'http://127.0.0.1:1'
  const subjects = Array.from({ length: 5 }, (_, n) => store.grantsOf(issuer, { subject: `user-${n}`, limit: 100 }))
  return JSON.stringify([await Promise.all(subjects), await store.apiTokens(issuer, { limit: 1000 }), await store.keyRing(issuer)])
}

/**
 * The D1 database with its statements one after the other, those of different requests still in any order: miniflare's proxy
 * blocks this thread to prepare one, and loses count of its messages when an answer comes in meanwhile.
 */
const oneAtATime = (database) => {
  let last = Promise.resolve()
  const after = (work) => (last = last.then(work, work))
  return { prepare: (sql) => ({ bind: (...values) => ({ all: () => after(() => database.prepare(sql).bind(...values).all()) }) }) }
}
