import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { issueProof } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { askBound, logIn, newKey } from '../support/proofs.js'
import { overlapping, barrier } from '../support/overlapping.js'
import { key, makeService } from '../support/service.js'
import { stores } from '../support/stores.js'

const ISSUER = 'https://auth.example'
const API = 'https://api.example/orders'
const form = 'application/x-www-form-urlencoded'

for (const { name, open } of stores.filter(({ shared }) => shared)) {
  describe(`fifty replays of one proof at two processes that share ${name}`, async () => {
    let opened
    const children = []
    before(async () => {
      opened = await open()
      if (opened === undefined) return
      await opened.store.migrate()
      const options = JSON.stringify({ store: name, url: opened.url, jwk: key.toJwk(), issuer: ISSUER })
      for (let n = 0; n < 2; n++) children.push(fork(new URL('../support/processes/proof-process.js', import.meta.url), [options]))
      await Promise.all(children.map((child) => once(child, 'message')))
    })
    after(async () => {
      for (const child of children) child.kill()
      await opened?.close()
    })

    /** What all of them are answered with. */
    const replay = async (request) => {
      const answers = Promise.all(children.map((child) => once(child, 'message')))
      for (const child of children) child.send({ ...request, times: 25 })
      return (await answers).flatMap(([codes]) => codes)
    }
    const check = (outcomes) => {
      assert.equal(outcomes.length, 50)
      assert.deepEqual(outcomes.filter((code) => code !== 'ERR_PROOF_REPLAYED'), [200])
    }

    test('one is served by the API', async (t) => {
      if (opened === undefined) return t.skip('its server cannot be had')
      const { service } = makeService({ store: opened.store, issuer: ISSUER })
      const client = newKey()
      const { access_token: token } = await service.grant({ subject: 'ada' }, { thumbprint: client.kid })
      const dpop = issueProof(client, { method: 'GET', url: API, accessToken: token })
      check(await replay({ of: 'api', url: API, headers: { authorization: `DPoP ${token}`, dpop } }))
    })

    test('one gets a pair of the service', async (t) => {
      if (opened === undefined) return t.skip('its server cannot be had')
      const url = `${ISSUER}/token`
      const headers = { 'content-type': form, dpop: issueProof(newKey(), { method: 'POST', url }) }
      check(await replay({ of: 'service', url, method: 'POST', headers, body: new URLSearchParams(logIn).toString() }))
    })
  })
}

/** Whose rows can be counted. */
const SQL = ['sqlite', 'd1', 'postgres']
const proof = (id, more = {}) => ({ id, thumbprint: 'a key', until: 1060, ...more })

for (const { name, shared, open } of stores) {
  describe(`proofs in the ${name} store`, () => {
    let opened
    let store
    before(async () => {
      opened = await open()
      store = opened?.store
      await store?.migrate()
    })
    after(() => opened?.close())
    const it = (sentence, work) => test(sentence, (context) => (store === undefined ? context.skip(`not run: ${name} is not installed`) : work()))

    it('are remembered once for each issuer', async () => {
      assert.equal(await store.rememberProof(ISSUER, proof('one'), 1000), true)
      assert.equal(await store.rememberProof(ISSUER, proof('one'), 1001), false)
      assert.equal(await store.rememberProof(ISSUER, proof('two'), 1001), true)
      assert.equal(await store.rememberProof('https://other.example', proof('one'), 1001), true)
      if (shared) {
        const another = opened.another()
        assert.equal(await another.rememberProof(ISSUER, proof('one'), 1002), false)
        await another.close()
      }
    })

    it('are remembered by one of fifty at a moment', async () => {
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => store.rememberProof(ISSUER, proof('crowd'), 1000)))
      assert.equal(outcomes.filter(Boolean).length, 1)
    })

    it('are remembered through a sweep, as long as any clock takes them', async () => {
      assert.equal(await store.rememberProof(ISSUER, proof('swept', { until: 1700 }), 1640), true)
      await store.sweep(ISSUER, { grants: 0, apiTokens: 0, proofs: 1650 })
      assert.equal(await store.rememberProof(ISSUER, proof('swept', { until: 1700 }), 1690), false)
    })

    it('are asked about by a Verifier under a name of its own', async () => {
      const replays = store.replays('https://api.example')
      assert.equal(await replays.remember(proof('one'), 1000), true)
      assert.equal(await replays.remember(proof('one'), 1000), false)
      assert.equal(await store.replays('https://orders.example').remember(proof('one'), 1000), true)
      for (const wrong of ['', undefined, 5, 'a\0']) assert.throws(() => store.replays(wrong), { code: 'ERR_OPTION_INVALID' })
    })

    if (SQL.includes(name)) {
      it('are forgotten when no clock takes them any more, by a sweep and without one', async () => {
        const count = async () => Number((await store.run('SELECT COUNT(*) AS number FROM countersign_proofs WHERE issuer = ?1', ['https://many.example']))[0].number)
        const remember = (id, now) => store.rememberProof('https://many.example', proof(id, { until: now + 60 }), now)
        for (let n = 0; n < 20; n++) await remember(`early ${n}`, 100_000)
        assert.equal(await count(), 20)
        await remember('late', 100_361)
        assert.equal(await count(), 1, 'without a sweep')
        await store.sweep('https://many.example', { grants: 0, apiTokens: 0, proofs: 100_422 })
        assert.equal(await count(), 0)
      })
    }
  })
}

test('a service that shares its store refuses what another one took, and says when the store is down', async () => {
  const store = new MemoryStore()
  const [one, other] = [askBound({ store }), askBound({ store })]
  const headers = one.proven(newKey())
  assert.equal((await one.form('/token', logIn, headers)).status, 200)
  assert.equal((await other.form('/token', logIn, headers)).body.code, 'ERR_PROOF_REPLAYED')
  const broken = new Proxy(store, { get: (_, name) => (name === 'rememberProof' ? () => Promise.reject(new Error('down')) : typeof store[name] === 'function' ? store[name].bind(store) : store[name]) })
  const { form: ask, proven } = askBound({ store: broken })
  const answer = await ask('/token', logIn, proven(newKey()))
  assert.deepEqual([answer.status, answer.body.code], [503, 'ERR_STORE_UNAVAILABLE'])
})

test('requests that overlap in the store get one pair for one proof', async () => {
  const store = overlapping(new MemoryStore(), 'migrate', barrier(20))
  const { form: ask, proven } = askBound({ store })
  const headers = proven(newKey())
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => ask('/token', logIn, headers)))
  assert.equal(outcomes.filter(({ status }) => status === 200).length, 1)
})

test('a store of the interface before, which cannot remember proofs, is refused', () => {
  const earlier = Object.assign(Object.create(new MemoryStore()), { version: 3 })
  assert.throws(() => askBound({ store: earlier }), { code: 'ERR_OPTION_INVALID' })
})
