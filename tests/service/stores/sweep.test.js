import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StatusList, Verifier, decode } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { makeService } from '../support/service.js'

const ISSUER = 'https://auth.example'
const DAY = 86_400
const owner = { type: 'user', id: 'ada' }

test('a sweep leaves a token revoked for as long as a verifier’s leeway accepts it', async () => {
  const { service, clock, now } = makeService({ store: new MemoryStore(), issuer: ISSUER, accessLifetime: 60 })
  const { access_token: token } = await service.grant({ subject: 'ada' }, { refreshable: false })
  await service.revoke(token)
  let statuses
  const isRevoked = ({ status }) => statuses.status(status.status_list.idx) !== 0
  const verifier = new Verifier(service.keys, { issuer: ISSUER, audience: 'api', leeway: 300, revocation: { isRevoked }, now })
  const sweepAt = async (offset) => {
    clock.offset = offset
    await service.sweep()
    statuses = await StatusList.decode(decode(await service.statusList()).claims.status_list)
  }
  for (const offset of [0, 70, 200, 355]) {
    await sweepAt(offset)
    assert.throws(() => verifier.verify(token), { code: 'ERR_TOKEN_REVOKED' }, `${offset} s after it was issued`)
  }
  await sweepAt(400)
  assert.throws(() => verifier.verify(token), { code: 'ERR_TOKEN_EXPIRED' })
  assert.equal(statuses.status(decode(token).claims.status.status_list.idx), 0, 'and then it is forgotten')
})

test('a sweep forgets API tokens thirty days after they expired or were revoked, and no others', async () => {
  const { service, clock } = makeService({ store: new MemoryStore(), issuer: ISSUER })
  const create = async (label, more) => (await service.createApiToken({ label, owner, ...more })).id
  await create('for ever')
  await create('expires', { expiresIn: DAY })
  await service.revokeApiToken(await create('revoked'))
  const labels = async () => (await service.listApiTokens()).map(({ label }) => label).sort()
  for (const [offset, left] of [[29 * DAY, ['expires', 'for ever', 'revoked']], [30.5 * DAY, ['expires', 'for ever']], [31.5 * DAY, ['for ever']]]) {
    clock.offset = offset
    await service.sweep()
    assert.deepEqual(await labels(), left)
  }
})

test('a sweep announces an API token once, in the week before it expires', async () => {
  const store = new MemoryStore()
  const { service, clock, events } = makeService({ store, issuer: ISSUER })
  const create = async (label, more) => (await service.createApiToken({ label, owner, ...more })).id
  const id = await create('month', { expiresIn: 30 * DAY })
  await create('for ever')
  await create('short', { expiresIn: 6 * DAY })
  await service.revokeApiToken(await create('revoked', { expiresIn: 30 * DAY }))
  const announced = () => events.filter(({ type }) => type === 'expiring')
  for (const [offset, count] of [[0, 0], [22 * DAY, 0], [23.5 * DAY, 1], [24 * DAY, 1], [29.9 * DAY, 1], [31 * DAY, 1]]) {
    clock.offset = offset
    await service.sweep()
    assert.equal(announced().length, count, `after ${offset / DAY} days`)
  }
  const { expires } = await store.apiToken(ISSUER, id)
  const { at, ...event } = announced()[0]
  assert.deepEqual(event, { type: 'expiring', kind: 'api-token', id, subject: 'ada', subjectType: 'user', expires })
})

test('of several processes that sweep at once, one announces', async () => {
  const store = new MemoryStore()
  const made = Array.from({ length: 5 }, () => makeService({ store, issuer: ISSUER, apiTokensPerOwner: 5000 }))
  for (let n = 0; n < 1100; n++) await made[0].service.createApiToken({ label: `${n}`, owner, expiresIn: 8 * DAY })
  for (const { clock } of made) clock.offset = 2 * DAY
  await Promise.all(made.map(({ service }) => service.sweep()))
  const ids = made.flatMap(({ events }) => events).filter(({ type }) => type === 'expiring').map(({ id }) => id)
  assert.deepEqual([ids.length, new Set(ids).size], [1100, 1100])
})
