import { startPostgres } from '../servers.js'
import { sharedPostgres, wanted } from '../shared-servers.js'
import { startPgbouncer } from './pgbouncer.js'
import { startRedisCluster } from './redis-cluster.js'

/** Ways to run a store that need more than its own server, opened as those of `stores.js`. */
const all = [
  {
    name: 'postgres through pgbouncer',
    of: 'postgres',
    shared: true,
    async open() {
      const server = (await sharedPostgres()) ?? (await startPostgres())
      const pooler = server && (await startPgbouncer(server.url))
      if (pooler === undefined) return void (await server?.[Symbol.asyncDispose]())
      const { PostgresStore } = await import('countersign/stores/postgres')
      const another = () => new PostgresStore({ url: pooler.url, prepare: false })
      const store = another()
      const close = async () => {
        await store.close()
        await pooler[Symbol.asyncDispose]()
        await server[Symbol.asyncDispose]()
      }
      return { store, another, server, pooler, url: pooler.url, close }
    },
  },
  {
    name: 'redis cluster',
    of: 'redis',
    shared: true,
    async open() {
      const cluster = await startRedisCluster()
      if (cluster === undefined) return undefined
      const { RedisStore } = await import('countersign/stores/redis')
      const another = () => new RedisStore({ nodes: cluster.urls, replicas: 1 })
      const store = another()
      const close = async () => {
        await store.close()
        await cluster[Symbol.asyncDispose]()
      }
      return { store, another, cluster, close }
    },
  },
]

export const engines = all.filter(({ of }) => wanted(of))
