import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TokenClient } from 'countersign/client'
import { ISSUER } from './support/set-up.js'

const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
}

/** Each wait that a timer is set for, in seconds; time passes by `tick` alone. */
const watched = (context) => {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_900_000_000_000 })
  const { setTimeout } = globalThis
  const waits = []
  context.mock.method(globalThis, 'setTimeout', (callback, wait) => {
    waits.push(wait / 1000)
    return setTimeout(callback, wait)
  })
  return waits
}

test('a service that is down is asked four times, 8 seconds each, after 0.5, 1 and 2 seconds', async (context) => {
  const waits = watched(context)
  let questions = 0
  const fetch = async () => ++questions && new Response(null, { status: 503 })
  const client = new TokenClient({ url: ISSUER, credentials: { apiKey: 'x' }, fetch, random: () => 1 })
  const token = assert.rejects(client.token(), { code: 'ERR_SERVICE_UNAVAILABLE' })
  for (let seconds = 0; seconds < 4; seconds++) {
    await turns()
    context.mock.timers.tick(2000)
  }
  await token
  assert.equal(questions, 4)
  // The storage has 8 seconds as well.
  assert.deepEqual(waits.filter((wait) => wait !== 8), [0.5, 1, 2])
  assert.equal(waits.filter((wait) => wait === 8).length, 5)
})

test('a token is renewed by the clock of the computer, a minute before it expires', async (context) => {
  watched(context)
  let questions = 0
  const fetch = async () => ++questions && Response.json({ access_token: 'opaque', expires_in: 3600 })
  const client = new TokenClient({ url: ISSUER, credentials: { apiKey: 'x' }, fetch })
  for (const [seconds, asked] of [[0, 1], [3539, 1], [1, 2]]) {
    context.mock.timers.tick(seconds * 1000)
    await client.token()
    assert.equal(questions, asked)
  }
})

test('a wait leaves no listener on the signal of the session', async (context) => {
  const listeners = new Set()
  for (const [name, note] of [['addEventListener', 'add'], ['removeEventListener', 'delete']]) {
    const original = EventTarget.prototype[name]
    context.mock.method(EventTarget.prototype, name, function (type, listener, ...others) {
      if (type === 'abort' && this instanceof AbortSignal) listeners[note](listener)
      return original.call(this, type, listener, ...others)
    })
  }
  let added = 0
  const { add } = Set.prototype
  listeners.add = (listener) => ++added && add.call(listeners, listener)
  const fetch = async () => (added > 1 ? Response.json({ access_token: 'opaque' }) : new Response(null, { status: 503 }))
  const client = new TokenClient({ url: ISSUER, credentials: { apiKey: 'x' }, fetch, firstDelay: 0.001 })
  await client.token()
  await turns()
  assert.ok(added >= 2, String(added))
  assert.equal(listeners.size, 0)
})
