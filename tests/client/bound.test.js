// Vercel's edge, as Workers, ends what a request has started with the request, and lets no other await it.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { deferred, makeStorage, setUp } from './support/set-up.js'

describe('where promises belong to a request', () => {
  before(() => {
    globalThis.EdgeRuntime = 'test'
  })
  after(() => {
    delete globalThis.EdgeRuntime
  })

  test('each request renews for itself', async () => {
    const { get, renewals } = setUp()
    assert.deepEqual((await Promise.all([get(), get()])).map(({ status }) => status), [200, 200])
    assert.deepEqual(renewals(), ['POST /token', 'POST /token'])
  })

  test('a log-out waits for no other request, which ends what it brings itself', async () => {
    const storage = makeStorage()
    const { client, state, events, renewals } = setUp({ storage })
    const [asked, answer] = [deferred(), deferred()]
    state.after = async (line) => {
      if (line !== 'POST /token') return
      state.after = undefined
      asked.resolve()
      await answer.promise
    }
    const waiting = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
    await asked.promise
    await client.logOut()
    assert.deepEqual(renewals(), ['POST /token'])
    // Nor does a new session wait for the old one.
    await client.token()
    assert.deepEqual(renewals(), ['POST /token', 'POST /token'])
    const { kept } = storage
    answer.resolve()
    await waiting
    assert.deepEqual(events.map(({ type }) => type), ['issued', 'issued', 'revoked'])
    assert.equal(storage.kept, kept, 'the new session’s refresh token is not forgotten')
  })

  test('a log-out during the save of a log-in leaves nothing in the storage', async () => {
    const storage = makeStorage()
    const { save } = storage
    const [saving, saved] = [deferred(), deferred()]
    storage.save = async (token) => {
      if (token === undefined) await new Promise((resolve) => setTimeout(resolve, 20))
      else {
        saving.resolve()
        await saved.promise
      }
      await save(token)
    }
    const { client, events } = setUp({ storage })
    const waiting = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
    await saving.promise
    await client.logOut()
    saved.resolve()
    await waiting
    assert.equal(storage.kept, undefined)
    assert.equal(events.filter(({ type }) => type === 'revoked').length, 1)
  })

  test('a log-out while the credentials are asked for starts no log-in', async () => {
    const [asked, answer] = [deferred(), deferred()]
    const { client, log } = setUp({ credentials: () => asked.resolve() ?? answer.promise })
    const waiting = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
    await asked.promise
    await client.logOut()
    answer.resolve({ apiKey: 'x' })
    await waiting
    assert.deepEqual(log, [])
  })

  test('a second log-out does not wait for the first', async () => {
    const storage = makeStorage()
    const { client, state } = setUp({ storage })
    await client.token()
    const [asked, answer] = [deferred(), deferred()]
    state.intercept = (_request, line) => (line === 'POST /revoke' ? asked.resolve() ?? answer.promise : undefined)
    const first = client.logOut()
    await asked.promise
    await client.logOut()
    answer.resolve(undefined)
    await first
  })
})
