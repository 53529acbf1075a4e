import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { API_KEY } from '../service/support/service.js'
import { deferred, makeStorage, setUp } from './support/set-up.js'

const unavailable = { name: 'RenewalError', code: 'ERR_STORAGE_UNAVAILABLE', message: 'the refresh token could not be loaded' }
const never = () => new Promise(() => {})
const fails = () => { throw new Error('the disk is full') }
const rejects = async () => fails()

describe('a save that', () => {
  for (const [name, save] of Object.entries({ 'throws': fails, 'is rejected': rejects, 'hangs': never })) {
    test(`${name} is reported, and costs neither the token nor the session`, async () => {
      const storage = { load: () => undefined, save }
      const { client, clock, renewals, errors } = setUp({ storage, timeout: 0.05 })
      const first = await client.token()
      clock.offset = 3600
      assert.notEqual(await client.token(), first)
      // Later than the grace: only the newest refresh token is good.
      clock.offset = 7200
      await client.token()
      assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh', 'POST /auth/refresh'])
      assert.deepEqual([...new Set(errors.map(({ code }) => code))], ['ERR_STORAGE_UNAVAILABLE'])
      assert.equal(errors.length, 3)
      for (const { message } of errors) assert.equal(message, 'the refresh token could not be saved')
    })
  }

  test('fails once leaves the exchanged token in the storage, which is not presented again', async () => {
    const storage = makeStorage()
    const { client, clock, renewals } = setUp({ storage })
    await client.token()
    const { save, kept } = storage
    storage.save = fails
    clock.offset = 3600
    await client.token()
    assert.equal(storage.kept, kept)
    storage.save = save
    clock.offset = 7200
    await client.token()
    assert.notEqual(storage.kept, kept)
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh', 'POST /auth/refresh'])
  })

  test('fails together with the load before it leaves the exchanged token in the storage, which is not presented again', async () => {
    const storage = makeStorage()
    const { client, clock, renewals, events } = setUp({ storage })
    await client.token()
    const { load, save, kept } = storage
    Object.assign(storage, { load: fails, save: fails })
    clock.offset = 3600
    await client.token()
    Object.assign(storage, { load, save })
    assert.equal(storage.kept, kept)
    // Beyond the grace: presented again, it would be a stolen one.
    clock.offset = 7200
    await client.token()
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh', 'POST /auth/refresh'])
    assert.deepEqual(events.filter(({ type }) => type === 'reused'), [])
  })

  test('takes its time is awaited before a refusal or the end of a session is told', async () => {
    const storage = makeStorage()
    const { save } = storage
    storage.save = (token) => new Promise((resolve) => setTimeout(resolve, token === undefined ? 50 : 0)).then(() => save(token))
    const { client, clientWith, state } = setUp({ storage })
    await client.token()
    state.intercept = () => Response.json({ error: 'invalid_grant' }, { status: 401 })
    await assert.rejects(clientWith({ storage }).token(), { code: 'invalid_grant' })
    assert.equal(storage.kept, undefined)
    state.intercept = () => undefined
    const next = clientWith({ storage, credentials: { apiKey: API_KEY } })
    await next.token()
    state.intercept = () => Response.json({})
    storage.kept = 'another'
    await next.logOut()
    assert.equal(storage.kept, undefined)
  })

  test('comes through late does not bring back a token that was exchanged meanwhile', async () => {
    const storage = makeStorage()
    const { client, clock, renewals } = setUp({ storage, timeout: 0.05 })
    const { save } = storage
    const late = deferred()
    const written = deferred()
    storage.save = (token) => {
      storage.save = save
      return late.promise.then(() => save(token)).finally(() => setImmediate(written.resolve))
    }
    await client.token()
    clock.offset = 3600
    await client.token()
    const { kept } = storage
    late.resolve()
    await written.promise
    assert.equal(storage.kept, kept)
    clock.offset = 7200
    await client.token()
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh', 'POST /auth/refresh'])
  })

  test('fails at a log-out does not keep it from ending the grant', async () => {
    const storage = makeStorage()
    const { client, events, errors } = setUp({ storage })
    await client.token()
    storage.save = fails
    await client.logOut()
    assert.equal(events.filter(({ type }) => type === 'revoked').length, 1)
    assert.equal(errors[0].code, 'ERR_STORAGE_UNAVAILABLE')
  })
})

for (const [name, onError] of Object.entries({ throws: fails, 'is rejected': rejects })) {
  test(`a storage that fails costs no token although onError ${name}, too`, async () => {
    const storage = makeStorage()
    const { client, clock, renewals } = setUp({ storage, onError })
    await client.token()
    Object.assign(storage, { load: fails, save: fails })
    clock.offset = 3600
    await client.token()
    // An unhandled rejection would end the process.
    await new Promise(setImmediate)
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh'])
  })
}

describe('a load that', () => {
  for (const [name, load] of Object.entries({ 'throws': fails, 'is rejected': rejects, 'hangs': never, 'returns bytes': () => new Uint8Array(3) })) {
    test(`${name} is no reason to log in, which would replace a good refresh token`, async () => {
      const { client, renewals } = setUp({ storage: { load, save: () => {} }, timeout: 0.05 })
      await assert.rejects(client.token(), unavailable)
      assert.deepEqual(renewals(), [])
    })
  }

  test('fails while the refresh token is known from before is reported, and no more', async () => {
    const storage = makeStorage()
    const { client, clock, renewals, errors } = setUp({ storage })
    await client.token()
    storage.load = fails
    clock.offset = 3600
    await client.token()
    assert.deepEqual(renewals(), ['POST /token', 'POST /auth/refresh'])
    assert.equal(errors[0].code, 'ERR_STORAGE_UNAVAILABLE')
  })

  test('fails at a log-out leaves a session that the log-out must not claim to have ended', async () => {
    const { clientWith } = setUp()
    await assert.rejects(clientWith({ storage: { load: fails, save: () => {} } }).logOut(), unavailable)
  })

  test('fails while a log-out ends what a log-in still brings does not keep its grant from being ended', async () => {
    const storage = makeStorage()
    const { client, state, events } = setUp({ storage })
    const [asked, answer] = [deferred(), deferred()]
    state.after = async (line) => {
      if (line !== 'POST /token') return
      asked.resolve()
      await answer.promise
    }
    const waiting = assert.rejects(client.token(), { code: 'ERR_LOGGED_OUT' })
    await asked.promise
    storage.load = fails
    const leaving = assert.rejects(client.logOut(), unavailable)
    answer.resolve()
    await Promise.all([waiting, leaving])
    assert.deepEqual(events.map(({ type }) => type), ['issued', 'revoked'])
  })

  test('returns null or nothing means that there is no refresh token', async () => {
    for (const empty of [null, undefined, '']) {
      const { client, renewals } = setUp({ storage: { load: () => empty, save: () => {} } })
      await client.token()
      assert.deepEqual(renewals(), ['POST /token'])
    }
  })
})
