import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withMemory } from '../../packaging/wasm-memory.js'

const { countersign, memory } = await withMemory()
const { KeySet, RemoteStatusList, SigningKey, StatusList, Verifier, issue } = countersign

const ISSUER = 'https://auth.example'
const START = 1_800_000_000
const key = SigningKey.generate()
const keys = new KeySet(key)
const claim = await new StatusList().encode()
const signed = (subject, at = START) =>
  issue({ ttl: 86_400, status_list: claim }, key, { issuer: ISSUER, subject, type: 'statuslist+jwt', expiresIn: 'never', now: () => at })

// Often enough that the key has all the tables it can earn: memory that they take does not count.
const verifier = new Verifier(keys, { issuer: ISSUER, audience: null, type: 'statuslist+jwt', expiry: 'optional', cache: false, now: () => START })
const once = signed(`${ISSUER}/status/0`)
for (let time = 0; time < 2_400; time++) verifier.verify(once)

const setUp = (answer) => {
  const world = { now: START, answer }
  const fetch = async (url) => new Response(await world.answer(String(url)))
  const lists = new RemoteStatusList(`${ISSUER}/status/`, { keys, issuer: ISSUER, fetch, now: () => world.now, cooldown: 0 })
  const ask = (number = 0) => lists.ready({ status: { status_list: { uri: `${ISSUER}/status/${number}`, idx: 0 } } })
  return { world, ask }
}

/** Bytes by which the memory of wasm grows while `work` is done many times, after the first times. */
const growth = async (work) => {
  for (let round = 0; round < 150; round++) await work(round)
  const before = memory.buffer.byteLength
  for (let round = 150; round < 600; round++) await work(round)
  return memory.buffer.byteLength - before
}

test('the memory of wasm does not grow with the number of lists that tokens name', async () => {
  const { ask } = setUp(signed)
  assert.equal(await growth(ask), 0)
})

test('the memory of wasm does not grow with lists that are refused: older ones, and others', async () => {
  for (const refused of [(url) => signed(url, START - 1), () => signed(`${ISSUER}/status/1`)]) {
    const { world, ask } = setUp(signed)
    await ask()
    world.answer = refused
    world.now += 86_401
    let asked = 0
    assert.equal(await growth(() => {
      asked += 1
      return ask()
    }), 0)
    assert.equal(asked, 600)
  }
})

test('the memory of wasm does not grow with lists that come after their place was given to others', async () => {
  const waiting = new Map()
  const { ask } = setUp((url) => new Promise((resolve) => waiting.set(url, resolve)))
  assert.equal(await growth(async (round) => {
    const late = []
    for (let number = 0; number < 70; number++) if (round % 70 === 0) late.push(ask(`${round}-${number}`))
    if (late.length === 0) return
    while (waiting.size < 70) await new Promise(setImmediate)
    for (const [url, answer] of waiting) answer(signed(url))
    waiting.clear()
    await Promise.all(late)
  }), 0)
})
