import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ISSUER, deferred, setUp } from './support/set-up.js'

const fails = () => { throw new Error('the callback failed') }
const rejects = async () => fails()
const never = () => new Promise(() => {})

describe('a caller that gives up', () => {
  test('waits no longer for a token, while others still get it', async () => {
    const { client, state, get } = setUp()
    const asked = deferred()
    const answer = deferred()
    state.intercept = (_request, line) => (line === 'POST /token' ? asked.resolve() ?? answer.promise : undefined)
    const abort = new AbortController()
    const impatient = client.fetch(`${ISSUER}/protected-endpoint`, { signal: abort.signal })
    const patient = get()
    await asked.promise
    abort.abort(new Error('enough'))
    await assert.rejects(impatient, { message: 'enough' })
    answer.resolve(undefined)
    assert.equal((await patient).status, 200)
  })

  test('waits no longer to send a request again', async () => {
    const { client, state } = setUp({ firstDelay: 60, maxDelay: 60 })
    const abort = new AbortController()
    let refusals = 0
    state.intercept = (request) => {
      if (request.method !== 'GET') return undefined
      // The second retry is the first that waits: a minute.
      if (++refusals === 2) setImmediate(() => abort.abort(new Error('enough')))
      return new Response(null, { status: 401 })
    }
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    await assert.rejects(client.fetch(`${ISSUER}/x`, { signal: abort.signal }), { message: 'enough' })
    assert.equal(refusals, 2)
    assert.equal(timers(), before, 'no timer keeps the program alive')
  })

  test('asks for nothing if it gave up before', async () => {
    const { client, log } = setUp()
    await client.token()
    await assert.rejects(client.fetch(`${ISSUER}/x`, { signal: AbortSignal.abort(new Error('never mind')) }), { message: 'never mind' })
    assert.deepEqual(log, ['POST /token'])
  })
})

describe('a callback that', () => {
  for (const [name, callback] of Object.entries({ throws: fails, 'is rejected': rejects })) {
    test(`${name} fails no request, and is reported`, async () => {
      const { get, errors } = setUp({ onRenewed: callback })
      assert.equal((await get()).status, 200)
      await new Promise(setImmediate)
      assert.deepEqual(errors.map(({ message }) => message), ['the callback failed'])
    })

    test(`${name}, as onError itself, fails no request either`, async () => {
      const { get } = setUp({ onRenewed: fails, onError: callback })
      assert.equal((await get()).status, 200)
      await new Promise(setImmediate)
    })
  }

  test('fails where nobody wants to be told of it fails no request', async () => {
    const { get } = setUp({ onRenewed: fails, onError: undefined })
    assert.equal((await get()).status, 200)
    await new Promise(setImmediate)
  })

  test('hangs does not hold up a request', async () => {
    const { get } = setUp({ onRenewed: never })
    assert.equal((await get()).status, 200)
  })
})
