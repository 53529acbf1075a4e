import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { API_KEY } from '../service/support/service.js'
import { ISSUER, deferred, login, makeStorage, setUp } from './support/set-up.js'

describe('a token client', () => {
  test('logs in when it has to, and attaches the token', async () => {
    const { get, log } = setUp()
    assert.deepEqual(await (await get()).json(), { hello: 'ada' })
    assert.equal((await get()).status, 200)
    assert.deepEqual(log, ['POST /token', 'GET /protected-endpoint', 'GET /protected-endpoint'])
  })

  test('exchanges an API key', async () => {
    const { get, renewals } = setUp({ credentials: async () => ({ apiKey: API_KEY }) })
    assert.deepEqual(await (await get()).json(), { hello: 'video-app' })
    assert.deepEqual(renewals(), ['POST /auth/api-key'])
  })

  test('renews before the token expires', async () => {
    const { get, clock, renewals } = setUp()
    await get()
    clock.offset = 3500
    await get()
    clock.offset = 3541
    assert.equal((await get()).status, 200)
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh'])
  })

  test('renews when a request is refused, and sends it again with its body', async () => {
    const { client, get, service, renewals, state } = setUp()
    await get()
    let bodies = []
    state.intercept = async (request) => {
      if (request.method !== 'PUT') return undefined
      bodies.push(await request.text())
      return bodies.length === 1 ? new Response(null, { status: 401 }) : Response.json({ ok: true })
    }
    const answer = await client.fetch(`${ISSUER}/x`, { method: 'PUT', body: 'the body' })
    assert.deepEqual([answer.status, bodies], [200, ['the body', 'the body']])
    assert.deepEqual(renewals().filter((line) => line.startsWith('POST')), ['POST /token', 'POST /auth/refresh'])
    // A revoked grant is refused, too, and so is its refresh token: then it logs in.
    state.intercept = undefined
    await service.revokeGrantsOf('ada')
    assert.equal((await get()).status, 200)
    assert.deepEqual(renewals().slice(-2), ['POST /auth/refresh', 'POST /token'])
  })

  test('gives up after a few refusals', async () => {
    const { get, state, log } = setUp({ retries: 2 })
    state.intercept = (request) => (request.method === 'GET' ? new Response(null, { status: 401 }) : undefined)
    assert.equal((await get()).status, 401)
    assert.equal(log.filter((line) => line.startsWith('GET')).length, 3)
  })

  test('asks for no credentials while the refresh token is good', async () => {
    let questions = 0
    const { client, clock } = setUp({ credentials: () => ++questions && login })
    await client.token()
    clock.offset = 3600
    await client.token()
    assert.equal(questions, 1)
  })

  test('has one renewal in flight, however many requests wait for it', async () => {
    const { get, clock, renewals } = setUp()
    await Promise.all(Array.from({ length: 20 }, () => get()))
    assert.deepEqual(renewals(), ['POST /token'])
    clock.offset = 3700
    const answers = await Promise.all(Array.from({ length: 20 }, () => get()))
    assert.ok(answers.every(({ status }) => status === 200))
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh'])
  })

  test('backs off while the service is down, and says so in the end', async () => {
    const { client, state, renewals, clock } = setUp({ retries: 3 })
    state.intercept = () => new Response(null, { status: 503 })
    await assert.rejects(client.token(), { name: 'RenewalError', code: 'ERR_SERVICE_UNAVAILABLE' })
    assert.equal(renewals().length, 4)
    state.intercept = () => { throw new TypeError('connection refused') }
    await assert.rejects(client.token(), { code: 'ERR_SERVICE_UNAVAILABLE' })
    state.intercept = undefined
    const token = await client.token()
    state.intercept = () => new Response(null, { status: 503 })
    clock.offset = 3550
    assert.equal(await client.token(), token, 'in the margin the token is still good')
    const asked = renewals().length
    assert.equal(await client.token(), token)
    assert.equal(renewals().length, asked, 'not every request waits for a service that is down')
    clock.offset = 3581
    assert.equal(await client.token(), token)
    assert.equal(renewals().length, asked + 4, 'but it is asked again after maxDelay')
    clock.offset = 3601
    await assert.rejects(client.token(), { code: 'ERR_SERVICE_UNAVAILABLE' })
  })

  test('waits as long as the service asks, and no longer than maxDelay', async (context) => {
    const turns = async () => { for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate) }
    context.mock.timers.enable({ apis: ['setTimeout'] })
    for (const [retryAfter, wait, status = 429] of [['7', 7000], ['7', 7000, 500], ['7', 7000, 503], ['3600', 30_000], ['1e400', 1], ['soon', 1], ['-5', 1]]) {
      const { client, state, renewals } = setUp()
      state.intercept = () => {
        state.intercept = undefined
        return new Response(null, { status, headers: { 'retry-after': retryAfter } })
      }
      const token = client.token()
      await turns()
      context.mock.timers.tick(wait - 1)
      await turns()
      assert.equal(renewals().length, 1, retryAfter)
      context.mock.timers.tick(1)
      await token
    }
  })

  test('renews a token of less than two margins in the middle of its life', async () => {
    const { client, state, clock, renewals } = setUp()
    state.intercept = () => Response.json({ access_token: 'opaque', expires_in: 100 })
    await client.token()
    clock.offset = 48
    await client.token()
    assert.equal(renewals().length, 1)
    clock.offset = 51
    await client.token()
    assert.equal(renewals().length, 2)
  })

  test('uses a token no longer at the very second of its expiry', async () => {
    let now = 1_900_000_000
    const { client, state } = setUp({ now: () => now, retries: 0 })
    state.intercept = () => Response.json({ access_token: 'opaque', expires_in: 3600 })
    await client.token()
    state.intercept = () => new Response(null, { status: 503 })
    now += 3599
    assert.equal(await client.token(), 'opaque')
    now += 1
    await assert.rejects(client.token(), { code: 'ERR_SERVICE_UNAVAILABLE' })
  })

  test('renews once for requests that are refused with the same token, and keeps the new one when the last of them comes', async () => {
    const { client, get, state, renewals } = setUp()
    await client.token()
    const late = deferred()
    let requests = 0
    state.intercept = (request) => {
      if (request.method !== 'GET') return undefined
      const number = requests++
      return number > 2 ? Response.json({}) : (number === 2 ? late.promise : Promise.resolve()).then(() => new Response(null, { status: 401 }))
    }
    const answers = [get(), get(), get()]
    assert.deepEqual((await Promise.all(answers.slice(0, 2))).map(({ status }) => status), [200, 200])
    late.resolve()
    assert.equal((await answers[2]).status, 200)
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh'])
  })

  test('goes on with the refresh token that it has, if a renewal brings no other (RFC 6749 §6)', async () => {
    const storage = makeStorage()
    const { client, state, clock } = setUp({ storage })
    await client.token()
    const { kept } = storage
    state.intercept = () => Response.json({ access_token: 'opaque', expires_in: 3600 })
    clock.offset = 3600
    assert.equal(await client.token(), 'opaque')
    assert.equal(storage.kept, kept)
  })

  test('asks in JSON, and for JSON', async () => {
    const { client, state } = setUp()
    state.intercept = ({ headers }) => Response.json({ access_token: `${headers.get('content-type')} ${headers.get('accept')}` })
    assert.equal(await client.token(), 'application/json application/json')
  })

  test('keeps its refresh token in the storage, and goes on from there', async () => {
    const storage = makeStorage()
    const { get, clientWith, log } = setUp({ storage })
    await get()
    const before = storage.kept
    assert.equal(before.split('.').length, 3)
    const restarted = clientWith({ storage })
    assert.equal((await restarted.fetch(`${ISSUER}/protected-endpoint`)).status, 200)
    assert.deepEqual(log.slice(2), ['POST /auth/refresh', 'GET /protected-endpoint'])
    assert.notEqual(storage.kept, before)
    await restarted.logOut()
    assert.equal(storage.kept, undefined)
    await assert.rejects(restarted.token(), { code: 'ERR_LOGIN_REQUIRED' })
  })

  test('survives a lost answer: the same refresh token gets the same pair', async () => {
    const { client, state, service, clock } = setUp()
    await client.token()
    clock.offset = 3600
    let lost = 0
    state.intercept = async (request) => {
      if (!request.url.endsWith('/auth/refresh') || lost++ > 0) return undefined
      await service.fetch(request)
      throw new TypeError('connection reset')
    }
    await client.token()
    assert.equal(lost, 2)
  })

  test('waits for an answer for less than the grace in which it can be had again', async (context) => {
    const { client, state } = setUp({ retries: 0 })
    const asked = deferred()
    state.intercept = () => asked.resolve() ?? new Promise(() => {})
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const token = client.token()
    await asked.promise
    context.mock.timers.tick(9999)
    await assert.rejects(token, { code: 'ERR_SERVICE_UNAVAILABLE' })
  })

  test('lets go of a request that it has given up, and of an answer that it does not read', async () => {
    for (const answer of [() => new Promise(() => {}), () => new Response('busy', { status: 503 })]) {
      const { client, state } = setUp({ retries: 0, timeout: 0.05 })
      // All of the request: without it, Node lets go of what aborts its signal, and the signal says nothing.
      let sent
      state.intercept = (request) => {
        sent = request
        return answer()
      }
      await assert.rejects(client.token(), { code: 'ERR_SERVICE_UNAVAILABLE' })
      assert.equal(sent.signal.aborted, true)
    }
  })

  test('uses a token without a usable lifetime until it is refused', async () => {
    for (const lifetime of [undefined, null, 0, -5, 'soon', {}, '', [3600], true]) {
      const { get, state, clock, renewals } = setUp()
      state.intercept = (_request, line) => (line === 'POST /token' ? Response.json({ access_token: 'opaque', expires_in: lifetime }) : Response.json({}))
      await get()
      clock.offset = 10 ** 9
      await get()
      assert.deepEqual(renewals(), ['POST /token'], String(lifetime))
      let refusals = 1
      state.intercept = (_request, line) => {
        if (line === 'POST /token') return Response.json({ access_token: 'another', expires_in: lifetime })
        return refusals-- > 0 ? new Response(null, { status: 401 }) : Response.json({})
      }
      assert.equal((await get()).status, 200)
      assert.deepEqual(renewals(), ['POST /token', 'POST /token'])
    }
  })

  test('understands a lifetime in a string, and one without end', async () => {
    for (const [lifetime, later] of [['3600', ['POST /token', 'POST /token']], [1, ['POST /token', 'POST /token']], [1e300, ['POST /token']]]) {
      const { get, state, clock, renewals } = setUp()
      state.intercept = (_request, line) => (line === 'POST /token' ? Response.json({ access_token: 'opaque', expires_in: lifetime }) : Response.json({}))
      await get()
      clock.offset = 3541
      await get()
      assert.deepEqual(renewals(), later)
    }
  })
})
