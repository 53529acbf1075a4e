import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { issue, SigningKey } from 'countersign'
import { MisbehavingIssuer, publish } from '../support/misbehaving-issuer.js'
import { startWorker } from '../support/workerd.js'

const key = SigningKey.generate()
const nextKey = SigningKey.generate()
const policy = { issuer: 'https://auth.example', audience: 'api' }
const tokenOf = (signer) => issue({ sub: 'user-1' }, signer, { ...policy, expiresIn: 3600 })

/** @param {string} url @param {string} [options] of the RemoteKeySet, as source text */
const scriptOf = (url, options = '') => `
  import { RemoteKeySet, Verifier } from 'countersign'
  import { authenticate } from 'countersign/fetch'
  import { keepInCache } from 'countersign/persistence/cache'
  import { keepInKv } from 'countersign/persistence/kv'
  import { env } from 'cloudflare:workers'
  const keys = new RemoteKeySet('${url}', { ${options} })
  const verifier = new Verifier(keys, ${JSON.stringify(policy)})
  export default { fetch: authenticate(verifier, (request, token) => Response.json(token.claims)) }
`

const callTo = (worker) => async (signer = key) => {
  const response = await worker.dispatchFetch('http://worker.example/', { headers: { authorization: `Bearer ${tokenOf(signer)}` } })
  const { sub, code } = await response.json()
  return `${response.status} ${sub ?? code}`
}

const setUp = async (t, { answer = publish([key]), options } = {}) => {
  const issuer = await MisbehavingIssuer.start({ answer })
  const worker = await startWorker(scriptOf(issuer.url, options))
  t.after(() => Promise.all([worker.dispose(), issuer.close()]))
  return { issuer, worker, call: callTo(worker) }
}

const within = (seconds, promise) => Promise.race([promise, sleep(seconds * 1000).then(() => assert.fail(`hung for ${seconds} s`))])

test('in workerd two requests at once do their own fetch, and neither hangs', async (t) => {
  const waiting = []
  const { issuer, call } = await setUp(t, { answer: (response) => waiting.push(response) })
  const requests = [call(), call()]
  while (waiting.length < 2) await sleep(10)
  // The one that came first is answered last.
  publish([key])(waiting[1])
  await sleep(50)
  publish([key])(waiting[0])
  assert.deepEqual(await within(30, Promise.all(requests)), ['200 user-1', '200 user-1'])
  issuer.answer = publish([key])
  assert.equal(await call(), '200 user-1')
  assert.equal(issuer.requests, 2)
})

test('in workerd a request that was given up takes no other with it', async (t) => {
  const waiting = []
  const { issuer, worker, call } = await setUp(t, { answer: (response) => waiting.push(response) })
  const abort = new AbortController()
  const given = worker.dispatchFetch('http://worker.example/', { signal: abort.signal, headers: { authorization: `Bearer ${tokenOf(key)}` } }).catch(() => {})
  while (waiting.length < 1) await sleep(10)
  abort.abort()
  await given
  issuer.answer = publish([key])
  assert.equal(await within(30, call()), '200 user-1')
})

test('in workerd many requests with a new key at once are all served', async (t) => {
  const { issuer, call } = await setUp(t)
  assert.equal(await call(), '200 user-1')
  issuer.answer = (response) => setTimeout(() => publish([key, nextKey])(response), 100)
  const answers = await within(30, Promise.all(Array.from({ length: 6 }, () => call(nextKey))))
  assert.deepEqual([...new Set(answers)], ['200 user-1'])
  assert.ok(issuer.requests <= 1 + 8)
})

test('in workerd an issuer that is down is 503, and one that hangs is 503 after the timeout', async (t) => {
  const down = await setUp(t)
  await down.issuer.stop()
  assert.equal(await within(30, down.call()), '503 ERR_KEYS_UNAVAILABLE')
  const hanging = await setUp(t, { answer: () => {}, options: 'timeout: 0.2' })
  assert.equal(await within(30, hanging.call()), '503 ERR_KEYS_UNAVAILABLE')
})

test('in workerd a redirect is refused', async (t) => {
  const { issuer, call } = await setUp(t, { answer: (response) => response.writeHead(302, { location: '/moved' }).end() })
  assert.equal(await call(), '503 ERR_KEYS_UNAVAILABLE')
  assert.equal(issuer.requests, 1)
})

for (const [name, options, bindings] of [
  ['Cloudflare KV', '...keepInKv(env.KEYS)', (folder) => ({ kvNamespaces: ['KEYS'], kvPersist: folder })],
  ['the Cache API', '...keepInCache(caches.default)', (folder) => ({ cachePersist: folder })],
]) {
  test(`a cold isolate starts from ${name} while the issuer is down`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-'))
    t.after(() => rm(folder, { recursive: true }))
    const issuer = await MisbehavingIssuer.start({ answer: publish([key]) })
    t.after(() => issuer.close())
    const firstRequest = async () => {
      const worker = await startWorker(scriptOf(issuer.url, options), bindings(folder))
      try {
        return await within(30, callTo(worker)())
      } finally {
        await worker.dispose()
      }
    }
    assert.equal(await firstRequest(), '200 user-1')
    await issuer.stop()
    assert.equal(await firstRequest(), '200 user-1')
    assert.equal(issuer.requests, 1)
  })
}
