import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TokenError, decode } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { makeService } from '../support/service.js'
import { stores } from '../support/stores.js'

const ISSUER = 'https://auth.example'

/** A store that fails where the test says: before the work is done, or after it. */
const faulty = (store, fault) =>
  new Proxy(store, {
    get: (target, name) => (typeof target[name] !== 'function' ? target[name] : async (...values) => {
      if (fault.before === name) throw new Error('connection refused: postgres://user:hunter2@db')
      if (fault.slow === name) return new Promise(() => {})
      const done = await target[name](...values)
      fault.wait?.(name)
      if (fault.after === name) throw new Error('connection reset')
      return done
    }),
  })

const setUp = (options) => {
  const fault = {}
  const store = new MemoryStore()
  const made = makeService({ store: faulty(store, fault), issuer: ISSUER, ...options })
  const post = async (path, body, token) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const response = await made.service.fetch(new Request(ISSUER + path, { method: 'POST', headers, body: JSON.stringify(body) }))
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: text && JSON.parse(text) }
  }
  return { ...made, store, fault, post }
}

describe('a store that fails', () => {
  for (const [moment, name] of [['before', 'grant'], ['before', 'replaceGrant'], ['after', 'replaceGrant'], ['slow', 'grant'], ['slow', 'replaceGrant']]) {
    test(`during a refresh (${moment} ${name}) is a 503, and the next try works`, async () => {
      const { service, fault, post, errors, store } = setUp({ storeTimeout: 1 })
      const { refresh_token } = await service.grant({ subject: 'ada', scope: 'read' })
      fault[moment] = name
      const answer = await post('/auth/refresh', { refreshToken: refresh_token })
      assert.deepEqual([answer.status, answer.body.code, answer.headers.get('www-authenticate')], [503, 'ERR_STORE_UNAVAILABLE', null])
      assert.ok(!answer.text.includes('hunter2'))
      assert.equal(errors.length, 1, 'the program is told, with the cause')
      delete fault[moment]
      const next = await post('/auth/refresh', { refreshToken: refresh_token })
      assert.equal(next.status, 200)
      assert.equal((await post('/auth/refresh', { refreshToken: next.body.refresh_token })).status, 200)
      assert.equal((await store.grantsOf(ISSUER, { subject: 'ada', limit: 100 })).length, 1)
    })
  }

  test('during a refresh that it keeps for longer than the grace logs nobody out', async () => {
    const { service, fault, clock, events } = setUp({ grace: 10 })
    const { refresh_token } = await service.grant({ subject: 'ada', scope: 'read' })
    // Looked up in 7 s and written in 4: the answer is lost, and the client comes back after 11.
    fault.wait = (name) => { clock.offset += { grant: 7, replaceGrant: 4 }[name] }
    fault.after = 'replaceGrant'
    await assert.rejects(service.refresh(refresh_token), { code: 'ERR_STORE_UNAVAILABLE' })
    delete fault.after
    const renewed = await service.refresh(refresh_token)
    assert.deepEqual(events.map(({ type }) => type), ['issued', 'replayed'])
    delete fault.wait
    clock.offset += 20
    await service.refresh(renewed.refresh_token)
  })

  test('during a look-up makes no thief of who came in time, and dates the next token by its write', async () => {
    const { service, fault, clock, now, events, store } = setUp({ grace: 10 })
    const first = await service.grant({ subject: 'ada', scope: 'read' })
    fault.wait = (name) => { clock.offset += { grant: 30 }[name] ?? 0 }
    const second = await service.refresh(first.refresh_token)
    const [{ at, jti }] = await store.grantsOf(ISSUER, { subject: 'ada', limit: 100 })
    assert.ok(now() - at < 30, 'dated after the look-up')
    assert.equal(decode(second.refresh_token).claims.iat, Math.floor(at))
    assert.equal(decode(second.refresh_token).claims.jti, jti)
    assert.deepEqual(await service.refresh(first.refresh_token), second, 'the whole grace is left')
    assert.deepEqual(events.map(({ type }) => type), ['issued', 'refreshed', 'replayed'])
  })

  test('beyond the end of a session refreshes nothing, and stores nothing', async () => {
    const { service, fault, clock, store } = setUp({ sessionLifetime: 100 })
    const { refresh_token } = await service.grant({ subject: 'ada', scope: 'read' })
    const before = await store.grantsOf(ISSUER, { subject: 'ada', limit: 100 })
    clock.offset += 90
    fault.wait = (name) => { clock.offset += { grant: 20 }[name] ?? 0 }
    await assert.rejects(service.refresh(refresh_token), { code: 'ERR_TOKEN_EXPIRED' })
    assert.deepEqual(await store.grantsOf(ISSUER, { subject: 'ada', limit: 100 }), before)
  })

  test('during a log-out is a 503, and not taken for its end', async () => {
    const { service, fault, post } = setUp()
    const { access_token } = await service.grant({ subject: 'ada' })
    fault.before = 'replaceGrant'
    assert.equal((await post('/logout', undefined, access_token)).status, 503)
    delete fault.before
    await service.authenticate(`Bearer ${access_token}`)
    assert.equal((await post('/logout', undefined, access_token)).status, 204)
    await assert.rejects(service.authenticate(`Bearer ${access_token}`), { code: 'ERR_TOKEN_REVOKED' })
  })

  test('during a log-in stores nothing by halves', async () => {
    const { service, fault, store } = setUp()
    fault.before = 'addGrant'
    await assert.rejects(service.grant({ subject: 'ada' }), { code: 'ERR_STORE_UNAVAILABLE' })
    assert.equal((await store.grantsOf(ISSUER, { subject: 'ada', limit: 100 })).length, 0)
    delete fault.before
    await service.grant({ subject: 'ada' })
  })

  test('never makes a revoked or an unknown token look good, nor a good one bad', async () => {
    const { service, fault, post } = setUp()
    const pair = await service.grant({ subject: 'ada', scope: 'read tokens:introspect' })
    const { token } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
    const unavailable = { code: 'ERR_STORE_UNAVAILABLE', status: 503 }
    for (const name of ['grant', 'apiTokenByDigest']) {
      fault.before = name
      const presented = name === 'grant' ? pair.access_token : token
      await assert.rejects(service.authenticate(`Bearer ${presented}`), unavailable)
      await assert.rejects(service.introspect(presented), unavailable)
      assert.equal((await post('/revoke', { token: presented })).status, 503)
    }
    fault.before = 'revokedStatuses'
    assert.equal((await service.fetch(new Request(`${ISSUER}/status/0`))).status, 503)
    delete fault.before
    assert.equal((await service.introspect(pair.access_token)).active, true)
  })

  test('while it notes the use of an API token is no reason to refuse the token', async () => {
    const { service, fault } = setUp()
    const { token } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
    fault.before = 'replaceApiToken'
    assert.equal((await service.verifyApiToken(token)).label, 'x')
  })

  test('at the first start is tried again', async () => {
    const { service, fault } = setUp()
    fault.before = 'migrate'
    await assert.rejects(service.grant({ subject: 'ada' }), { code: 'ERR_STORE_UNAVAILABLE' })
    delete fault.before
    await service.grant({ subject: 'ada' })
  })
})

for (const { name, open } of stores.filter(({ name }) => name === 'postgres' || name === 'redis')) {
  test(`a ${name} server that goes away and comes back loses nothing`, async (context) => {
    const opened = await open()
    if (opened === undefined) return context.skip(`not run: ${name} is not installed`)
    if (opened.server.stop === undefined) return context.skip('not run: the server is shared')
    try {
      const { service } = makeService({ store: opened.store, issuer: ISSUER, storeTimeout: 2, grace: 600 })
      const pair = await service.grant({ subject: 'ada', scope: 'read' })
      const { token } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' }, scope: 'read' })
      await opened.server.stop()
      for (const work of [() => service.refresh(pair.refresh_token), () => service.verifyApiToken(token), () => service.grant({ subject: 'ada' })]) {
        await assert.rejects(work, { code: 'ERR_STORE_UNAVAILABLE' })
      }
      await opened.server.start()
      const { eventually } = await import('../support/ports.js')
      const next = await eventually(() => service.refresh(pair.refresh_token))
      await service.refresh(next.refresh_token)
      assert.equal((await service.verifyApiToken(token)).label, 'x')
      assert.equal((await opened.store.grantsOf(ISSUER, { subject: 'ada', limit: 100 })).length, 1)
    } finally {
      await opened.close()
    }
  })
}

for (const { name, open } of stores) {
  test(`no secret is in ${name}, in events, errors or answers`, async (context) => {
    const opened = await open()
    if (opened === undefined) return context.skip(`not run: ${name} is not installed`)
    try {
      const { service, events, errors } = makeService({ store: opened.store })
      const secrets = []
      for (let n = 0; n < 5; n++) {
        const pair = await service.grant({ subject: `user-${n}`, scope: 'read' })
        const next = await service.refresh(pair.refresh_token)
        const created = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
        const rerolled = await service.rerollApiToken(created.id)
        secrets.push(...[pair, next].flatMap(({ access_token, refresh_token }) => [access_token, refresh_token].map((token) => token.split('.')[2])))
        secrets.push(...[created, rerolled].map(({ token }) => token.slice('acme_'.length + 4)))
        await service.refresh(pair.refresh_token).catch((error) => errors.push(error))
        await service.refresh(created.token).catch((error) => errors.push(error))
        await service.verifyApiToken(`${created.token}x`).catch((error) => errors.push(error))
      }
      const { inspect } = await import('node:util')
      const visible = [await opened.dump(), JSON.stringify(events), errors.map((error) => inspect(error, { depth: 9 })).join('\n'), inspect(service, { depth: 9 })].join('\n')
      assert.ok(visible.includes('user-3'), 'the dump is one')
      for (const secret of secrets) assert.ok(!visible.includes(secret))
    } finally {
      await opened.close()
    }
  })
}

describe('a log of the program that', () => {
  const fails = () => { throw new Error('the disk is full') }
  for (const [name, onError] of Object.entries({ throws: fails, 'is rejected': async () => fails(), 'there is none of': undefined })) {
    test(`${name} costs no answer`, async () => {
      const { service, fault, post } = setUp({ onError })
      const { refresh_token } = await service.grant({ subject: 'ada' })
      fault.before = 'grant'
      assert.equal((await post('/auth/refresh', { refreshToken: refresh_token })).status, 503)
      await new Promise(setImmediate)
    })
  }
})

test('an API token that could be neither stored nor withdrawn is told by its first fault', async () => {
  const { service, store, fault } = setUp()
  fault.after = 'addApiToken'
  store.replaceApiToken = async () => { throw new Error('the second fault') }
  await assert.rejects(service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } }), (error) => {
    assert.deepEqual([error.code, error.cause.message], ['ERR_STORE_UNAVAILABLE', 'connection reset'])
    return true
  })
})

test('a mistake that a store tells of is no outage', async () => {
  const { service, store } = setUp()
  const { access_token, refresh_token } = await service.grant({ subject: 'ada' })
  store.grant = async () => { throw new TokenError('ERR_OPTION_INVALID', 'the option id is wrong') }
  await assert.rejects(service.refresh(refresh_token), { code: 'ERR_OPTION_INVALID', message: 'the option id is wrong' })
  await assert.rejects(service.introspect(access_token), { code: 'ERR_OPTION_INVALID' }, 'nor does it make a token inactive')
  store.grant = async () => { throw new TokenError('ERR_TOKEN_EXPIRED', 'it is not for a store to say') }
  await assert.rejects(service.refresh(refresh_token), { code: 'ERR_STORE_UNAVAILABLE' })
})

test('a store of an earlier version of the interface is refused at the start', () => {
  const store = new MemoryStore()
  store.version = 2
  assert.throws(() => makeService({ store }), { code: 'ERR_OPTION_INVALID', message: 'the option store must be a Store of version 4 of the interface' })
})

test('a grant that is gone when it is to be ended is ended', async () => {
  const { service, store, events } = setUp()
  const { access_token } = await service.grant({ subject: 'ada' })
  const grant = store.grant.bind(store)
  let reads = 0
  store.grant = async (...names) => (++reads === 1 ? grant(...names) : undefined)
  const answer = await service.fetch(new Request(`${ISSUER}/logout`, { method: 'POST', headers: { authorization: `Bearer ${access_token}` } }))
  assert.deepEqual([answer.status, reads, events.map(({ type }) => type)], [204, 2, ['issued']])
})
