import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ISSUER, deferred, login, makeStorage, setUp } from './support/set-up.js'

const isLive = (service, token) => service.authenticate(`Bearer ${token}`).then(() => true, ({ code }) => code)

/** A client whose next request to `path` reached the service, and waits for `answer` to be resolved. */
const heldAt = (state, path) => {
  const asked = deferred()
  const answer = deferred()
  state.after = async (line, response) => {
    if (line !== path) return
    state.after = undefined
    asked.resolve((await response.clone().json()).access_token)
    await answer.promise
  }
  return { asked: asked.promise, answer }
}

describe('a log-out', () => {
  test('goes through a failure of the service, and works when the access token has expired', async () => {
    const { client, clock, service, state, events } = setUp()
    const token = await client.token()
    clock.offset = 3700
    let failures = 2
    state.intercept = () => (failures-- > 0 ? new Response(null, { status: 503 }) : undefined)
    await client.logOut()
    assert.equal(events.filter(({ type }) => type === 'revoked').length, 1)
    clock.offset = 0
    assert.equal(await isLive(service, token), 'ERR_TOKEN_REVOKED')
  })

  test('uses the refresh token that is stored, before the first request', async () => {
    const { service, clientWith } = setUp()
    const { access_token, refresh_token } = await service.grant({ subject: 'ada', scope: 'read' })
    const storage = makeStorage(refresh_token)
    await clientWith({ storage }).logOut()
    assert.equal(storage.kept, undefined)
    assert.equal(await isLive(service, access_token), 'ERR_TOKEN_REVOKED')
  })

  test('says so if the service could not be informed, and forgets its tokens all the same', async () => {
    const { client, state, renewals } = setUp()
    for (const answer of [new Response(null, { status: 502 }), Response.json({ error: 'not_found' }, { status: 404 }), new Response('<!doctype html>')]) {
      await client.token()
      state.intercept = () => answer.clone()
      await assert.rejects(client.logOut(), { code: 'ERR_SERVICE_UNAVAILABLE' })
      state.intercept = undefined
      await client.token()
      assert.equal(renewals().at(-1), 'POST /token')
    }
  })

  test('is done at any 200 of the service, with or without content', async () => {
    for (const answer of [new Response(), Response.json({})]) {
      const { client, state } = setUp()
      await client.token()
      state.intercept = () => answer.clone()
      await client.logOut()
    }
  })

  test('is none at another answer, and says what a refusal says', async () => {
    for (const answer of [Response.json(null), Response.json('done'), Response.json(7)]) {
      const { client, state } = setUp({ retries: 0 })
      await client.token()
      state.intercept = () => answer.clone()
      await assert.rejects(client.logOut(), { code: 'ERR_SERVICE_UNAVAILABLE' })
    }
    const { client, state } = setUp()
    await client.token()
    state.intercept = () => Response.json({ error: 'unsupported_token_type' }, { status: 400 })
    await assert.rejects(client.logOut(), { name: 'RenewalError', code: 'unsupported_token_type' })
  })

  test('ends the access token of a service that gives nothing else', async () => {
    const { client, state } = setUp()
    const revoked = []
    state.intercept = async (request, line) => {
      if (line === 'POST /revoke') revoked.push((await request.json()).token)
      return Response.json({ access_token: 'opaque', expires_in: 3600 })
    }
    await client.token()
    await client.logOut()
    assert.deepEqual(revoked, ['opaque'])
  })

  test('leaves no token to who asked for one just before', async () => {
    const { client } = setUp()
    await client.token()
    const asked = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
    await client.logOut()
    await asked
  })

  test('right after a first request presents no refresh token any more', async () => {
    const { clientWith, service, renewals } = setUp()
    const { refresh_token } = await service.grant({ subject: 'ada', scope: 'read' })
    const client = clientWith({ storage: makeStorage(refresh_token) })
    const asked = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
    await client.logOut()
    await asked
    assert.deepEqual(renewals(), ['POST /revoke'])
  })

  test('of a client that never logged in asks the service for nothing', async () => {
    const { client, log } = setUp()
    await client.logOut()
    assert.deepEqual(log, [])
  })
})

describe('a log-out during', () => {
  test('a log-in leaves no live session', async () => {
    const storage = makeStorage()
    const { client: racing, service, state } = setUp({ storage })
    const { asked, answer } = heldAt(state, 'POST /token')
    const waiting = assert.rejects(racing.token(), { name: 'RenewalError', code: 'ERR_LOGGED_OUT' })
    const token = await asked
    const loggedOut = racing.logOut()
    answer.resolve()
    await loggedOut
    assert.equal(await isLive(service, token), 'ERR_TOKEN_REVOKED')
    assert.equal(storage.kept, undefined)
    await waiting
  })

  test('a log-in says so if the session that came of it could not be ended', async () => {
    const { client, state } = setUp({ retries: 0 })
    const { asked, answer } = heldAt(state, 'POST /token')
    client.token().catch(() => {})
    await asked
    state.intercept = () => new Response(null, { status: 503 })
    const loggedOut = client.logOut()
    answer.resolve()
    await assert.rejects(loggedOut, { code: 'ERR_SERVICE_UNAVAILABLE' })
  })

  test('the save of a log-in leaves nothing in the storage', async () => {
    const storage = makeStorage()
    const renewed = []
    const { client, events, renewals } = setUp({ storage, onRenewed: (token) => renewed.push(token) })
    const saving = deferred()
    const saved = deferred()
    const { save } = storage
    storage.save = async (token) => {
      storage.save = save
      saving.resolve()
      await saved.promise
      await save(token)
    }
    const waiting = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
    await saving.promise
    const loggedOut = client.logOut()
    saved.resolve()
    await loggedOut
    await waiting
    assert.equal(storage.kept, undefined)
    assert.deepEqual(events.map(({ type }) => type), ['issued', 'revoked'])
    assert.deepEqual([renewals(), renewed], [['POST /token', 'POST /revoke'], []])
  })

  test('a renewal ends its grant, and brings no token back', async () => {
    const renewed = []
    const storage = makeStorage()
    const { client, service, state, clock } = setUp({ storage, onRenewed: (token) => renewed.push(token) })
    const first = await client.token()
    clock.offset = 3550
    const { asked, answer } = heldAt(state, 'POST /auth/refresh')
    const waiting = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
    const second = await asked
    const stored = []
    const { save } = storage
    storage.save = (token) => stored.push(token) && save(token)
    const loggedOut = client.logOut()
    answer.resolve()
    await loggedOut
    await waiting
    assert.equal(await isLive(service, second), 'ERR_TOKEN_REVOKED')
    assert.deepEqual(stored, [undefined])
    assert.deepEqual([storage.kept, renewed], [undefined, [first]])
  })

  test('the wait before a log-in is tried again ends it at once', async () => {
    const { client, state, renewals } = setUp({ firstDelay: 60, maxDelay: 60 })
    const asked = deferred()
    state.intercept = () => setImmediate(asked.resolve) && new Response(null, { status: 503 })
    const waiting = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
    await asked.promise
    await client.logOut()
    await waiting
    assert.deepEqual(renewals(), ['POST /token'])
  })

  test('the wait before a renewal is tried again ends it at once', async () => {
    const { clientWith, service, state, renewals } = setUp()
    const { refresh_token } = await service.grant({ subject: 'ada', scope: 'read' })
    const client = clientWith({ storage: makeStorage(refresh_token), firstDelay: 60, maxDelay: 60 })
    const asked = deferred()
    state.intercept = (_request, line) => (line === 'POST /auth/refresh' ? setImmediate(asked.resolve) && new Response(null, { status: 503 }) : undefined)
    const waiting = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
    await asked.promise
    await client.logOut()
    await waiting
    assert.deepEqual(renewals(), ['POST /auth/refresh', 'POST /revoke'])
  })

  test('a log-in ends what came of it by the token that lives longer', async () => {
    for (const [pair, ended] of [[{ access_token: 'short', refresh_token: 'long' }, 'long'], [{ access_token: 'short' }, 'short']]) {
      const { client, state } = setUp()
      const revoked = []
      const [asked, answer] = [deferred(), deferred()]
      state.intercept = async (request, line) => {
        if (line !== 'POST /token') return revoked.push((await request.json()).token) && new Response()
        asked.resolve()
        await answer.promise
        return Response.json(pair)
      }
      const waiting = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
      await asked.promise
      const loggedOut = client.logOut()
      answer.resolve()
      await loggedOut
      await waiting
      assert.deepEqual(revoked, [ended])
    }
  })

  test('the wait before a request is sent again asks for no other token', async () => {
    const { client, get, state } = setUp({ firstDelay: 0.05, random: () => 1 })
    await client.token()
    let refusals = 0
    const second = deferred()
    state.intercept = (request, line) => {
      if (line === 'GET /protected-endpoint') return ++refusals === 2 ? setImmediate(second.resolve) && new Response(null, { status: 401 }) : new Response(null, { status: 401 })
      return undefined
    }
    const waiting = assert.rejects(get(), { code: 'ERR_LOGGED_OUT' })
    await second.promise
    // Another request renews it meanwhile, so that the session has a good one when it ends.
    await client.token()
    await client.logOut()
    await waiting
    assert.equal(refusals, 2)
  })

  test('a question for credentials starts no log-in', async () => {
    const question = deferred()
    const { client, log } = setUp({ credentials: () => question.promise })
    const waiting = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
    await new Promise(setImmediate)
    await client.logOut()
    await waiting
    question.resolve(login)
    await new Promise(setImmediate)
    assert.deepEqual(log, [])
  })

  test('a request is no reason to log in again, though it is refused then', async () => {
    const { client, get, state, renewals } = setUp()
    await client.token()
    const asked = deferred()
    const answer = deferred()
    state.intercept = (request) => (request.method === 'GET' ? asked.resolve() ?? answer.promise : undefined)
    const request = get()
    await asked.promise
    await client.logOut()
    answer.resolve(new Response(null, { status: 401 }))
    assert.equal((await request).status, 401)
    assert.deepEqual(renewals(), ['POST /token', 'POST /revoke'])
  })

  test('another log-out waits for it, and a request after it begins a new session', async () => {
    const { client, service, state } = setUp()
    const { asked, answer } = heldAt(state, 'POST /token')
    client.token().catch(() => {})
    const first = await asked
    const both = [client.logOut(), client.logOut()]
    const next = client.token()
    answer.resolve()
    await Promise.all(both)
    const second = await next
    assert.deepEqual([await isLive(service, first), await isLive(service, second)], ['ERR_TOKEN_REVOKED', true])
    assert.equal((await client.fetch(`${ISSUER}/protected-endpoint`)).status, 200)
  })
})
