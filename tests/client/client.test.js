import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TokenClient } from 'countersign/client'
import { MemoryStore } from 'countersign/stores/memory'
import { apiOf } from '../service/support/api.js'
import { API_KEY, PASSWORD, makeService } from '../service/support/service.js'

const ISSUER = 'https://auth.example'
const login = { username: 'your-email@example.com', password: PASSWORD }

/** A client of a service in this process, which the test can interrupt. */
const setUp = (options = {}, serviceOptions = {}) => {
  const made = makeService({ store: new MemoryStore(), issuer: ISSUER, ...serviceOptions })
  const api = apiOf(made.service)
  const log = []
  const state = { intercept: undefined }
  const fetch = async (input, init) => {
    const request = new Request(input, init)
    log.push(`${request.method} ${new URL(request.url).pathname}`)
    return (await state.intercept?.(request)) ?? api(request)
  }
  const client = new TokenClient({ url: ISSUER, credentials: login, fetch, now: made.now, firstDelay: 0.001, random: () => 0.5, ...options })
  const get = (path = '/protected-endpoint') => client.fetch(ISSUER + path)
  const renewals = () => log.filter((line) => line !== 'GET /protected-endpoint')
  return { ...made, client, get, log, state, renewals }
}

describe('a token client', () => {
  test('logs in by itself, and attaches the token', async () => {
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
    const waits = []
    const { client, state, renewals, clock } = setUp({ retries: 3, firstDelay: 0.01, random: () => { waits.push(1); return 0.5 } })
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
    clock.offset = 3601
    await assert.rejects(client.token(), { code: 'ERR_SERVICE_UNAVAILABLE' })
  })

  test('waits as long as the service asks', async () => {
    const { client, state } = setUp()
    let refusals = 1
    state.intercept = () => (refusals-- > 0 ? new Response(null, { status: 429, headers: { 'retry-after': '1' } }) : undefined)
    const begun = Date.now()
    await client.token()
    assert.ok(Date.now() - begun >= 990)
  })

  test('keeps its refresh token where it is told, and goes on from there', async () => {
    let kept
    const storage = { load: async () => kept, save: async (token) => { kept = token } }
    const first = setUp({ storage })
    await first.get()
    assert.ok(kept.split('.').length === 3)
    const before = kept
    const { service, now } = first
    const log = []
    const fetch = (input, init) => { log.push(String(input)); return apiOf(service)(new Request(input, init)) }
    const restarted = new TokenClient({ url: ISSUER, storage, fetch, now })
    assert.equal((await restarted.fetch(`${ISSUER}/protected-endpoint`)).status, 200)
    assert.equal(log[0], `${ISSUER}/auth/refresh`)
    assert.notEqual(kept, before)
    await restarted.logOut()
    assert.equal(kept, undefined)
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

  test('takes a refusal from the service alone: a broken proxy costs it no refresh token', async () => {
    const page = new Response('<!doctype html>', { status: 404 })
    for (const answer of [Response.json({}), Response.json(null), Response.json({ message: 'no' }, { status: 403 }), new Response(), page]) {
      const { client, clock, state, renewals } = setUp()
      await client.token()
      clock.offset = 3600
      let broken = true
      state.intercept = () => (broken ? answer.clone() : undefined)
      await assert.rejects(client.token(), { code: 'ERR_SERVICE_UNAVAILABLE' })
      broken = false
      await client.token()
      assert.equal(renewals().filter((line) => line !== 'POST /auth/refresh').join(), 'POST /token')
    }
  })

  test('logs out through a failure of the service, and when its access token has expired', async () => {
    const { client, clock, service, state, events } = setUp()
    const token = await client.token()
    clock.offset = 3700
    let failures = 2
    state.intercept = () => (failures-- > 0 ? new Response(null, { status: 503 }) : undefined)
    await client.logOut()
    assert.equal(events.filter(({ type }) => type === 'revoked').length, 1)
    clock.offset = 0
    await assert.rejects(service.authenticate(`Bearer ${token}`), { code: 'ERR_TOKEN_REVOKED' })
  })

  test('logs out by the refresh token that it was given, before its first request', async () => {
    const { service, client } = setUp()
    const { access_token, refresh_token } = await service.grant({ subject: 'ada', scope: 'read' })
    const storage = { kept: refresh_token, load: () => storage.kept, save: (token) => { storage.kept = token } }
    const restarted = new TokenClient({ url: ISSUER, storage, fetch: (input, init) => service.fetch(new Request(input, init)) })
    await restarted.logOut()
    assert.equal(storage.kept, undefined)
    await assert.rejects(service.authenticate(`Bearer ${access_token}`), { code: 'ERR_TOKEN_REVOKED' })
    await client.logOut()
  })

  test('tells where nobody could be told of a log-out, and forgets its tokens all the same', async () => {
    const { client, state, renewals } = setUp()
    await client.token()
    state.intercept = () => new Response(null, { status: 502 })
    await assert.rejects(client.logOut(), { code: 'ERR_SERVICE_UNAVAILABLE' })
    state.intercept = undefined
    await client.token()
    assert.equal(renewals().at(-1), 'POST /token')
  })

  test('waits for an answer for less than the grace in which it can be had again', async (context) => {
    const { client } = setUp()
    const timeout = context.mock.method(AbortSignal, 'timeout')
    await client.token()
    const [wait] = timeout.mock.calls[0].arguments
    assert.ok(wait < 10_000, String(wait))
  })

  test('never sends the token to another origin', async () => {
    const { client, log } = setUp()
    await assert.rejects(client.fetch('https://evil.example/'), TypeError)
    assert.deepEqual(log, [])
    const wider = setUp({ origins: [ISSUER, 'https://api.example'] })
    wider.state.intercept = (request) => (request.url.startsWith('https://api') ? new Response(request.headers.get('authorization')) : undefined)
    assert.match(await (await wider.client.fetch('https://api.example/')).text(), /^Bearer ey/)
    assert.throws(() => new TokenClient({ url: 'http://auth.example' }), TypeError)
    assert.throws(() => new TokenClient({ url: ISSUER, nonsense: 1 }), TypeError)
  })

  test('renews by a timer, and tells the program every token', async () => {
    const told = []
    const { client, log } = setUp({ onRenewed: (token) => told.push(token), margin: 1, random: () => 0 }, { accessLifetime: 2 })
    await client.start()
    await new Promise((resolve) => setTimeout(resolve, 2500))
    client.stop()
    assert.ok(told.length >= 2, String(told.length))
    assert.ok(log.filter((line) => line === 'POST /auth/refresh').length >= 1)
    const count = log.length
    await new Promise((resolve) => setTimeout(resolve, 1500))
    assert.equal(log.length, count)
  })
})
