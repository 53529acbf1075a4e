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
