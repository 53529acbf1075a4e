import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MemoryStore } from 'countersign/stores/memory'
import { gated, tally } from '../support/gate.js'
import { makeService } from '../support/service.js'

const ISSUER = 'https://auth.example'
const ADA = { type: 'user', id: 'ada' }

const setUp = async ({ store = new MemoryStore(), ...options } = {}) => {
  const made = makeService({ store, issuer: ISSUER, ...options })
  const { token: inUse, id } = await made.service.createApiToken({ label: 'export', owner: ADA, scope: 'read' })
  const code = (token) => made.service.verifyApiToken(token).then(() => 'good', (error) => error.code)
  return { ...made, store, inUse, id, code }
}

/** Fifty re-rolls that have all read the record before one of them writes it: one succeeds. Answers its token. */
const oneOfFifty = async ({ reached, release }, reroll) => {
  const rerolls = Promise.allSettled(Array.from({ length: 50 }, reroll))
  await reached
  release()
  const answers = await rerolls
  assert.deepEqual(tally(answers), { ok: 1, ERR_REROLL_CONFLICT: 49 })
  return answers.find(({ status }) => status === 'fulfilled').value.token
}

const conflict = { code: 'ERR_REROLL_CONFLICT', status: 409 }

describe('the API token in use stays good for its grace', () => {
  test('when it is re-rolled twice', async () => {
    const { service, clock, inUse, id, code } = await setUp()
    const { token } = await service.rerollApiToken(id, { grace: 3600 })
    await assert.rejects(service.rerollApiToken(id, { grace: 3600 }), conflict)
    clock.offset = 3590
    assert.deepEqual([await code(inUse), await code(token)], ['good', 'good'])
    clock.offset = 3601
    assert.deepEqual([await code(inUse), await code(token)], ['ERR_TOKEN_REVOKED', 'good'])
    const { token: third } = await service.rerollApiToken(id, { grace: 3600 })
    assert.deepEqual([await code(token), await code(third)], ['good', 'good'])
  })

  test('when the answer of a re-roll is lost: its owner says so, and gets a token that works', async () => {
    const { service, inUse, id, code, store } = await setUp()
    const { token: unknown, start } = await service.rerollApiToken(id)
    await assert.rejects(service.rerollApiToken(id), { ...conflict, message: new RegExp(`lost: "${start}"`) })
    assert.equal((await service.listApiTokens())[0].start, start, 'a list shows which one is the newest')
    const { token } = await service.rerollApiToken(id, { lost: start })
    assert.deepEqual([await code(inUse), await code(token), await code(unknown)], ['good', 'good', 'ERR_TOKEN_REVOKED'])
    assert.equal((await store.apiToken(ISSUER, id)).digest.length, 64)
  })

  test('when the store loses the answer after it has written', async () => {
    const store = new MemoryStore()
    const { service, inUse, id, code } = await setUp({ store })
    const replace = store.replaceApiToken.bind(store)
    store.replaceApiToken = async (record) => {
      await replace(record)
      throw new Error('connection reset')
    }
    await assert.rejects(service.rerollApiToken(id), { code: 'ERR_STORE_UNAVAILABLE' })
    store.replaceApiToken = replace
    await assert.rejects(service.rerollApiToken(id), conflict)
    const { token } = await service.rerollApiToken(id, { lost: (await store.apiToken(ISSUER, id)).start })
    assert.deepEqual([await code(inUse), await code(token)], ['good', 'good'])
  })

  test('when fifty re-roll it at once, and every 200 is true', async () => {
    for (const options of [{}, { grace: 60 }]) {
      const gate = gated(new MemoryStore(), 'apiToken', 50)
      const { service, inUse, id, code } = await setUp({ store: gate.store })
      const token = await oneOfFifty(gate, () => service.rerollApiToken(id, options))
      assert.deepEqual([await code(inUse), await code(token)], ['good', 'good'])
    }
  })

  test('when fifty say at once that the newest was lost', async () => {
    const memory = new MemoryStore()
    const { service: earlier, id, inUse, code } = await setUp({ store: memory })
    const { start } = await earlier.rerollApiToken(id)
    const gate = gated(memory, 'apiToken', 50)
    const { service } = makeService({ store: gate.store, issuer: ISSUER })
    const token = await oneOfFifty(gate, () => service.rerollApiToken(id, { lost: start }))
    assert.deepEqual([await code(inUse), await code(token)], ['good', 'good'])
  })

  test('when somebody calls a token lost that is in use', async () => {
    const { service, inUse, id, code } = await setUp()
    const { token, start } = await service.rerollApiToken(id)
    assert.equal(await code(token), 'good')
    await assert.rejects(service.rerollApiToken(id, { lost: start }), { ...conflict, message: /used/ })
    await assert.rejects(service.rerollApiToken(id, { lost: 'acme_0000' }), conflict)
    assert.deepEqual([await code(inUse), await code(token)], ['good', 'good'])
  })

  test('when the use of its successor cannot be noted', async () => {
    const store = new MemoryStore()
    const { service, inUse, id, code } = await setUp({ store, apiTokenCache: 30 })
    const { token } = await service.rerollApiToken(id)
    const replace = store.replaceApiToken.bind(store)
    let writes = 0
    store.replaceApiToken = async () => {
      writes++
      throw new Error('read only')
    }
    for (let n = 0; n < 5; n++) assert.equal(await code(token), 'good')
    assert.equal(writes, 1, 'and it is not tried with every request')
    store.replaceApiToken = replace
    assert.equal(await code(inUse), 'good')
  })
})

describe('without a grace', () => {
  test('every other token ends at once, also those that were promised one', async () => {
    const { service, inUse, id, code } = await setUp()
    const { token: second } = await service.rerollApiToken(id, { grace: 3600 })
    const { token: third } = await service.rerollApiToken(id, { grace: 0 })
    assert.deepEqual([await code(inUse), await code(second), await code(third)], ['ERR_TOKEN_REVOKED', 'ERR_TOKEN_REVOKED', 'good'])
  })

  test('fifty at once are one re-roll', async () => {
    const { store, reached, release } = gated(new MemoryStore(), 'apiToken', 50)
    const { service, id, code } = await setUp({ store })
    const rerolls = Promise.allSettled(Array.from({ length: 50 }, () => service.rerollApiToken(id, { grace: 0 })))
    await reached
    release()
    const answers = await rerolls
    assert.deepEqual(tally(answers), { ok: 1, ERR_REROLL_CONFLICT: 49 })
    const { value } = answers.find(({ status }) => status === 'fulfilled')
    assert.equal(await code(value.token), 'good')
  })
})

describe('a revocation', () => {
  test('in the grace of a re-roll ends both tokens', async () => {
    const { service, inUse, id, code } = await setUp({ apiTokenCache: 60 })
    const { token } = await service.rerollApiToken(id)
    assert.deepEqual([await code(inUse), await code(token)], ['good', 'good'])
    await service.revokeApiToken(id)
    assert.deepEqual([await code(inUse), await code(token)], ['ERR_TOKEN_REVOKED', 'ERR_TOKEN_REVOKED'])
    for (const options of [undefined, { grace: 0 }]) await assert.rejects(service.rerollApiToken(id, options), { status: 400 })
  })

  test('that crosses a re-roll is not lost', async () => {
    const { store, reached, release } = gated(new MemoryStore(), 'apiToken', 2)
    const { service, inUse, id, code } = await setUp({ store })
    const both = Promise.allSettled([service.rerollApiToken(id), service.revokeApiToken(id)])
    await reached
    release()
    const [rerolled] = await both
    assert.equal(await code(inUse), 'ERR_TOKEN_REVOKED')
    if (rerolled.status === 'fulfilled') assert.equal(await code(rerolled.value.token), 'ERR_TOKEN_REVOKED')
  })
})

test('over HTTP a second re-roll is 409 with a code, and names the way out', async () => {
  const { service, inUse, id, code } = await setUp()
  const { access_token } = await service.grant({ subject: 'ada', scope: 'tokens:manage read write' })
  const reroll = async (body) => {
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
    const answer = await service.fetch(new Request(`${ISSUER}/api-tokens/${id}/reroll`, { method: 'POST', headers, body: JSON.stringify(body) }))
    return { status: answer.status, body: await answer.json() }
  }
  const first = await reroll({})
  assert.equal(first.status, 200)
  const second = await reroll({})
  assert.deepEqual([second.status, second.body.error, second.body.code], [409, 'invalid_request', 'ERR_REROLL_CONFLICT'])
  assert.ok(!JSON.stringify(second.body).includes(first.body.token.slice(9)))
  const third = await reroll({ lost: first.body.start })
  assert.equal(third.status, 200)
  assert.deepEqual([await code(inUse), await code(first.body.token), await code(third.body.token)], ['good', 'ERR_TOKEN_REVOKED', 'good'])
  for (const body of [{ lost: 5 }, { lost: '' }, { lost: null, grace: -1 }, { grace: '60' }, { grace: null }]) assert.equal((await reroll(body)).status, 400, JSON.stringify(body))
})

test('a token that is said to be lost, and is another, was not used yet or was: its owner is told which', async () => {
  const { service, inUse, id, code } = await setUp()
  const [{ start }] = await service.listApiTokens()
  await assert.rejects(service.rerollApiToken(id, { lost: 'acme_????' }), { ...conflict, message: `its newest token is "${start}", which has not been used yet` })
  assert.equal(await code(inUse), 'good')
  await assert.rejects(service.rerollApiToken(id, { lost: start }), { ...conflict, message: `its newest token is "${start}", which was used, so it is not lost` })
})

test('a record that cannot be read is no fault of who re-rolls it', async () => {
  const { service, id, store } = await setUp()
  const apiToken = store.apiToken.bind(store)
  store.apiToken = async (...names) => ({ ...(await apiToken(...names)), expires: 'soon' })
  await assert.rejects(service.rerollApiToken(id), { code: 'ERR_OPTION_INVALID' })
})
