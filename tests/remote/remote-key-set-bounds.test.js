import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { RemoteKeySet } from 'countersign'
import { publish } from '../support/misbehaving-issuer.js'
import { boundToRequests, key, nextKey, rejects, setUp } from './remote-key-set-setup.js'

const code = (promise) => promise.then(() => 'accepted', (error) => error.code)
const until = async (holds) => {
  for (let turn = 0; turn < 400 && !holds(); turn++) await sleep(5)
  assert.ok(holds())
}

/** Requests that name an unknown key at once, and are held by the issuer; `answer` lets go of all that are. */
const flooded = async (t) => {
  const it = await setUp(t, publish([key]))
  await it.keys.ready()
  const held = []
  const flood = (number) => Array.from({ length: number }, () => code(it.authenticate(it.tokenOf(nextKey))))
  const hold = () => {
    it.issuer.answer = (response) => held.push(response)
  }
  hold()
  return { ...it, held, flood, hold }
}

test('where each request asks by itself, eight of a flood with unknown keys do', (t) => boundToRequests(async () => {
  const { issuer, held, flood, clock } = await flooded(t)
  for (let round = 0; round < 2; round++) {
    const before = issuer.requests
    const answers = flood(12)
    await until(() => held.length === 8)
    assert.deepEqual(new Set(await Promise.all(answers.slice(8))), new Set(['ERR_KEYS_UNAVAILABLE']), 'nobody can tell yet')
    for (const response of held.splice(0)) publish([key])(response)
    assert.deepEqual(new Set(await Promise.all(answers.slice(0, 8))), new Set(['ERR_KEY_UNKNOWN']))
    assert.equal(issuer.requests - before, 8)
    assert.deepEqual(await Promise.all(flood(1)), ['ERR_KEY_UNKNOWN'])
    assert.equal(issuer.requests - before, 8, 'until the cooldown is over')
    clock.now += 31
  }
}))

test('so they do after a failure', (t) => boundToRequests(async () => {
  const { issuer, held, flood, clock } = await flooded(t)
  issuer.answer = (response) => response.writeHead(500).end()
  assert.deepEqual(await Promise.all(flood(1)), ['ERR_KEYS_UNAVAILABLE'])
  clock.now += 2
  issuer.answer = (response) => held.push(response)
  const before = issuer.requests
  const answers = flood(12)
  await until(() => held.length === 8)
  assert.deepEqual(new Set(await Promise.all(answers.slice(8))), new Set(['ERR_KEYS_UNAVAILABLE']))
  for (const response of held.splice(0)) publish([key, nextKey])(response)
  assert.deepEqual(new Set(await Promise.all(answers.slice(0, 8))), new Set(['accepted']))
  assert.equal(issuer.requests - before, 8)
}))

test('the answer to an older request does not end the wait for a newer one', (t) => boundToRequests(async () => {
  const { held, flood } = await flooded(t)
  const [first, second] = flood(2)
  await until(() => held.length === 2)
  publish([key])(held[0])
  assert.equal(await first, 'ERR_KEY_UNKNOWN')
  const [third] = flood(1)
  await until(() => held.length === 3)
  for (const response of held.slice(1)) publish([key, nextKey])(response)
  assert.deepEqual(await Promise.all([second, third]), ['accepted', 'accepted'])
}))

test('refresh() answers whether there are other keys: by whatever request, and not within the cooldown', (t) => boundToRequests(async () => {
  const { keys, held } = await flooded(t)
  const [late, quick] = [keys.refresh(), keys.refresh()]
  await until(() => held.length === 2)
  publish([nextKey])(held[1])
  assert.equal(await quick, true)
  held[0].destroy()
  assert.equal(await late, true, 'its own request failed, but what was missing is there')
  assert.equal(await keys.refresh(), false)
}))

test('a failed refresh() with nothing new says why', (t) => boundToRequests(async () => {
  const { keys, issuer } = await flooded(t)
  issuer.answer = (response) => response.writeHead(500).end()
  await rejects(keys.refresh(), 'ERR_KEYS_UNAVAILABLE', /answered 500/)
}))

test('a request that finds the keys overdue waits for its own answer, where another’s may die', (t) => boundToRequests(async () => {
  const { keys, held, clock } = await flooded(t)
  clock.now += 3600
  let isReady = false
  const ready = keys.ready().then(() => { isReady = true })
  await until(() => held.length === 1)
  await sleep(1200)
  assert.equal(isReady, false)
  publish([nextKey])(held[0])
  await ready
  assert.deepEqual(keys.current.kids, [nextKey.kid])
}))

test('a success ends a failure, and its back-off', async (t) => {
  const it = await setUp(t, (response) => response.writeHead(500).end())
  for (const seconds of [0, 1, 2]) {
    it.clock.now += seconds
    await rejects(it.keys.ready(), 'ERR_KEYS_UNAVAILABLE', /answered 500/)
  }
  it.issuer.answer = publish([key])
  it.clock.now += 4
  await it.keys.ready()
  assert.equal(it.keys.failure, undefined)
  it.issuer.answer = (response) => response.writeHead(500).end()
  await rejects(it.keys.refresh(), 'ERR_KEYS_UNAVAILABLE', /answered 500/)
  it.clock.now += 1
  const before = it.issuer.requests
  await rejects(it.keys.refresh(), 'ERR_KEYS_UNAVAILABLE', /answered 500/)
  assert.equal(it.issuer.requests, before + 1, 'a second after the first failure')
})

test('what was kept is looked for once', async () => {
  let looked = 0
  const fetch = async () => new Response(null, { status: 500 })
  const keys = new RemoteKeySet('https://auth.example/jwks.json', { fetch, load: async () => void looked++, save: () => {} })
  for (let turn = 0; turn < 3; turn++) await rejects(keys.ready(), 'ERR_KEYS_UNAVAILABLE')
  assert.equal(looked, 1)
})
