import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SigningKey, StatusList, decode } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { gated } from '../support/gate.js'
import { makeService } from '../support/service.js'
import { stores } from '../support/stores.js'

const ISSUER = 'https://auth.example'
const LIST = 2 ** 20

/** A store of so many statuses, which counts what is asked of it. */
const counting = (statuses) => {
  const calls = {}
  const store = new MemoryStore()
  const state = { statuses }
  const get = (target, name) => {
    if (typeof target[name] !== 'function') return target[name]
    return async (...values) => {
      calls[name] = (calls[name] ?? 0) + 1
      return name === 'statuses' ? state.statuses : target[name](...values)
    }
  }
  return { store: new Proxy(store, { get }), memory: store, state, calls }
}

const setUp = (statuses = 0) => {
  const counted = counting(statuses)
  const made = makeService({ store: counted.store, issuer: ISSUER })
  const get = async (number) => (await made.service.fetch(new Request(`${ISSUER}/status/${number}`))).status
  return { ...made, ...counted, get }
}

describe('a status list', () => {
  test('that no grant has a place in does not exist, but for the first', async () => {
    const { get, service } = setUp(LIST + 1)
    assert.deepEqual([await get(0), await get(1), await get(2), await get(2 ** 31), await get('00x')], [200, 200, 404, 404, 404])
    await assert.rejects(service.statusList(2), { status: 404, code: 'ERR_NOT_FOUND' })
    assert.equal(await setUp(0).get(0), 200)
    assert.equal(await setUp(LIST).get(1), 404, 'full is not begun')
  })

  test('with an invented number costs one cheap question, and drives out no other', async () => {
    const { get, calls, clock } = setUp(5)
    await get(0)
    for (let number = 2; number < 300; number++) assert.equal(await get(number * 1000), 404)
    assert.equal(await get(0), 200)
    assert.deepEqual(calls, { migrate: 1, revokedStatuses: 1, statuses: 1 })
    clock.offset = 6
    await get(99)
    assert.equal(calls.statuses, 2)
  })

  test('is named by every token of it, with the place in it', async () => {
    const { service, memory } = setUp()
    for (const [status, idx, number] of [[0, 0, 0], [1, 1, 0], [LIST - 1, LIST - 1, 0], [LIST, 0, 1], [LIST + 5, 5, 1], [3 * LIST - 1, LIST - 1, 2]]) {
      memory.addGrant = async () => status
      const { access_token } = await service.grant({ subject: 'ada' })
      assert.deepEqual(decode(access_token).claims.status, { status_list: { idx, uri: `${ISSUER}/status/${number}` } })
    }
  })

  test('exists from its first grant on, in this process and in another', async () => {
    const { get, state, service, memory } = setUp(LIST)
    assert.equal(await get(1), 404)
    state.statuses = LIST + 1
    assert.equal(await get(1), 200, 'another process gave the first status of the next list a moment ago')
    memory.addGrant = async () => 2 * LIST
    assert.equal(await get(2), 404)
    await service.grant({ subject: 'ada' })
    assert.equal(await get(2), 200, 'and so did this one')
  })

  test('is made once for a crowd', async () => {
    const { store, reached, release } = gated(new MemoryStore(), 'revokedStatuses')
    const { service } = makeService({ store, issuer: ISSUER })
    const crowd = Promise.all(Array.from({ length: 100 }, () => service.statusList()))
    await reached
    const late = service.statusList()
    release()
    assert.equal(new Set([...(await crowd), await late]).size, 1)
  })

  test('that is being made when something is revoked is not kept, and not waited for by who comes later', async () => {
    const { store, reached, release } = gated(new MemoryStore(), 'revokedStatuses')
    const { service } = makeService({ store, issuer: ISSUER })
    const { access_token } = await service.grant({ subject: 'mallory' })
    const early = service.statusList()
    await reached
    await service.revoke(access_token)
    const after = await service.statusList()
    release()
    assert.notEqual(await early, after)
    assert.equal(await service.statusList(), after)
    assert.equal(await isRevoked(after, 0), true)
  })

  test('is made anew after a revocation whose answer was lost, and after its retry', async () => {
    const { service, memory, clock } = setUp()
    const { access_token } = await service.grant({ subject: 'mallory' })
    const replace = memory.replaceGrant.bind(memory)
    let write
    memory.replaceGrant = async (grant) => {
      write = () => replace(grant)
      throw new Error('connection reset')
    }
    await assert.rejects(service.revoke(access_token), { code: 'ERR_STORE_UNAVAILABLE' })
    assert.equal(await isRevoked(await service.statusList(), 0), false)
    await write()
    clock.offset = 1
    await service.revoke(access_token)
    assert.equal(await isRevoked(await service.statusList(), 0), true)
  })

  test('is made anew for another key, which signs it', async () => {
    const { service } = setUp()
    const next = SigningKey.generate()
    await service.statusList()
    service.rotateKeys(next, { publishFor: 0 })
    assert.equal(decode(await service.statusList()).header.kid, next.kid)
  })

  test('among more than sixteen drives out the one made longest ago alone', async () => {
    const { service, calls, clock } = setUp(20 * LIST)
    for (let number = 0; number < 17; number++) await service.statusList(number)
    calls.revokedStatuses = 0
    for (let number = 16; number > 0; number--) await service.statusList(number)
    assert.equal(calls.revokedStatuses, 0)
    await service.statusList(0)
    assert.equal(calls.revokedStatuses, 1)
    clock.offset = 6
    await service.statusList(16)
    assert.equal(calls.revokedStatuses, 2)
  })
})

for (const { name, shards = 1, open } of stores) {
  test(`the ${name} store counts the statuses that it gave`, async (context) => {
    const opened = await open()
    if (opened === undefined) return context.skip(`not run: ${name} is not installed`)
    try {
      const { store } = opened
      await store.migrate()
      assert.equal(await store.statuses(), 0)
      const grant = (id, ends) => ({ issuer: ISSUER, id, subject: 'ada', scope: '', client: 'web', refreshable: true, kid: 'k', created: 1, ends, jti: id, at: 1, exp: 9 })
      for (const [id, ends] of [['a', 100], ['b', 300], ['c', 100]]) {
        const status = await store.addGrant(grant(id, ends))
        assert.ok((await store.statuses()) > status)
      }
      await store.sweep(ISSUER, { grants: 200, apiTokens: 0 })
      assert.ok((await store.statuses()) > (await store.grant(ISSUER, 'b')).status)
      assert.ok((await store.statuses()) <= 3 * shards)
    } finally {
      await opened.close()
    }
  })
}

const isRevoked = async (token, index) => (await StatusList.decode(decode(token).claims.status_list)).status(index) === 1
