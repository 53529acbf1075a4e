// A process of a service whose ring is in the store: `node ring-process.js {"store", "url", "offset", "keyRing", "dies"}`. Its clock is
// `offset` seconds ahead. It kills itself when it takes the ring a step further: "before" the store did so, or "after".
import { TokenService } from 'countersign/service'
import { serve } from '../serve.js'
import { authenticate } from '../credentials.js'

const { store: name, url, offset, dies, ...options } = JSON.parse(process.argv[2])
const stores = {
  sqlite: async () => new (await import('countersign/stores/sqlite')).SqliteStore({ url }),
  postgres: async () => new (await import('countersign/stores/postgres')).PostgresStore({ url }),
  redis: async () => new (await import('countersign/stores/redis')).RedisStore({ url }),
}
const store = await stores[name]()
const replace = store.replaceKeyRing.bind(store)
store.replaceKeyRing = async (ring) => {
  if (ring.version > 0 && dies === 'before') process.kill(process.pid, 'SIGKILL')
  const isReplaced = await replace(ring)
  if (ring.version > 0 && dies === 'after') process.kill(process.pid, 'SIGKILL')
  if (isReplaced && ring.version > 0) process.send({ step: ring.version })
  return isReplaced
}
const service = new TokenService({
  issuer: 'https://auth.example', audience: 'api', store, authenticate, prefix: 'acme', accessLifetime: 120, refreshLifetime: 120, grace: 600, storeTimeout: 60,
  now: () => Date.now() / 1000 + offset, ...options,
})
process.send({ url: (await serve(service.fetch)).url })
process.on('disconnect', () => process.exit())
