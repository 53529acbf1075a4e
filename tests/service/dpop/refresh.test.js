import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode } from 'countersign'
import { askBound, logIn, newKey, web } from '../support/proofs.js'
import { stores } from '../support/stores.js'

const jktOf = ({ body }) => decode(body.access_token).claims.cnf?.jkt
const said = ({ status, body }) => [status, body.error, body.code]
const refreshOf = ({ body }) => ({ grant_type: 'refresh_token', refresh_token: body.refresh_token })

describe('the refresh token of a client without a secret', () => {
  for (const [name, client] of Object.entries({ 'that named itself': { client_id: 'cli' }, 'that did not': {} })) {
    test(`is good with a proof of its key alone, of one ${name}`, async () => {
      const { form, json, proven, events } = askBound()
      const key = newKey()
      const first = await form('/token', { ...logIn, ...client }, proven(key))
      const ask = (headers) => form('/token', { ...refreshOf(first), ...client }, headers)
      assert.deepEqual(said(await ask({})), [400, 'invalid_dpop_proof', 'ERR_PROOF_MISSING'])
      assert.deepEqual(said(await json('/auth/refresh', { refreshToken: first.body.refresh_token, ...client })), [400, 'invalid_dpop_proof', 'ERR_PROOF_MISSING'])
      assert.deepEqual(said(await ask(proven(newKey()))), [400, 'invalid_grant', 'ERR_PROOF_KEY_MISMATCH'])
      assert.deepEqual(events.map(({ type }) => type), ['issued'], 'a thief without the key ends nothing')
      const second = await ask(proven(key))
      assert.deepEqual([second.status, second.body.token_type, jktOf(second)], [200, 'DPoP', key.kid])
      const third = await json('/auth/refresh', { refreshToken: second.body.refresh_token, ...client }, proven(key, '/auth/refresh'))
      assert.equal(jktOf(third), key.kid)
    })
  }

  test('is answered again within the grace, if each request has its own proof', async () => {
    const { form, proven } = askBound()
    const key = newKey()
    const first = await form('/token', logIn, proven(key))
    const answers = await Promise.all(Array.from({ length: 10 }, () => form('/token', refreshOf(first), proven(key))))
    assert.ok(answers.every(({ status }) => status === 200))
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    const proof = proven(key)
    assert.equal((await form('/token', refreshOf(first), proof)).status, 200)
    assert.deepEqual(said(await form('/token', refreshOf(first), proof)), [400, 'invalid_dpop_proof', 'ERR_PROOF_REPLAYED'], 'a stolen request')
  })

  test('that was issued without a key cannot be bound by whoever has it', async () => {
    const { form, proven } = askBound()
    const first = await form('/token', logIn)
    assert.deepEqual(said(await form('/token', refreshOf(first), proven(newKey()))), [400, 'invalid_grant', 'ERR_PROOF_KEY_MISMATCH'])
    assert.equal((await form('/token', refreshOf(first))).status, 200, 'and its owner is not locked out')
  })

  test('that comes back too late ends the grant, key or not', async () => {
    const { form, proven, clock, events } = askBound()
    const key = newKey()
    const first = await form('/token', logIn, proven(key))
    const second = await form('/token', refreshOf(first), proven(key))
    clock.offset = 60
    assert.deepEqual(said(await form('/token', refreshOf(first), proven(key))), [400, 'invalid_grant', 'ERR_TOKEN_REUSED'])
    assert.deepEqual(said(await form('/token', refreshOf(second), proven(key))), [400, 'invalid_grant', 'ERR_TOKEN_REVOKED'])
    assert.ok(events.some(({ type }) => type === 'reused'))
  })
})

test('a client with a secret may prove another key, and may not do without', async () => {
  const { form, proven } = askBound()
  const [one, other] = [newKey(), newKey()]
  const first = await form('/token', { ...logIn, ...web }, proven(one))
  assert.deepEqual(said(await form('/token', { ...refreshOf(first), ...web })), [400, 'invalid_dpop_proof', 'ERR_PROOF_MISSING'])
  assert.equal((await form('/token', refreshOf(first), proven(one))).body.error, 'invalid_client')
  const second = await form('/token', { ...refreshOf(first), ...web }, proven(other))
  assert.equal(jktOf(second), other.kid)
  assert.deepEqual(said(await form('/token', { ...refreshOf(first), ...web }, proven(one))), [400, 'invalid_grant', 'ERR_PROOF_KEY_MISMATCH'], 'the same answer again is of that key')
  const bearer = await form('/token', { ...logIn, ...web })
  assert.equal(jktOf(await form('/token', { ...refreshOf(bearer), ...web }, proven(one))), one.kid, 'or begin with a key later')
})

for (const { name, open } of stores) {
  test(`the grant remembers its key, in ${name}`, async (t) => {
    const opened = await open()
    if (opened === undefined) return t.skip('its server cannot be had')
    try {
      const { service, form, proven } = askBound({ store: opened.store, grace: 60, storeTimeout: 50 })
      const key = newKey()
      const first = await form('/token', logIn, proven(key))
      assert.equal((await form('/token', refreshOf(first))).body.code, 'ERR_PROOF_MISSING')
      assert.equal((await form('/token', refreshOf(first), proven(newKey()))).body.code, 'ERR_PROOF_KEY_MISMATCH')
      assert.equal(jktOf(await form('/token', refreshOf(first), proven(key))), key.kid)
      const { sid } = decode(first.body.access_token).claims
      assert.equal((await opened.store.grant('https://auth.example/tenant', sid)).thumbprint, key.kid)
      await service.revokeGrantsOf('ada')
    } finally {
      await opened.close()
    }
  })
}

test('the methods take the key that the program has checked', async () => {
  const { service } = askBound()
  const { kid: thumbprint } = newKey()
  const pair = await service.grant({ subject: 'ada' }, { thumbprint })
  assert.deepEqual([pair.token_type, jktOf({ body: pair })], ['DPoP', thumbprint])
  await assert.rejects(service.refresh(pair.refresh_token), { error: 'invalid_dpop_proof', code: 'ERR_PROOF_MISSING' })
  await assert.rejects(service.refresh(pair.refresh_token, { thumbprint: newKey().kid }), { error: 'invalid_grant', code: 'ERR_PROOF_KEY_MISMATCH' })
  assert.equal((await service.refresh(pair.refresh_token, { thumbprint })).token_type, 'DPoP')
  for (const wrong of ['', 'short', `${thumbprint}=`, 5, null]) {
    await assert.rejects(service.grant({ subject: 'ada' }, { thumbprint: wrong }), { code: 'ERR_OPTION_INVALID' }, String(wrong))
    await assert.rejects(service.refresh(pair.refresh_token, { thumbprint: wrong }), { code: 'ERR_OPTION_INVALID' }, String(wrong))
  }
  await assert.rejects(service.grant({ subject: 'ada', claims: { cnf: { jkt: thumbprint } } }), { code: 'ERR_OPTION_INVALID' })
})
