import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deferred, setUp } from './support/set-up.js'

/** As `setUp`, in a time that passes only by `pass(seconds)`; each wait that a timer is set for is in `waits`. */
const inMockTime = (context, options = {}, serviceOptions) => {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.now() })
  const { setTimeout } = globalThis
  const waits = []
  context.mock.method(globalThis, 'setTimeout', (callback, wait) => {
    // Timeouts of requests, storages and the bodies that the service reads, which are cleared at once.
    if (![8000, 9000, 10_000].includes(wait)) waits.push(wait / 1000)
    return setTimeout(callback, wait)
  })
  const made = setUp({ random: () => 0, ...options }, serviceOptions)
  const settle = async () => {
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  }
  const pass = async (seconds) => {
    context.mock.timers.tick(seconds * 1000)
    await settle()
  }
  return { ...made, waits, pass, settle }
}

describe('a timer', () => {
  test('goes on after a failure, although onError fails, too', async (context) => {
    const { client, pass, state, renewals } = inMockTime(context, { retries: 0, onError: async () => { throw new Error('the log is full') } })
    await client.start()
    state.intercept = () => new Response(null, { status: 503 })
    await pass(3540)
    state.intercept = undefined
    // Not before 30 seconds: the session itself waits as long, while the old token is good.
    for (const seconds of [1, 30]) await pass(seconds)
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh', 'POST /auth/refresh'])
    client.stop()
  })

  test('renews in time, and gives the program every token', async (context) => {
    const renewed = []
    const { client, pass, renewals } = inMockTime(context, { onRenewed: (token) => renewed.push(token) })
    await client.start()
    await pass(3539)
    assert.deepEqual(renewals(), ['POST /token'])
    await pass(1)
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh'])
    await pass(3540)
    assert.equal(renewals().length, 3)
    assert.equal(new Set(renewed).size, 3)
    client.stop()
    await pass(36_000)
    assert.equal(renewals().length, 3)
  })

  for (const [name, answer] of Object.entries({
    '25 days': { expires_in: 25 * 86_400 },
    'a million years': { expires_in: 3.2e13 },
    'a number beyond all numbers': '{"access_token":"opaque","expires_in":1e999}',
    'no stated lifetime': {},
    'a lifetime of 0': { expires_in: 0 },
    'a negative lifetime': { expires_in: -3600 },
    'a lifetime that is not a number': { expires_in: 'soon' },
  })) {
    test(`sleeps for as long as a timer can, for a token of ${name}`, async (context) => {
      const { client, pass, waits, renewals, state } = inMockTime(context)
      const text = typeof answer === 'string' ? answer : JSON.stringify({ access_token: 'opaque', ...answer })
      state.intercept = () => new Response(text)
      await client.start()
      assert.ok(waits.length > 0)
      assert.ok(waits.every((wait) => wait > 86_400 && wait * 1000 < 2 ** 31), String(waits))
      await pass(2_147_483)
      assert.ok(renewals().length <= 2)
      assert.ok(waits.length <= 4, String(waits))
      client.stop()
    })
  }

  test('waits a second at least, and a random part of one more', async (context) => {
    const { client, clientWith, waits, state } = inMockTime(context)
    state.intercept = () => Response.json({ access_token: 'opaque', expires_in: 1 })
    await client.start()
    assert.deepEqual([...new Set(waits)], [1])
    state.intercept = () => Response.json({ access_token: 'opaque', expires_in: 3600 })
    const other = clientWith({ random: () => 0.25, credentials: { apiKey: 'x' } })
    await other.start()
    assert.equal(Math.round(waits.at(-1) * 100), 354_025)
    client.stop()
    other.stop()
  })

  test('renews a token of 25 days once, when its time has come', async (context) => {
    const { client, pass, renewals, state } = inMockTime(context)
    state.intercept = () => Response.json({ access_token: 'opaque', expires_in: 25 * 86_400 })
    await client.start()
    await pass(2_147_483)
    assert.equal(renewals().length, 1)
    await pass(25 * 86_400 - 60 - 2_147_483 + 1)
    assert.equal(renewals().length, 2)
    client.stop()
  })

  test('does not run wild if the clock gives no number', async (context) => {
    const { client, waits } = inMockTime(context, { now: () => NaN })
    await client.start()
    assert.ok(waits.every((wait) => wait > 86_400), String(waits))
    client.stop()
  })

  test('goes by the newest token, if a request renewed it', async (context) => {
    const { client, get, pass, renewals, state } = inMockTime(context)
    await client.start()
    await pass(3000)
    let refusals = 1
    state.intercept = (request) => (request.method === 'GET' && refusals-- > 0 ? new Response(null, { status: 401 }) : undefined)
    await get()
    assert.equal(renewals().length, 2)
    await pass(3539)
    assert.equal(renewals().length, 2)
    await pass(1)
    assert.equal(renewals().length, 3)
    client.stop()
  })

  test('wakes earlier, if a request renewed it and the new token lives shorter', async (context) => {
    const { client, get, pass, renewals, state } = inMockTime(context)
    await client.start()
    const answers = [new Response(null, { status: 401 }), Response.json({ access_token: 'short', expires_in: 600 }), new Response()]
    state.intercept = () => answers.shift()
    await get()
    await pass(539)
    assert.equal(renewals().length, 2)
    await pass(1)
    assert.equal(renewals().length, 3)
    client.stop()
  })

  test('goes on after an outage, and reports it', async (context) => {
    const { client, pass, waits, renewals, state, errors } = inMockTime(context, { retries: 0, random: () => 0.5 })
    await client.start()
    state.intercept = () => new Response(null, { status: 503 })
    for (let minute = 0; minute < 61; minute++) await pass(60)
    assert.ok(errors.length > 0 && errors.every(({ code }) => code === 'ERR_SERVICE_UNAVAILABLE'), String(errors))
    // A random part of maxDelay, and of a second.
    assert.ok(waits.includes(15.5), String(waits))
    const tries = renewals().length
    state.intercept = undefined
    await pass(60)
    assert.equal(renewals().length, tries + 1)
    client.stop()
  })

  test('stops when the service refuses: wrong credentials again and again would lock an account', async (context) => {
    const { client, pass, renewals, service, state, errors } = inMockTime(context)
    await client.start()
    await service.revokeGrantsOf('ada')
    state.intercept = (_request, line) => (line === 'POST /token' ? Response.json({ error: 'invalid_grant' }, { status: 401 }) : undefined)
    await pass(3540)
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh', 'POST /token'])
    for (let hour = 0; hour < 5; hour++) await pass(3600)
    assert.equal(renewals().length, 3)
    assert.deepEqual(errors.map(({ code }) => code), ['invalid_grant'])
    // Nor does it go on when a request has logged in after all.
    state.intercept = undefined
    await client.token()
    const asked = renewals().length
    await pass(36_000)
    assert.equal(renewals().length, asked)
  })

  test('goes on if the program’s own code failed, which may be a window that the user closed', async (context) => {
    let questions = 0
    const credentials = () => {
      if (++questions === 2) throw new RangeError('closed')
      return { apiKey: 'x' }
    }
    const { client, pass, errors, state } = inMockTime(context, { credentials })
    state.intercept = () => Response.json({ access_token: 'opaque', expires_in: 3600 })
    await client.start()
    await pass(3540)
    assert.deepEqual(errors.map(({ name }) => name), ['RangeError'])
    await pass(31)
    assert.equal(questions, 3)
    client.stop()
  })

  test('alone keeps no program running', async () => {
    const { client } = setUp()
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    await client.start()
    assert.equal(timers(), before)
    client.stop()
  })

  test('is one timer, however often it is started', async (context) => {
    const { client, pass, renewals } = inMockTime(context)
    await Promise.all([client.start(), client.start()])
    await client.start()
    await pass(3540)
    assert.equal(renewals().length, 2)
    client.stop()
    await pass(36_000)
    assert.equal(renewals().length, 2)
  })
})

/** A renewal by the timer that is under way, and what lets it go on. */
const renewing = async (context) => {
  const made = inMockTime(context)
  await made.client.start()
  const asked = deferred()
  const answer = deferred()
  made.state.intercept = (_request, line) => (line === 'POST /auth/refresh' ? asked.resolve() ?? answer.promise : undefined)
  await made.pass(3540)
  await asked.promise
  const goOn = async () => {
    made.state.intercept = undefined
    answer.resolve(undefined)
    await made.settle()
  }
  return { ...made, goOn }
}

describe('while a renewal by the timer is under way', () => {
  test('stop() ends the timer, and what comes of it is used', async (context) => {
    const { client, goOn, pass, renewals } = await renewing(context)
    client.stop()
    await goOn()
    await client.token()
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh'])
    await pass(36_000)
    assert.equal(renewals().length, 2)
  })

  test('stop() and start() leave one timer', async (context) => {
    const { client, goOn, pass, renewals } = await renewing(context)
    client.stop()
    const started = client.start()
    await goOn()
    await started
    await pass(3540)
    assert.equal(renewals().length, 3)
    client.stop()
    await pass(36_000)
    assert.equal(renewals().length, 3)
  })

  test('logOut() ends the timer and the session', async (context) => {
    const { client, goOn, pass, renewals, errors, events } = await renewing(context)
    const loggedOut = client.logOut()
    await goOn()
    await loggedOut
    assert.equal(events.filter(({ type }) => type === 'revoked').length, 1)
    const asked = renewals().length
    await pass(36_000)
    assert.deepEqual([renewals().length, errors], [asked, []])
  })
})

test('stop() during the log-in of start() starts nothing', async (context) => {
  const { client, state, pass, renewals } = inMockTime(context)
  const asked = deferred()
  const answer = deferred()
  state.intercept = () => asked.resolve() ?? answer.promise
  const started = client.start()
  await asked.promise
  client.stop()
  state.intercept = undefined
  answer.resolve(undefined)
  await started
  await pass(36_000)
  assert.deepEqual(renewals(), ['POST /token'])
})

