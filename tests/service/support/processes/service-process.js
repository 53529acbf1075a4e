// The service as a process of its own: `node service-process.js {"store", "url", "port", "jwk", …}`.
import { SigningKey } from 'countersign'
import { TokenService } from 'countersign/service'
import { serve } from '../serve.js'
import { authenticate } from '../credentials.js'

const { store: name, url, port, jwk, ...options } = JSON.parse(process.argv[2])
const stores = {
  memory: async () => new (await import('countersign/stores/memory')).MemoryStore(),
  sqlite: async () => new (await import('countersign/stores/sqlite')).SqliteStore({ url }),
  postgres: async () => new (await import('countersign/stores/postgres')).PostgresStore({ url }),
  redis: async () => new (await import('countersign/stores/redis')).RedisStore({ url }),
}
const key = SigningKey.fromJwk(jwk)
const issuer = `http://127.0.0.1:${port}`
const service = new TokenService({ issuer, audience: 'api', key, store: await stores[name](), authenticate, prefix: 'acme', ...options })
await serve(service.fetch, { port })
process.send?.('ready')
