import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { KeySet, RemoteStatusList, SigningKey, StatusList, Verifier, issue } from 'countersign'

const ISSUER = 'https://auth.example'
const LIST = `${ISSUER}/status/0`
const START = 1_800_000_000
const key = SigningKey.generate()
const keys = new KeySet(key)

/** A Status List Token in which `revoked` are revoked. */
const signed = async ({ revoked = [], at = START, ttl = 60, expiresIn = 'never', subject = LIST } = {}) => {
  const list = new StatusList({ length: 1024 })
  for (const index of revoked) list.set(index, 1)
  try {
    return issue({ ttl, status_list: await list.encode() }, key, { issuer: ISSUER, subject, type: 'statuslist+jwt', expiresIn, now: () => at })
  } finally {
    list.free()
  }
}

const answerWith = (text, headers = {}) => new Response(text, { headers })
const DOWN = () => Promise.reject(new TypeError('connection refused'))

/** A verifier's view of lists on a clock that only the test moves; `world.answer` is what the network does. */
const setUp = (answer, options = {}) => {
  const world = { now: START, fetches: 0, answer }
  const fetch = async (url, init) => {
    world.fetches += 1
    return world.answer(url, init)
  }
  const lists = new RemoteStatusList(`${ISSUER}/status/`, { keys, issuer: ISSUER, fetch, now: () => world.now, ...options })
  const claimsOf = (idx, uri = LIST) => ({ status: { status_list: { idx, uri } } })
  const ask = async (idx, uri) => {
    const claims = claimsOf(idx, uri)
    try {
      await lists.ready(claims)
      return lists.isRevoked(claims) ? 'revoked' : 'good'
    } catch ({ code }) {
      return code
    }
  }
  /** After how many seconds, with a request in each, `answer` is heard. */
  const seconds = async (expected, most = 400) => {
    for (let second = 0; second <= most; second++, world.now += 1) if ((await ask(1)) === expected) return second
    return Infinity
  }
  return { world, lists, claimsOf, ask, seconds }
}

/** An issuer that signs a new list every 5 s at most, behind a cache that keeps each answer for `keptFor` seconds. */
const behindCache = (world, { keptFor = 60, ageHeader = true, clockAhead = 0 } = {}) => {
  const issuer = { revoked: [], made: undefined }
  const cache = { text: undefined, at: -Infinity }
  const make = async () => {
    if (issuer.made !== undefined && world.now - issuer.made.at < 5) return
    issuer.made = { at: world.now, text: await signed({ revoked: issuer.revoked, at: world.now + clockAhead }) }
  }
  const answer = async () => {
    if (world.now - cache.at >= keptFor) {
      await make()
      Object.assign(cache, { text: issuer.made.text, at: world.now })
    }
    return answerWith(cache.text, { 'cache-control': 'public, max-age=60', ...(ageHeader && { age: String(world.now - cache.at) }) })
  }
  return { issuer, answer, make }
}

describe('the age of a status list', () => {
  for (const [name, options, most] of [
    ['behind a shared cache', {}, 67],
    ['behind a cache that does not say how old its answers are', { ageHeader: false }, 67],
    ['behind a shared cache, of an issuer whose clock is ahead', { clockAhead: 50 }, 67],
    ['from the issuer itself', { keptFor: 0 }, 65],
  ]) {
    test(`is over when the list is, ${name}`, async () => {
      let latest = 0
      // Whenever this verifier asks first: the list was made for another one, and kept by the cache 4 s later.
      for (let first = 0; first < 65; first++) {
        const it = setUp()
        const { issuer, answer, make } = behindCache(it.world, options)
        it.world.answer = answer
        await make()
        it.world.now += 4
        await answer()
        issuer.revoked = [1]
        const revoked = it.world.now
        it.world.now += first
        await it.seconds('revoked')
        latest = Math.max(latest, it.world.now - revoked)
      }
      assert.ok(60 <= latest && latest <= most, `${latest} s`)
    })
  }

  test('is not made younger by an iat in the future', async () => {
    const { world, seconds } = setUp(async () => answerWith(await signed({ at: START + 60 })))
    await seconds('good')
    world.answer = async () => answerWith(await signed({ at: START + 61, revoked: [1] }))
    assert.equal(await seconds('revoked'), 60)
  })

  test('makes no verifier hammer the issuer, however old its lists are', async () => {
    for (const [ttl, hours, most] of [[60, 0.5, 31], [60, 24 * 300, 31], [3600, 24, 1], [3600, 0.5, 1]]) {
      const text = await signed({ ttl, at: START - 3600 * hours })
      const { world, ask } = setUp(() => answerWith(text))
      for (let second = 0; second < 60; second++, world.now += 1) assert.equal(await ask(1), 'good')
      assert.ok(world.fetches <= most, `${world.fetches} fetches with a ttl of ${ttl} s`)
    }
  })

  test('does not end a list that the issuer goes on answering with, and ends one in an outage', async () => {
    const text = await signed({ ttl: 3600, at: START - 86_000 })
    const { world, ask } = setUp(() => answerWith(text))
    for (let hour = 0; hour < 24; hour++, world.now += 3600) assert.equal(await ask(1), 'good')
    world.answer = DOWN
    world.now += 3599
    assert.equal(await ask(1), 'ERR_STORE_UNAVAILABLE')
  })

  test('is counted from what its own ttl says, within bounds, whatever that is', async () => {
    for (const [ttl, fresh] of [[1e308, 86_400], [1e-9, 1], [0, 60], [-5, 60], ['60', 60], [null, 60], [2.5, 2.5]]) {
      const text = await signed({ ttl })
      const { world, ask } = setUp(() => answerWith(text))
      assert.equal(await ask(1), 'good')
      world.now += fresh - 0.5
      await ask(1)
      assert.equal(world.fetches, 1, `ttl ${ttl}`)
      world.now += 0.5
      await ask(1)
      assert.equal(world.fetches, 2, `ttl ${ttl}`)
    }
  })
})

describe('a status list that is played back', () => {
  test('does not replace a newer one: what it un-revokes stays revoked', async () => {
    const old = await signed({ at: START - 30 })
    const { world, ask } = setUp(async () => answerWith(await signed({ revoked: [1] })))
    assert.equal(await ask(1), 'revoked')
    world.answer = () => answerWith(old)
    for (const seconds of [61, 3500]) {
      world.now = START + seconds
      assert.equal(await ask(1), 'revoked')
    }
    world.now = START + 60 + 3600
    assert.equal(await ask(1), 'ERR_STORE_UNAVAILABLE', 'in the end there is no list, rather than an old one')
    world.answer = async () => answerWith(await signed({ at: world.now }))
    world.now += 31
    assert.equal(await ask(1), 'good')
  })

  test('is reported as a failure, and backs off', async () => {
    const { world, lists, ask, claimsOf } = setUp(async () => answerWith(await signed({})))
    await ask(1)
    world.answer = async () => answerWith(await signed({ at: START - 1 }))
    world.now += 61
    for (let second = 0; second < 30; second++, world.now += 1) await ask(1)
    assert.equal(world.fetches, 1 + 5, 'after 0, 1, 3, 7 and 15 s')
    world.now += 3600
    await assert.rejects(lists.ready(claimsOf(1)), (error) => error.code === 'ERR_STORE_UNAVAILABLE' && /older than the one/.test(error.cause.message))
  })

  test('is refused too if it comes while the newer one is being read', async () => {
    globalThis.WebSocketPair = class {}
    try {
      const waiting = []
      const { lists, ask, claimsOf, world } = setUp(() => new Promise((resolve) => waiting.push(resolve)))
      const both = [ask(1), ask(1)]
      while (waiting.length < 2) await new Promise(setImmediate)
      // The one that was asked for last is the older one.
      waiting[0](answerWith(await signed({ revoked: [1] })))
      waiting[1](answerWith(await signed({ at: START - 30 })))
      assert.deepEqual(await Promise.all(both), ['revoked', 'revoked'])
      assert.equal(lists.isRevoked(claimsOf(1)), true)
      assert.equal(world.fetches, 2)
    } finally {
      delete globalThis.WebSocketPair
    }
  })

  test('is used if it is of the same second: then nothing says which one is older', async () => {
    const { world, ask } = setUp(async () => answerWith(await signed({})))
    await ask(1)
    world.answer = async () => answerWith(await signed({ revoked: [1] }))
    world.now += 61
    assert.equal(await ask(1), 'revoked')
  })

  test('does not lock out the lists of the right time after a clock was wrong', async () => {
    const { world, ask } = setUp(async () => answerWith(await signed({ at: world.now })))
    world.now = START + 86_400 * 365
    assert.equal(await ask(1), 'good')
    world.now = START
    world.answer = async () => answerWith(await signed({ at: world.now, revoked: [1] }))
    assert.equal(await ask(1), 'revoked')
  })
})

describe('a status list that is another one', () => {
  test('does not replace the good one, and is over as soon as the issuer is right again', async () => {
    const { world, ask } = setUp(async () => answerWith(await signed({ ttl: 3600, revoked: [1] })))
    await ask(1)
    world.now += 3601
    world.answer = async () => answerWith(await signed({ ttl: 3600, at: world.now, subject: `${ISSUER}/status/1` }))
    assert.deepEqual([await ask(1), await ask(2)], ['revoked', 'good'])
    world.answer = async () => answerWith(await signed({ ttl: 3600, at: world.now, revoked: [1, 2] }))
    world.now += 1
    assert.equal(await ask(2), 'revoked')
    assert.equal(world.fetches, 3)
  })

  test('is an outage that backs off if there is no good one', async () => {
    const { world, lists, ask, claimsOf } = setUp(async () => answerWith(await signed({ ttl: 3600, subject: `${LIST}/` })))
    for (let second = 0; second < 10; second++, world.now += 1) assert.equal(await ask(1), 'ERR_STORE_UNAVAILABLE')
    assert.equal(world.fetches, 4, 'after 0, 1, 3 and 7 s')
    await assert.rejects(lists.ready(claimsOf(1)), ({ cause }) => /another status list/.test(cause.message))
    world.answer = async () => answerWith(await signed({}))
    world.now += 30
    assert.equal(await ask(1), 'good')
  })
})

describe('a status list that expires', () => {
  test('before its ttl is over is fetched again at its end', async () => {
    const { world, ask } = setUp(async () => answerWith(await signed({ ttl: 3600, at: world.now, expiresIn: 600 })))
    await ask(1)
    world.now += 600
    assert.equal(await ask(1), 'good')
    assert.equal(world.fetches, 2)
  })

  test('is not asked for with every request if the issuer has no other one', async () => {
    const text = await signed({ ttl: 3600, expiresIn: 600 })
    const { world, ask } = setUp(() => answerWith(text))
    await ask(1)
    world.now += 600
    for (let second = 0; second < 30; second++, world.now += 1) assert.equal(await ask(1), 'ERR_STORE_UNAVAILABLE')
    assert.equal(world.fetches, 1 + 5, 'after 0, 1, 3, 7 and 15 s')
  })

  test('while it is read is not used', async () => {
    const text = await signed({ expiresIn: 600 })
    const { world, ask } = setUp(() => answerWith(text))
    world.now += 599
    world.answer = () => {
      // The clock goes on while the body is on its way.
      world.now += 2
      return answerWith(text)
    }
    assert.equal(await ask(1), 'ERR_STORE_UNAVAILABLE')
  })
})

describe('many status lists', () => {
  const uriOf = (number) => `${ISSUER}/status/${number}`
  const numbered = async (url) => answerWith(await signed({ subject: String(url), ttl: 86_400 }))

  test('are kept by their last use: a list in use is not fetched again because of others', async () => {
    const { world, ask } = setUp(numbered)
    await ask(1)
    for (let number = 1; number <= 200; number++) {
      await ask(1, uriOf(number))
      await ask(1)
    }
    assert.equal(world.fetches, 201)
    await ask(1, uriOf(1))
    assert.equal(world.fetches, 202, 'what was not used is gone')
  })
})

test('the place of the lists may be one list, or a folder with or without its slash, and not a name that begins alike', async () => {
  for (const [base, uri, said] of [
    [`${ISSUER}/status`, LIST, 'good'],
    [`${ISSUER}/status/`, LIST, 'good'],
    [LIST, LIST, 'good'],
    [`${ISSUER}/stat`, LIST, 'ERR_CLAIM_MALFORMED'],
    [`${LIST}/`, LIST, 'ERR_CLAIM_MALFORMED'],
    [`${ISSUER}/status/01`, LIST, 'ERR_CLAIM_MALFORMED'],
  ]) {
    const fetch = async () => answerWith(await signed({ subject: uri }))
    const lists = new RemoteStatusList(base, { keys, issuer: ISSUER, fetch, now: () => START })
    const claims = { status: { status_list: { idx: 1, uri } } }
    const judged = (async () => {
      await lists.ready(claims)
      return lists.isRevoked(claims) ? 'revoked' : 'good'
    })()
    assert.equal(await judged.catch(({ code }) => code), said, base)
  }
})

describe('the options of a RemoteStatusList', () => {
  const refuses = (work, name) =>
    assert.throws(work, (error) => error.code === 'ERR_OPTION_INVALID' && error.message.startsWith(`the option ${name} `), name)
  const base = `${ISSUER}/status/`

  test('are checked by name', () => {
    for (const [name, values] of Object.entries({
      keys: [undefined, null, [], [key]],
      issuer: [undefined, 5, {}, true],
      freshFor: [0, -1, NaN, Infinity, '60'],
      staleFor: [-1, NaN, '3600'],
      timeout: [0, 1e12, '5'],
      // An old list un-revokes: none is kept for the next start.
      load: [() => null],
      save: [() => {}],
      ttl: [60],
    })) {
      for (const value of values) refuses(() => new RemoteStatusList(base, { keys, issuer: ISSUER, [name]: value }), name)
    }
    for (const options of [undefined, null, 5, []]) assert.throws(() => new RemoteStatusList(base, options), { code: 'ERR_OPTION_INVALID' })
    for (const url of [undefined, 5, 'status', 'http://auth.example/', `${base}?list=`, `${base}#lists`]) refuses(() => new RemoteStatusList(url, { keys, issuer: ISSUER }), 'url')
    for (const issuer of [null, ISSUER, [ISSUER, 'https://other.example']]) new RemoteStatusList(base, { keys, issuer })
  })

  test('claims are the token\'s own: neither Object.prototype nor something else gives it a status', async () => {
    const { lists, claimsOf, ask } = setUp(async () => answerWith(await signed({})))
    await ask(1)
    const codeOf = (claims) => {
      try {
        return lists.isRevoked(claims)
      } catch ({ code }) {
        return code
      }
    }
    Object.assign(Object.prototype, claimsOf(1), claimsOf(1).status, claimsOf(1).status.status_list)
    try {
      assert.equal(codeOf({}), 'ERR_CLAIM_MISSING')
      for (const status of [null, 5, 'x', {}, { status_list: {} }, { status_list: { idx: 1 } }]) assert.equal(codeOf({ status }), 'ERR_CLAIM_MALFORMED')
    } finally {
      for (const name of ['status', 'status_list', 'idx', 'uri']) delete Object.prototype[name]
    }
    for (const claims of [undefined, null, 5]) assert.equal(codeOf(claims), 'ERR_CLAIM_MISSING')
  })
})

test('a verifier refuses a revoked token though an older list is played back to it', async () => {
  const { world, lists, claimsOf } = setUp(async () => answerWith(await signed({ revoked: [1] })))
  const verifier = new Verifier(key, { issuer: ISSUER, audience: 'api', revocation: lists, now: () => world.now })
  const token = issue(claimsOf(1), key, { issuer: ISSUER, audience: 'api', expiresIn: 3600, now: () => world.now })
  await assert.rejects(verifier.authenticate(`Bearer ${token}`), { code: 'ERR_TOKEN_REVOKED', status: 401 })
  world.answer = async () => answerWith(await signed({ at: START - 10 }))
  world.now += 120
  await assert.rejects(verifier.authenticate(`Bearer ${token}`), { code: 'ERR_TOKEN_REVOKED', status: 401 })
})
