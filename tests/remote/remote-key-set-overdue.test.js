import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publish } from '../support/misbehaving-issuer.js'
import { boundToRequests, key, nextKey, rejects, setUp } from './remote-key-set-setup.js'

const HOURS = 3600
const silent = () => {}

/** How long `work` took, in seconds. */
const timed = async (work) => {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

/** Lets the next request wait; resolves with the function that answers it. Later ones are answered at once. */
const holdOne = (issuer, answer) => new Promise((resolve) => {
  issuer.answer = (response) => {
    issuer.answer = answer
    resolve(() => answer(response))
  }
})

test('a verifier that was idle refuses a withdrawn key at the first token', async (t) => {
  for (const [headers, idle] of [[{}, 23 * HOURS], [{}, 600 + 60], [{ 'cache-control': 'max-age=60' }, 120], [{ 'cache-control': 'max-age=86400' }, 24 * HOURS + 60]]) {
    const it = await setUp(t, publish([key, nextKey], headers))
    const token = it.tokenOf(key)
    await it.authenticate(token)
    it.issuer.answer = publish([nextKey], headers)
    it.clock.now += idle
    await rejects(it.authenticate(token), 'ERR_KEY_UNKNOWN')
    assert.equal(it.issuer.requests, 3, 'once because the keys are overdue, once because the key is not among them')
  }
})

test('all requests that find the keys overdue wait for one fetch', async (t) => {
  const it = await setUp(t, publish([key, nextKey]))
  const token = it.tokenOf(key)
  await it.authenticate(token)
  const waiting = holdOne(it.issuer, publish([nextKey]))
  it.clock.now += 1 * HOURS
  const answers = Array.from({ length: 20 }, () => it.authenticate(token).then(() => 'accepted', ({ code }) => code))
  const answer = await waiting
  assert.equal(it.issuer.requests, 2)
  answer()
  assert.deepEqual(new Set(await Promise.all(answers)), new Set(['ERR_KEY_UNKNOWN']))
})

test('keys that are in use never make a request wait: they are fetched before they are overdue', async (t) => {
  const it = await setUp(t, publish([key]))
  await it.keys.ready()
  for (let minute = 0; minute < 120; minute++) {
    it.clock.now += 59
    assert.equal(it.keys.ready(), undefined, `after ${minute} minutes`)
    await it.settle()
  }
})

test('an issuer that is down refuses no valid token, and is asked as seldom as the back-off says', async (t) => {
  const it = await setUp(t, publish([key]))
  const token = it.tokenOf(key)
  await it.authenticate(token)
  it.issuer.answer = (response) => response.writeHead(500).end()
  it.clock.now += 1 * HOURS
  const asked = []
  for (let second = 0; second < 100; second++) {
    const before = it.issuer.requests
    await it.authenticate(token)
    if (it.issuer.requests > before) asked.push(second)
    it.clock.now += 1
  }
  assert.deepEqual(asked, [0, 1, 3, 7, 15, 31, 61, 91])
  it.clock.now += 30
  it.issuer.answer = publish([nextKey])
  await rejects(it.authenticate(token), 'ERR_KEY_UNKNOWN')
})

test('an issuer that hangs is waited for once, for about a second, however many requests there are', async (t) => {
  const it = await setUp(t, publish([key]))
  const token = it.tokenOf(key)
  await it.authenticate(token)
  it.issuer.answer = silent
  it.clock.now += 1 * HOURS
  const crowd = await timed(() => Promise.all(Array.from({ length: 50 }, () => it.authenticate(token))))
  assert.ok(0.9 < crowd && crowd < 3, `${crowd} s`)
  const later = await timed(async () => {
    for (let request = 0; request < 200; request++) await it.authenticate(token)
  })
  assert.ok(later < 0.8, `${later} s`)
  assert.equal(it.keys.ready(), undefined)
  assert.equal(it.issuer.requests, 2)
})

test('keys that were kept for a long time are not used before the issuer was asked, and are if it does not answer', async (t) => {
  for (const [answer, expected] of [[publish([nextKey]), 'ERR_KEY_UNKNOWN'], [(response) => response.writeHead(500).end(), 'accepted']]) {
    const place = {}
    const it = await setUp(t, answer, { load: () => place.kept })
    const text = JSON.stringify({ keys: [key.toPublicJwk()] })
    place.kept = JSON.stringify({ url: it.issuer.url, text, fetchedAt: it.clock.now - 20 * HOURS, lifetime: 600 })
    assert.equal(await it.authenticate(it.tokenOf(key)).then(() => 'accepted', ({ code }) => code), expected)
  }
})

test('where promises belong to requests, one request waits for an overdue set and the others are served', (t) => boundToRequests(async () => {
  for (const waitUntil of [undefined, () => {}]) {
    const it = await setUp(t, publish([key, nextKey]), { waitUntil })
    const token = it.tokenOf(key)
    await it.authenticate(token)
    const waiting = holdOne(it.issuer, publish([nextKey]))
    it.clock.now += 1 * HOURS
    const first = it.authenticate(token)
    const answer = await waiting
    await it.authenticate(token)
    answer()
    await rejects(first, 'ERR_KEY_UNKNOWN')
  }
}))
