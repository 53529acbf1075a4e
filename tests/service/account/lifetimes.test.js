import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode } from 'countersign'
import { refusal, setUp } from '../support/account.js'

const HOUR = 3600

describe('sessionLifetime', () => {
  test('no refresh reaches past it, however often: log in every 24 hours', async () => {
    const { clock, logIn, refresh } = setUp({ sessionLifetime: 24 * HOUR, refreshLifetime: 24 * HOUR })
    let pair = await logIn('ada')
    // Not a time of the test: on a busy machine the log-in itself takes a while.
    const began = decode(pair.token).claims.auth_time
    for (let hours = 1; hours < 24; hours++) {
      clock.offset = hours * HOUR
      pair = (await refresh(pair.refresh_token)).body
      assert.ok(decode(pair.refresh_token).claims.exp <= began + 24 * HOUR + 1, `after ${hours} hours`)
    }
    clock.offset = 23.5 * HOUR
    pair = (await refresh(pair.refresh_token)).body
    assert.ok(pair.expires_in <= HOUR / 2, 'the access token ends with the session')
    assert.equal(decode(pair.access_token).claims.exp, decode(pair.refresh_token).claims.exp)
    clock.offset = 24 * HOUR + 10
    assert.deepEqual(refusal(await refresh(pair.refresh_token)), [401, 'invalid_grant', 'ERR_TOKEN_EXPIRED'])
  })

  test('shortened later, it holds for the sessions there are', async () => {
    const { MemoryStore } = await import('countersign/stores/memory')
    const store = new MemoryStore()
    const long = setUp({ store })
    const { refresh_token } = await long.logIn('ada')
    const short = setUp({ store, sessionLifetime: HOUR })
    short.clock.offset = 2 * HOUR
    assert.deepEqual(refusal(await short.refresh(refresh_token)), [401, 'invalid_grant', 'ERR_TOKEN_EXPIRED'])
  })

  test('is counted from the very moment, and tokens in whole seconds never reach past it', async () => {
    const now = () => 1_900_000_000.9
    const pairOf = async (options) => (await setUp({ now, ...options }).logIn('ada'))
    const usual = await pairOf({})
    assert.deepEqual([usual.expires_in, decode(usual.access_token).claims.exp], [3600, 1_900_003_600])
    const short = await pairOf({ sessionLifetime: 100 })
    assert.deepEqual([short.expires_in, decode(short.access_token).claims.exp], [100, 1_900_000_100])
    assert.ok(decode(short.refresh_token).claims.exp <= 1_900_000_100)
  })

  test('is 30 days if nothing is said, also for grants that know of no end', async () => {
    const { MemoryStore } = await import('countersign/stores/memory')
    const store = new MemoryStore()
    const add = store.addGrant.bind(store)
    store.addGrant = ({ until: _, authTime: __, ...grant }) => add(grant)
    const { clock, logIn, refresh } = setUp({ store, refreshLifetime: 40 * 24 * HOUR })
    const { refresh_token } = await logIn('ada')
    clock.offset = 29 * 24 * HOUR
    const next = await refresh(refresh_token)
    assert.equal(next.status, 200)
    clock.offset = 30 * 24 * HOUR + 10
    assert.deepEqual(refusal(await refresh(next.body.refresh_token)), [401, 'invalid_grant', 'ERR_TOKEN_EXPIRED'])
  })
})

describe('apiTokenLifetime', () => {
  const DAY = 24 * HOUR
  test('is what a token gets that asks for nothing, and the most that it may ask for', async () => {
    const { create, logIn, service, now } = setUp({ apiTokenLifetime: { default: 30 * DAY, max: 90 * DAY } })
    const { token } = await logIn('ada')
    const { body } = await create(token)
    assert.ok(Math.abs(body.expires_at - now() - 30 * DAY) < 60)
    assert.equal((await create(token, { expires_in: 90 * DAY })).status, 201)
    for (const asked of [{ expires_in: 90 * DAY + 1 }, { expires_in: 'never' }, { expires_at: 'never' }, { expires_at: now() + 91 * DAY }]) {
      const answer = await create(token, asked)
      assert.deepEqual(refusal(answer), [400, 'invalid_request', 'ERR_REQUEST_MALFORMED'], JSON.stringify(asked))
      assert.match(answer.body.error_description, /expires_in or expires_at must be at most 7776000 seconds/)
    }
    await assert.rejects(service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' }, expiresIn: 'never' }), { code: 'ERR_OPTION_INVALID' })
  })

  test('of which only the most is said is also the default, and without it nothing ends', async () => {
    const owner = { type: 'user', id: 'ada' }
    const { service, now } = setUp({ apiTokenLifetime: { max: DAY } })
    assert.ok((await service.createApiToken({ label: 'x', owner })).expires <= now() + DAY)
    assert.equal((await setUp().service.createApiToken({ label: 'x', owner })).expires, undefined)
    const { expires } = await setUp({ apiTokenLifetime: { default: DAY } }).service.createApiToken({ label: 'x', owner, expiresIn: 'never' })
    assert.equal(expires, undefined)
  })

  test('is checked at the start, as the other new options are', () => {
    const wrong = [
      { apiTokenLifetime: 5 }, { apiTokenLifetime: { max: 0 } }, { apiTokenLifetime: { max: DAY, default: 2 * DAY } },
      { apiTokenLifetime: { max: DAY, default: 'never' } }, { apiTokenLifetime: { most: DAY } }, { apiTokenLifetime: { max: '1d' } }, { apiTokenLifetime: null },
      { apiTokensPerOwner: 0 }, { apiTokensPerOwner: 1.5 }, { freshLogin: -1 }, { freshLogin: '5m' }, { owner: {} }, { ownerCache: -1 },
      { ownerCache: 1e9 }, { sessionLifetime: 0 }, { sessionLifetime: 'never' }, { sessionLifetime: 1.5 },
    ]
    for (const options of wrong) assert.throws(() => setUp(options), { code: 'ERR_OPTION_INVALID' }, JSON.stringify(options))
  })
})

test('a session that ends while the store or the provider is asked is not renewed', async () => {
  for (const late of [0, 1]) {
    let now = 1_900_000_000
    const steps = []
    const made = setUp({ sessionLifetime: HOUR, now: () => now, owner: () => {
      now += steps.shift() ?? 0
      return { active: true }
    } })
    const { refresh_token } = await made.logIn('ada')
    now += HOUR - 5
    steps.push(5 + late)
    assert.deepEqual(refusal(await made.refresh(refresh_token)), [401, 'invalid_grant', 'ERR_TOKEN_EXPIRED'])
  }
})

test('a grant is not swept while one of its tokens is good, whichever lives longer', async () => {
  for (const [accessLifetime, refreshLifetime] of [[10 * HOUR, 60], [60, 10 * HOUR]]) {
    const made = setUp({ accessLifetime, refreshLifetime })
    const pair = await made.logIn('ada')
    made.clock.offset = 9 * HOUR
    await made.service.sweep()
    if (accessLifetime > refreshLifetime) assert.equal(await made.use(pair.access_token), 'good')
    else assert.equal((await made.refresh(pair.refresh_token)).status, 200)
  }
})
