import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { KeySet, RemoteStatusList, SigningKey, decode } from 'countersign'
import { makeService } from '../support/service.js'
import { stores } from '../support/stores.js'

const DAY = 86_400

/** A service with a key of its own, and its endpoints. */
const makeTenant = (store, issuer) => {
  const key = SigningKey.generate()
  const made = makeService({ store, issuer, key })
  const call = async (method, path, token, json) => {
    const headers = { authorization: `Bearer ${token}`, ...(json && { 'content-type': 'application/json' }) }
    const response = await made.service.fetch(new Request(issuer + path, { method, headers, body: json && JSON.stringify(json) }))
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
  }
  /** Whether its status list, which anybody may fetch, says that the grant of an access token is revoked. */
  const listed = async (token) => {
    const { status } = decode(token).claims
    const list = await made.service.statusList(Math.floor(status.status_list.idx / 2 ** 20))
    const fetch = async () => new Response(list, { headers: { 'content-type': 'application/statuslist+jwt' } })
    const remote = new RemoteStatusList(`${issuer}/status/`, { keys: new KeySet(key), issuer, fetch })
    const claims = { status: { status_list: { ...status.status_list, uri: `${issuer}/status/0` } } }
    await remote.ready(claims)
    return remote.isRevoked(claims)
  }
  return { ...made, call, listed }
}

const administrator = { label: 'admin', owner: { type: 'user', id: 'ada' }, scope: 'read tokens:manage tokens:introspect' }

for (const { name, open } of stores) {
  describe(`two services with keys of their own on one ${name} store`, () => {
    let opened, a, b, ofA, ofB
    before(async () => {
      opened = await open()
      if (opened === undefined) return
      a = makeTenant(opened.store, 'https://a.example')
      b = makeTenant(opened.another?.() ?? opened.store, 'https://b.example')
      ;[ofA, ofB] = await Promise.all([a, b].map(async ({ service }) => ({
        pair: await service.grant({ subject: 'ada', scope: 'read' }), apiToken: await service.createApiToken(administrator),
      })))
    })
    after(async () => {
      if (opened?.another) await b.service.close()
      await opened?.close()
    })
    const it = (sentence, work) => test(sentence, (context) => (opened === undefined ? context.skip(`not run: ${name} is not installed`) : work()))
    const refused = { code: 'ERR_TOKEN_REVOKED' }

    it('neither accepts the API tokens of the other', async () => {
      for (const [service, foreign] of [[a.service, ofB], [b.service, ofA]]) {
        await assert.rejects(service.verifyApiToken(foreign.apiToken.token), refused)
        await assert.rejects(service.authenticate(`Bearer ${foreign.apiToken.token}`), refused)
        await assert.rejects(service.revoke(foreign.apiToken.token), refused)
        assert.deepEqual(await service.introspect(foreign.apiToken.token), { active: false })
      }
      assert.equal((await a.service.verifyApiToken(ofA.apiToken.token)).id, ofA.apiToken.id)
      assert.equal((await b.service.verifyApiToken(ofB.apiToken.token)).id, ofB.apiToken.id)
    })

    it('neither lists, re-rolls or revokes the API tokens of the other', async () => {
      const owner = administrator.owner
      for (const [{ service, call }, own, foreign] of [[a, ofA, ofB], [b, ofB, ofA]]) {
        for (const page of [{}, { owner }]) assert.deepEqual((await service.listApiTokens(page)).map(({ id }) => id), [own.apiToken.id])
        const { token } = own.apiToken
        assert.deepEqual((await call('GET', '/api-tokens?owner=user:ada', token)).body.api_tokens.map(({ id }) => id), [own.apiToken.id])
        const { id } = foreign.apiToken
        await assert.rejects(service.revokeApiToken(id), { code: 'ERR_NOT_FOUND' })
        await assert.rejects(service.rerollApiToken(id), { code: 'ERR_NOT_FOUND' })
        assert.equal((await call('DELETE', `/api-tokens/${id}`, token)).status, 404)
        assert.equal((await call('POST', `/api-tokens/${id}/reroll`, token, {})).status, 404)
        assert.equal((await call('GET', '/api-tokens', foreign.apiToken.token)).status, 401)
        assert.deepEqual((await call('POST', '/introspect', token, { token: foreign.apiToken.token })).body, { active: false })
      }
    })

    it('neither ends the grants of the other', async () => {
      const second = await a.service.grant({ subject: 'ada' })
      assert.deepEqual((await b.call('DELETE', '/subjects/ada/grants', ofB.apiToken.token)).body, { revoked: 1 })
      await a.service.authenticate(`Bearer ${ofA.pair.access_token}`)
      await assert.rejects(b.service.authenticate(`Bearer ${ofB.pair.access_token}`), refused)
      assert.equal(await a.service.revokeGrantsOf('ada'), 2)
      await assert.rejects(a.service.authenticate(`Bearer ${second.access_token}`), refused)
    })

    it('neither tells in its status list what the other revoked', async () => {
      const [own, foreign] = await Promise.all([a, b].map(({ service }) => service.grant({ subject: 'grace' })))
      await b.service.revoke(foreign.access_token)
      assert.deepEqual([await b.listed(foreign.access_token), await a.listed(foreign.access_token)], [true, false])
      assert.deepEqual([await a.listed(own.access_token), await b.listed(own.access_token)], [false, false])
    })

    it('neither sweeps the records of the other', async () => {
      const { id, token } = await b.service.createApiToken({ ...administrator, expiresIn: 60 })
      const pair = await b.service.grant({ subject: 'ada', scope: 'read' })
      a.clock.offset = 40 * DAY
      await a.service.sweep()
      a.clock.offset = 0
      await b.service.authenticate(`Bearer ${pair.access_token}`)
      assert.equal((await b.service.verifyApiToken(token)).id, id)
      b.clock.offset = 40 * DAY
      await b.service.sweep()
      b.clock.offset = 0
      await assert.rejects(b.service.authenticate(`Bearer ${pair.access_token}`), refused)
      assert.ok(!(await b.service.listApiTokens({})).some((listed) => listed.id === id))
    })
  })
}
