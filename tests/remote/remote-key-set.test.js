import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { issue, RemoteKeySet, SigningKey, Verifier } from 'countersign'
import { misbehaviours, publish } from '../support/misbehaving-issuer.js'
import { boundToRequests, key, nextKey, policy, rejects, setUp, START } from './remote-key-set-setup.js'

/** In which seconds an issuer that answers 500 is asked, by a request in each second that it must not refuse as a bad token. */
const whenAsked = async (it, token, seconds) => {
  const asked = []
  for (let second = 0; second < seconds; second++) {
    const before = it.issuer.requests
    await rejects(it.authenticate(token), 'ERR_KEYS_UNAVAILABLE', /answered 500/)
    if (it.issuer.requests > before) asked.push(second)
    it.clock.now += 1
  }
  return asked
}

test('the keys are fetched once for any number of requests', async (t) => {
  const it = await setUp(t, publish([key]))
  const token = it.tokenOf(key)
  const results = await Promise.all(Array.from({ length: 50 }, () => it.authenticate(token)))
  assert.equal(results.every(({ claims }) => claims.sub === 'user-1'), true)
  assert.equal(it.issuer.requests, 1)
})

test('nothing is fetched by construction, and verify() before the first load is an outage, not a bad token', async (t) => {
  const it = await setUp(t, publish([key]))
  const token = it.tokenOf(key)
  assert.throws(() => it.verifier.verify(token), { code: 'ERR_KEYS_UNAVAILABLE', status: 503 })
  assert.equal(it.issuer.requests, 0)
  await it.keys.ready()
  assert.equal(it.verifier.verify(token).claims.sub, 'user-1')
})

for (const [name, [answer, reason]] of Object.entries(misbehaviours([key]))) {
  test(`an issuer that ${name} is an outage at first, and none for who has keys`, async (t) => {
    const it = await setUp(t, answer, String(reason).includes('did not answer') ? { timeout: 2 } : {})
    const token = it.tokenOf(key)
    await rejects(it.authenticate(token), 'ERR_KEYS_UNAVAILABLE', reason)
    it.clock.now += 60
    it.issuer.answer = publish([key])
    await it.authenticate(token)
    it.issuer.answer = answer
    it.clock.now += 3600
    await it.authenticate(token)
    await it.settle()
    await it.authenticate(token)
    assert.match(it.keys.failure.message, reason)
  })
}

test('why the issuer could not be reached is told in a sentence, whatever fetch threw', async (t) => {
  for (const [reason, said] of [
    [new TypeError('fetch failed', { cause: Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' }) }), 'ECONNREFUSED'],
    [new TypeError('fetch failed', { cause: new Error('the certificate has expired') }), 'the certificate has expired'],
    [new TypeError('network error'), 'network error'],
    ['out of sockets', 'out of sockets'],
    [undefined, 'undefined'],
  ]) {
    const it = await setUp(t, publish([key]), { fetch: () => Promise.reject(reason) })
    await rejects(it.authenticate(it.tokenOf(key)), 'ERR_KEYS_UNAVAILABLE', new RegExp(`^${it.issuer.url} could not be reached: ${said}$`))
    assert.equal(it.keys.failure.cause, reason)
  }
})

test('a content type that says nothing does not matter: the strict parser decides', async (t) => {
  const it = await setUp(t, publish([key], { 'content-type': 'application/octet-stream' }))
  await it.authenticate(it.tokenOf(key))
})

test('an answer is fresh for its max-age, from one minute to one day, less the time it spent in caches', async (t) => {
  for (const [headers, fresh] of [
    [{}, 600],
    [{ 'cache-control': 'public, max-age=300' }, 300],
    [{ 'cache-control': 'max-age=300', age: '200' }, 100],
    [{ 'cache-control': 'max-age=1' }, 60],
    [{ 'cache-control': 'max-age=99999999' }, 86_400],
  ]) {
    const it = await setUp(t, publish([key], headers))
    await it.keys.ready()
    it.clock.now += fresh - 1
    assert.equal(it.keys.ready(), undefined)
    await it.settle()
    assert.equal(it.issuer.requests, 1, JSON.stringify(headers))
    it.clock.now += 1
    assert.equal(it.keys.ready(), undefined, 'what is stale is used while it is fetched again')
    await it.settle()
    assert.equal(it.issuer.requests, 2, JSON.stringify(headers))
  }
})

test('verify() alone keeps the keys fresh too', async (t) => {
  const it = await setUp(t, publish([key]))
  await it.keys.ready()
  it.issuer.answer = publish([nextKey])
  it.clock.now += 601
  assert.throws(() => it.verifier.verify(it.tokenOf(nextKey)), { code: 'ERR_KEY_UNKNOWN' })
  await it.settle()
  it.verifier.verify(it.tokenOf(nextKey))
})

test('a slow issuer makes no request wait while the keys have only just become stale', async (t) => {
  const it = await setUp(t, publish([key]))
  await it.keys.ready()
  it.issuer.answer = () => {}
  it.clock.now += 659
  for (let i = 0; i < 100; i++) assert.equal(it.keys.ready(), undefined)
  assert.equal(it.keys.current.kids[0], key.kid)
})

test('a rotated key is found at the first token that names it', async (t) => {
  const it = await setUp(t, publish([key]))
  await it.authenticate(it.tokenOf(key))
  it.issuer.answer = publish([key, nextKey])
  const [token, old] = [it.tokenOf(nextKey), it.tokenOf(key)]
  await Promise.all([...Array.from({ length: 20 }, () => it.authenticate(token)), it.authenticate(old)])
  assert.equal(it.issuer.requests, 2)
})

test('a withdrawn key is refused once the keys have been fetched again, cached tokens included', async (t) => {
  const it = await setUp(t, publish([key, nextKey]))
  const token = it.tokenOf(key)
  await it.authenticate(token)
  it.issuer.answer = publish([nextKey])
  it.clock.now += 601
  await it.authenticate(token)
  await it.settle()
  await rejects(it.authenticate(token), 'ERR_KEY_UNKNOWN')
})

test('invented kids cost the issuer one request per cooldown', async (t) => {
  const it = await setUp(t, publish([key]))
  await it.authenticate(it.tokenOf(key))
  for (let second = 0; second < 90; second++) {
    await rejects(it.authenticate(it.tokenOf(SigningKey.generate())), 'ERR_KEY_UNKNOWN')
    it.clock.now += 1
  }
  assert.equal(it.issuer.requests, 1 + 3)
})

test('while the issuer is down, a token with an unknown kid is an outage and not a bad token', async (t) => {
  const it = await setUp(t, publish([key]))
  await it.authenticate(it.tokenOf(key))
  await it.issuer.stop()
  for (let i = 0; i < 3; i++) await rejects(it.authenticate(it.tokenOf(nextKey)), 'ERR_KEYS_UNAVAILABLE')
  await it.authenticate(it.tokenOf(key))
})

test('as long as the issuer fails, a token with an unknown kid is an outage, and good as soon as it has answered', async (t) => {
  const it = await setUp(t, publish([key]))
  await it.authenticate(it.tokenOf(key))
  it.issuer.answer = (response) => response.writeHead(500).end()
  assert.deepEqual(await whenAsked(it, it.tokenOf(nextKey), 100), [0, 1, 3, 7, 15, 31, 61, 91])
  it.issuer.answer = publish([key, nextKey])
  it.clock.now += 30
  await it.authenticate(it.tokenOf(nextKey))
})

test('failures back off: 1, 2, 4, … seconds, at most the cooldown', async (t) => {
  const it = await setUp(t, (response) => response.writeHead(500).end())
  assert.deepEqual(await whenAsked(it, it.tokenOf(key), 120), [0, 1, 3, 7, 15, 31, 61, 91])
})

test('an hour of outage refuses no valid token; beyond the bound it is 503 and never 401', async (t) => {
  const it = await setUp(t, publish([key], { 'cache-control': 'max-age=60' }))
  const token = it.tokenOf(key)
  await it.authenticate(token)
  await it.issuer.stop()
  let refused = 0
  for (let second = 1; second <= 3600; second++) {
    it.clock.now = START + second
    await it.authenticate(token).catch(() => { refused += 1 })
    await new Promise(setImmediate)
  }
  assert.equal(refused, 0)

  it.clock.now = START + 60 + 86_400 - 1
  await it.authenticate(token)
  const statuses = new Map()
  for (let second = 0; second < 600; second++) {
    it.clock.now = START + 60 + 86_400 + second
    const status = await it.authenticate(token).then(() => 200, (error) => error.status)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  assert.deepEqual([...statuses], [[503, 600]])
  t.diagnostic(`outage: 3600 s, 3600 requests with a valid token, ${refused} refused; beyond the bound: ${[...statuses].map(([s, n]) => `${n} x ${s}`)}`)

  await it.issuer.restart()
  it.clock.now += 30
  await it.authenticate(token)
})

test('a clock that jumps forward or back neither refuses a valid token nor keeps old keys for longer', async (t) => {
  const it = await setUp(t, publish([key]))
  const token = issue({ sub: 'user-1' }, key, { ...policy, expiresIn: 'never', now: () => START - 1e8 })
  const verifier = new Verifier(it.keys, { ...policy, expiry: 'optional', now: () => it.clock.now })
  const authenticate = () => verifier.authenticate(`Bearer ${token}`)
  await authenticate()
  it.clock.now = START + 40 * 365 * 86_400
  await authenticate()
  assert.equal(it.issuer.requests, 2, 'fetched again: the set had grown too old')
  it.clock.now = START
  await authenticate()
  await it.settle()
  assert.equal(it.issuer.requests, 3, 'fetched again: a set from the future would stay fresh for forty years')
  it.clock.now = START - 2
  await authenticate()
  await it.settle()
  assert.equal(it.issuer.requests, 3, 'a correction of two seconds is no jump')

  await it.issuer.stop()
  it.clock.now = START - 1e7
  await authenticate()
  it.clock.now += 86_400
  await rejects(authenticate(), 'ERR_KEYS_UNAVAILABLE')
})

test('a slower, older answer never replaces a newer one', (t) => boundToRequests(async () => {
  const held = []
  const it = await setUp(t, (response) => held.push(response), { timeout: 30 })
  const first = it.keys.ready()
  const second = it.keys.ready()
  while (held.length < 2) await sleep(5)
  publish([nextKey])(held[1])
  await second
  publish([key])(held[0])
  await first
  assert.deepEqual(it.keys.current.kids, [nextKey.kid])
  it.verifier.verify(it.tokenOf(nextKey))
}))

test('a request whose own fetch fails is served with what another one fetched meanwhile', (t) => boundToRequests(async () => {
  const held = []
  const it = await setUp(t, (response) => held.push(response), { timeout: 30 })
  const token = it.tokenOf(key)
  const answers = [it.authenticate(token), it.authenticate(token)]
  while (held.length < 2) await sleep(5)
  publish([key])(held[1])
  await answers[1]
  held[0].destroy()
  await answers[0]
  assert.equal(it.keys.failure, undefined)
}))

test('where a background fetch dies with its request, requests go on being served and one fetches in the end', (t) => boundToRequests(async () => {
  let dies = false
  const fetchThatDies = (...request) => (dies ? new Promise(() => {}) : fetch(...request))
  const it = await setUp(t, publish([key]), { fetch: fetchThatDies, timeout: 5 })
  const token = it.tokenOf(key)
  await it.authenticate(token)
  dies = true
  it.clock.now += 620
  for (let i = 0; i < 10; i++) await it.authenticate(token)
  dies = false
  it.issuer.answer = publish([key, nextKey])
  it.clock.now += 700
  await it.authenticate(token)
  assert.equal(it.issuer.requests, 2)
}))

test('a fetch that ignores its signal is given up all the same', async (t) => {
  const it = await setUp(t, publish([key]), { fetch: () => new Promise(() => {}), timeout: 0.05 })
  await rejects(it.authenticate(it.tokenOf(key)), 'ERR_KEYS_UNAVAILABLE', /did not answer within 0.05 s/)
})

test('a background fetch is announced to waitUntil', async (t) => {
  const announced = []
  const it = await setUp(t, publish([key]), { waitUntil: (work) => announced.push(work) })
  await it.keys.ready()
  it.clock.now += 601
  it.keys.ready()
  assert.equal(announced.length, 1)
  await announced[0]
  assert.equal(it.issuer.requests, 2)
})

test('a set with the same text stays the same object, so that verified tokens stay cached', async (t) => {
  const it = await setUp(t, publish([key]))
  await it.keys.ready()
  const { current } = it.keys
  it.clock.now += 601
  it.keys.ready()
  await it.settle()
  assert.equal(it.issuer.requests, 2)
  assert.equal(it.keys.current, current)
})

test('only https is fetched, loopback excepted, and only known options are taken', () => {
  for (const url of ['http://auth.example/jwks.json', 'ftp://auth.example/', 'file:///jwks.json', 'data:application/json,{}', '/jwks.json', 'http://127.0.0.1.example/', 'https://user:secret@auth.example/jwks.json']) {
    assert.throws(() => new RemoteKeySet(url), (error) => error.code === 'ERR_OPTION_INVALID' && !error.message.includes('secret'), url)
  }
  for (const url of ['https://auth.example/jwks.json', new URL('https://auth.example'), 'http://localhost:8080/', 'http://127.0.0.1/', 'http://[::1]:1/']) new RemoteKeySet(url)
  for (const options of [{ timeOut: 5 }, { timeout: '5' }, { timeout: -1 }, { staleFor: Infinity }, { fetch: 'fetch' }, { now: 5 }, null]) {
    assert.throws(() => new RemoteKeySet('https://auth.example', options), { code: 'ERR_OPTION_INVALID' }, JSON.stringify(options))
  }
})
