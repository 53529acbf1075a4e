import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryStore } from 'countersign/stores/memory'
import { makeService } from '../support/service.js'

const ISSUER = 'https://auth.example'
const unavailable = { code: 'ERR_STORE_UNAVAILABLE', status: 503, message: /reads must see its writes/ }

/** A store whose reads lag behind: they answer what was there at first, `times` times. */
const lagging = (memory) => {
  const seen = {}
  const state = { times: 0, reads: 0 }
  const stale = (name) => async (...key) => {
    state.reads++
    seen[name] ??= await memory[name](...key)
    return state.times-- > 0 ? { ...seen[name], version: 0 } : memory[name](...key)
  }
  const store = new Proxy(memory, {
    get: (target, name) => (name === 'grant' || name === 'apiToken' ? stale(name) : typeof target[name] === 'function' ? target[name].bind(target) : target[name]),
  })
  return { store, state }
}

const setUp = async () => {
  const memory = new MemoryStore()
  const { store, state } = lagging(memory)
  const { service } = makeService({ store, issuer: ISSUER })
  const pair = await service.grant({ subject: 'ada' })
  const { id } = await service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
  return { service, state, memory, calls: { refresh: () => service.refresh(pair.refresh_token), revoke: () => service.revoke(pair.access_token), reroll: () => service.rerollApiToken(id), revokeApiToken: () => service.revokeApiToken(id) } }
}

for (const name of ['refresh', 'revoke', 'reroll', 'revokeApiToken']) {
  test(`${name}: a store that always answers with an old record is a 503 after some tries`, async () => {
    const { calls, state } = await setUp()
    state.times = Infinity
    await assert.rejects(calls[name], unavailable)
    assert.ok(state.reads > 5 && state.reads < 50, `${state.reads} reads`)
  })

  test(`${name}: a store that lags for a moment is waited for`, async () => {
    const { calls, state } = await setUp()
    state.times = 8
    await calls[name]()
    assert.ok(state.reads > 8)
  })
}
