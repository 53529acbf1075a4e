import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deferred, makeStorage, setUp } from './support/set-up.js'

/** Two clients on one storage, as in two processes, both of which have had a token. */
const two = async (options = {}) => {
  const storage = makeStorage()
  const made = setUp({ storage })
  const [one, other] = [made.client, made.clientWith({ storage, ...options })]
  await one.token()
  await other.token()
  return { ...made, one, other, storage }
}

describe('two clients on one storage', () => {
  test('renew in turn, each by the token that the other stored', async () => {
    const { one, other, clock, renewals } = await two()
    for (let hour = 1; hour <= 4; hour++) {
      clock.offset = 3600 * hour
      await (hour % 2 ? one : other).token()
      await (hour % 2 ? other : one).token()
    }
    assert.deepEqual([...new Set(renewals().slice(1))], ['POST /auth/refresh'])
  })

  test('that renew at once get one pair', async () => {
    const { one, other, clock, events } = await two()
    clock.offset = 3600
    const tokens = await Promise.all([one.token(), other.token()])
    assert.equal(new Set(tokens).size, 1)
    assert.equal(events.filter(({ type }) => type === 'replayed').length, 1)
  })

  test('of which one lost the race: it takes what the other stored, instead of forgetting it', async () => {
    const { one, other, storage, clock, state, service, renewals } = await two()
    clock.offset = 3600
    const asked = deferred()
    const answer = deferred()
    state.intercept = () => {
      state.intercept = undefined
      asked.resolve()
      return answer.promise
    }
    const late = other.token()
    await asked.promise
    // Meanwhile the grant ends, and the first logs in anew: a token of another grant is stored.
    await service.revokeGrantsOf('ada')
    await one.token()
    const { kept } = storage
    answer.resolve(undefined)
    assert.match(await late, /^ey/)
    assert.deepEqual(renewals().slice(-4), ['POST /auth/refresh', 'POST /auth/refresh', 'POST /token', 'POST /auth/refresh'])
    assert.notEqual(storage.kept, undefined)
    assert.notEqual(storage.kept, kept)
  })

  test('of which one waits to try again: it presents what is stored by then, or the service would see a theft', async () => {
    const { one, other, clock, state, events } = await two()
    clock.offset = 3600
    const asked = deferred()
    state.intercept = () => {
      state.intercept = undefined
      return asked.promise
    }
    const late = other.token()
    await one.token()
    // Beyond the grace: the token that was loaded first is a stolen one by now.
    clock.offset = 3620
    asked.resolve(new Response(null, { status: 503 }))
    await late
    assert.deepEqual(events.filter(({ type }) => type === 'reused'), [])
  })

  test('of which one logs out: the other has nothing to go on by', async () => {
    const { one, other, clock } = await two()
    await one.logOut()
    clock.offset = 3600
    await assert.rejects(other.token(), { code: 'ERR_LOGIN_REQUIRED' })
  })

  test('of a storage that always holds another token are not asked without end', async () => {
    let number = 0
    const saved = []
    const { client, renewals, state } = setUp({ credentials: undefined, storage: { load: () => `token ${number++}`, save: (token) => saved.push(token) } })
    state.intercept = () => Response.json({ error: 'invalid_grant' }, { status: 401 })
    await assert.rejects(client.token(), { code: 'invalid_grant' })
    assert.equal(renewals().length, 5)
    assert.deepEqual(saved, [], 'a token that was not refused is not forgotten')
  })
})
