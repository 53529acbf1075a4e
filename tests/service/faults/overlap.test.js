import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { barrier, overlapping } from '../support/overlapping.js'
import { makeService } from '../support/service.js'
import { stores } from '../support/stores.js'

const ISSUER = 'https://auth.example'
const COUNT = 50

// Every request of a test has read the record before the first of them writes it: what the store's compare-and-swap is for.
// D1 runs the same statements as SQLite; from Node it is a slow proxy.
for (const { name, shared, open } of stores.filter((store) => store.name !== 'd1')) {
  describe(`requests that overlap on ${name}`, () => {
    let opened, another, plain
    before(async () => {
      opened = await open()
      if (opened === undefined) return
      plain = makeService({ issuer: ISSUER, store: opened.store })
      another = shared ? opened.another() : opened.store
    })
    after(async () => {
      if (shared) await another?.close()
      await opened?.close()
    })

    const it = (sentence, work) => test(sentence, (context) => (opened === undefined ? context.skip(`not run: ${name} is not installed`) : work()))

    /** Calls `work` as often as requests are to overlap at `method`, on two services in turns; answers what came of each. */
    const overlap = async (method, work) => {
      const point = barrier(COUNT)
      const made = [opened.store, another].map((store) => makeService({ issuer: ISSUER, store: overlapping(store, method, point) }))
      const answers = await Promise.allSettled(Array.from({ length: COUNT }, (_, n) => work(made[n % 2].service, n)))
      assert.ok(point.arrived >= COUNT, 'all had read before one wrote')
      const events = made.flatMap(({ events }) => events)
      return { answers, count: (type) => events.filter((event) => event.type === type).length }
    }
    const logIn = async () => {
      const pair = await plain.service.grant({ subject: 'ada', scope: 'read' })
      const { sid } = (await plain.service.authenticate(`Bearer ${pair.access_token}`)).claims
      return { ...pair, sid }
    }
    const newApiToken = () => plain.service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' }, scope: 'read' })
    const values = (answers) => answers.filter(({ status }) => status === 'fulfilled').map(({ value }) => value)
    const codes = (answers) => answers.filter(({ status }) => status === 'rejected').map(({ reason }) => reason.code ?? String(reason))
    const codeOf = (promise) => promise.then(() => 'good', ({ code }) => code)

    it('refresh a token once, and all have that pair', async () => {
      const { refresh_token, sid } = await logIn()
      const { answers, count } = await overlap('grant', (service) => service.refresh(refresh_token))
      assert.deepEqual(codes(answers), [])
      assert.equal(new Set(values(answers).map((pair) => JSON.stringify(pair))).size, 1)
      assert.deepEqual([count('refreshed'), count('replayed')], [1, COUNT - 1])
      assert.equal((await opened.store.grant(ISSUER, sid)).version, 2)
      await plain.service.refresh(values(answers)[0].refresh_token)
    })

    it('re-roll and revoke one API token: one outcome, and every answer is true', async () => {
      const { id, token } = await newApiToken()
      const { answers, count } = await overlap('apiToken', (service, n) => (n % 2 ? service.revokeApiToken(id) : service.rerollApiToken(id)))
      const [rerolls, revocations] = [answers.filter((_, n) => n % 2 === 0), answers.filter((_, n) => n % 2)]
      assert.deepEqual(codes(revocations), [])
      assert.equal(count('revoked'), 1)
      assert.ok(values(rerolls).length <= 1 && count('rerolled') === values(rerolls).length)
      for (const code of codes(rerolls)) assert.ok(['ERR_REROLL_CONFLICT', 'ERR_REQUEST_MALFORMED'].includes(code), code)
      for (const each of [token, ...values(rerolls).map((rerolled) => rerolled.token)]) assert.equal(await codeOf(plain.service.verifyApiToken(each)), 'ERR_TOKEN_REVOKED')
      assert.ok((await opened.store.apiToken(ISSUER, id)).revoked !== undefined)
    })

    it('revoke a grant once', async () => {
      const { access_token, refresh_token, sid } = await logIn()
      const { answers, count } = await overlap('grant', (service, n) => service.revoke(n % 4 < 2 ? access_token : refresh_token))
      assert.deepEqual(codes(answers), [])
      assert.equal(count('revoked'), 1)
      assert.equal((await opened.store.grant(ISSUER, sid)).version, 2)
      assert.equal(await codeOf(plain.service.authenticate(`Bearer ${access_token}`)), 'ERR_TOKEN_REVOKED')
    })

    it('refresh and revoke a grant, which is revoked in the end', async () => {
      const { access_token, refresh_token, sid } = await logIn()
      const { answers, count } = await overlap('grant', (service, n) => (n % 4 < 2 ? service.refresh(refresh_token) : service.revoke(access_token)))
      assert.deepEqual([...new Set(codes(answers))].filter((code) => code !== 'ERR_TOKEN_REVOKED'), [])
      assert.equal(count('revoked'), 1)
      assert.ok(count('refreshed') <= 1)
      assert.notEqual((await opened.store.grant(ISSUER, sid)).revoked, undefined)
      const pairs = values(answers).filter((pair) => pair !== undefined)
      assert.ok(new Set(pairs.map((pair) => JSON.stringify(pair))).size <= 1)
      for (const token of [refresh_token, ...pairs.slice(0, 1).map((pair) => pair.refresh_token)]) {
        assert.equal(await codeOf(plain.service.refresh(token)), 'ERR_TOKEN_REVOKED')
      }
    })

    it('find a reused token, and one of them ends the grant', async () => {
      const first = await logIn()
      const second = await plain.service.refresh(first.refresh_token)
      await plain.service.refresh(second.refresh_token)
      const { answers, count } = await overlap('grant', (service) => service.refresh(first.refresh_token))
      assert.deepEqual(codes(answers).sort(), ['ERR_TOKEN_REUSED', ...Array(COUNT - 1).fill('ERR_TOKEN_REVOKED')])
      assert.deepEqual([count('reused'), count('revoked')], [1, 1])
    })

    it('revoke an API token once', async () => {
      const { id, token } = await newApiToken()
      const { answers, count } = await overlap('apiToken', (service) => service.revokeApiToken(id))
      assert.deepEqual(codes(answers), [])
      assert.equal(count('revoked'), 1)
      assert.equal((await opened.store.apiToken(ISSUER, id)).version, 2)
      assert.equal(await codeOf(plain.service.verifyApiToken(token)), 'ERR_TOKEN_REVOKED')
    })

    it('revoke and re-roll an API token, which is revoked in the end', async () => {
      const { id, token } = await newApiToken()
      const { answers, count } = await overlap('apiToken', (service, n) => (n % 4 < 2 ? service.rerollApiToken(id) : service.revokeApiToken(id)))
      assert.equal(count('revoked'), 1)
      assert.notEqual((await opened.store.apiToken(ISSUER, id)).revoked, undefined)
      const made = values(answers).flatMap((record) => record?.token ?? [])
      for (const each of [token, ...made]) assert.equal(await codeOf(plain.service.verifyApiToken(each)), 'ERR_TOKEN_REVOKED')
    })

    it('re-roll an API token once, and whoever has a token as the answer has one that works', async () => {
      const { id, token } = await newApiToken()
      const { answers, count } = await overlap('apiToken', (service) => service.rerollApiToken(id))
      const made = values(answers).map((record) => record.token)
      assert.equal(new Set(codes(answers)).size <= 1, true)
      assert.equal(count('rerolled'), 1)
      assert.equal((await opened.store.apiToken(ISSUER, id)).version, 2)
      for (const each of [token, ...made]) assert.equal(await codeOf(plain.service.verifyApiToken(each)), 'good')
    })

    it('use an API token that is revoked meanwhile, and leave it revoked', async () => {
      const { id, token } = await newApiToken()
      const point = barrier(2)
      const { service } = makeService({ issuer: ISSUER, store: overlapping(another, 'apiTokenByDigest', point) })
      const used = service.verifyApiToken(token)
      // It has read the record by then, or reads it revoked: either way its note of the use comes after the revocation.
      while (point.arrived === 0) await new Promise((resolve) => setImmediate(resolve))
      await plain.service.revokeApiToken(id)
      await point.arrive()
      await used
      assert.notEqual((await opened.store.apiToken(ISSUER, id)).revoked, undefined)
      assert.equal(await codeOf(plain.service.verifyApiToken(token)), 'ERR_TOKEN_REVOKED')
    })

    it('add API tokens of one digest, of which one is stored', async () => {
      const { id: like } = await newApiToken()
      const { version: _, ...record } = await opened.store.apiToken(ISSUER, like)
      const digest = `digest-of-${name}`
      const adding = Array.from({ length: COUNT }, (_, n) => [opened.store, another][n % 2].addApiToken({ ...record, id: `same-${n}`, digest }))
      const answers = await Promise.allSettled(adding)
      assert.equal(values(answers).length, 1)
      const stored = await opened.store.apiTokenByDigest(ISSUER, digest)
      assert.equal(answers.findIndex(({ status }) => status === 'fulfilled'), Number(stored.id.slice(5)))
    })
  })
}
