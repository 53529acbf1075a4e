// The issuer, as a process of its own: a token service whose store fails and whose answers depend on the weather.
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { SigningKey } from 'countersign'
import { TokenService } from 'countersign/service'
import { MemoryStore } from 'countersign/stores/memory'
import { apiOf } from '../service/support/api.js'
import { faultyStore } from './faulty-store.js'
import { Random } from './random.js'
import { ACCESS_LIFETIME, PASSWORD, PUBLISH_FOR, ROTATION, STATUS_FRESHNESS, STORE_FAILURES } from './settings.js'
import { Weather, garbage } from './weather.js'

const { port, seed } = JSON.parse(process.argv[2])
const random = new Random(seed)
const tell = (message) => process.send?.(message)
process.on('disconnect', () => process.exit())

const inner = new MemoryStore()
const store = faultyStore(inner, { random, share: STORE_FAILURES, onFailure: (name) => tell({ storeFailure: name }) })
const service = new TokenService({
  issuer: `http://127.0.0.1:${port}`, audience: 'api', key: SigningKey.generate(), store, prefix: 'soak',
  accessLifetime: ACCESS_LIFETIME, statusFreshness: STATUS_FRESHNESS,
  authenticate: ({ username, password }) => (password === PASSWORD ? { subject: username, scope: 'read' } : undefined),
})
const handler = apiOf(service)

const answer = async (incoming) => {
  const body = incoming.method === 'GET' ? undefined : Readable.toWeb(incoming)
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values]) => values.map((value) => [name, value]))
  return handler(new Request(`http://127.0.0.1:${port}${incoming.url}`, { method: incoming.method, headers, body, duplex: 'half' }))
}

const server = createServer(async (incoming, outgoing) => {
  outgoing.on('error', () => {})
  const { kind } = weather
  if (kind === 'errors') return outgoing.writeHead(random.pick([500, 502, 503, 504])).end('<h1>Bad gateway</h1>')
  if (kind === 'garbage') {
    const [type, body] = garbage(random)
    return outgoing.writeHead(200, { 'content-type': type }).end(body)
  }
  if (kind === 'slow') await new Promise((resolve) => setTimeout(resolve, random.between(300, 2000)))
  // Its client has given up meanwhile: there is no body any more to hand on.
  if (incoming.destroyed) return
  const response = await answer(incoming)
  const bytes = Buffer.from(await response.arrayBuffer())
  if (kind === 'lossy' && random.chance(0.5)) return incoming.socket.destroy()
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(bytes)
})

const weather = new Weather(random, (kind) => {
  tell({ weather: kind })
  if (kind === 'down') {
    server.close()
    server.closeAllConnections()
  } else if (!server.listening) server.listen(port, '127.0.0.1')
})

const rotate = () => {
  const { kid } = service.rotateKeys(SigningKey.generate(), { publishFor: PUBLISH_FOR })
  tell({ rotated: kid })
}

// What a provider does behind its own walls; it repeats what a failing store keeps it from.
const withStore = async (work) => {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (error.code !== 'ERR_STORE_UNAVAILABLE') throw error
    }
  }
}
const ORDERS = {
  create: () => withStore(() => service.createApiToken({ label: 'soak', owner: { type: 'user', id: 'ada' }, scope: 'read' })),
  revoke: ({ id }) => withStore(() => service.revokeApiToken(id)),
  usage: () => ({ cpu: process.cpuUsage() }),
}
process.on('message', async ({ call, order, ...rest }) => tell({ call, done: await ORDERS[order](rest) }))

server.listen(port, '127.0.0.1', () => {
  weather.start()
  setInterval(rotate, ROTATION * 1000)
  tell({ listening: port })
})
