// An API and a service in a process of their own: every request that comes as a message is answered with a status and a code.
import { SigningKey, Verifier } from 'countersign'
import { TokenService } from 'countersign/service'

const { store: name, url, jwk, issuer } = JSON.parse(process.argv[2])
const modules = { sqlite: 'SqliteStore', postgres: 'PostgresStore', redis: 'RedisStore' }
const store = new (await import(`countersign/stores/${name}`))[modules[name]]({ url })
const key = SigningKey.fromJwk(jwk)
const service = new TokenService({ issuer, audience: 'api', key, store, storeTimeout: 9, authenticate: () => ({ subject: 'ada' }) })
const verifier = new Verifier(key, { issuer, audience: 'api', type: 'at+jwt', dpop: { replays: store.replays('https://api.example') } })

const asked = {
  async api(request) {
    await verifier.authenticate(request)
    return 200
  },
  async service(request) {
    const response = await service.fetch(request)
    if (!response.ok) throw await response.json()
    return 200
  },
}

process.on('message', async ({ of, url, times, ...init }) => {
  const ask = () => asked[of](new Request(url, init)).catch(({ code }) => code)
  process.send(await Promise.all(Array.from({ length: times }, ask)))
})
process.send('ready')
