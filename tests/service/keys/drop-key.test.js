import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RemoteKeySet, SigningKey, Verifier } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { gated } from '../support/gate.js'
import { ISSUER, kidOf, ringService } from '../support/key-ring.js'
import { makeService } from '../support/service.js'

const refused = { code: 'ERR_KEY_UNKNOWN' }

describe('a key that leaked', () => {
  test('is dropped in every process: at once in this one, within 5 seconds in the others', async () => {
    const store = new MemoryStore()
    const [here, there] = [ringService({ store }), ringService({ store, offset: 30 })]
    const { access_token, refresh_token } = await here.logIn()
    const leaked = kidOf(access_token)
    await there.service.authenticate(`Bearer ${access_token}`)
    await here.service.dropKey(leaked)
    await assert.rejects(here.service.authenticate(`Bearer ${access_token}`), refused)
    await assert.rejects(here.service.refresh(refresh_token), refused)
    assert.deepEqual(await here.service.introspect(access_token), { active: false })
    assert.ok(!(await here.jwks()).kids.includes(leaked))
    there.clock.offset += 5
    await assert.rejects(there.service.authenticate(`Bearer ${access_token}`), refused)
    assert.ok(!(await there.jwks()).kids.includes(leaked))
    const next = await there.signing()
    assert.equal(await here.signing(), next)
    await here.service.authenticate(`Bearer ${(await there.logIn()).access_token}`)
    assert.deepEqual(here.events.filter(({ kind }) => kind === 'key').map(({ type, id }) => [type, id]), [['dropped', leaked]])
    await there.service.dropKey(leaked)
    assert.equal(await there.signing(), next, 'dropping it again changes nothing')
  })

  test('is not brought back by a slower answer from before', async () => {
    const store = new MemoryStore()
    const leaked = await ringService({ store }).signing()
    const gate = gated(store, 'keyRing')
    const { service } = ringService({ store: gate.store })
    const slow = service.sweep()
    await gate.reached
    await service.dropKey(leaked)
    gate.release()
    await slow
    assert.ok(!service.keys.current.kids.includes(leaked))
    assert.notEqual(service.keys.signing.kid, leaked)
  })

  test('gives way to the next one, if that is published', async () => {
    const one = ringService()
    const first = await one.signing()
    one.clock.offset = 3001
    const [next] = (await one.jwks()).kids
    await one.service.dropKey(first)
    assert.equal(await one.signing(), next)
    assert.deepEqual((await one.jwks()).kids, [next])
  })

  test('that did not sign yet, or not any more, leaves the one that signs', async () => {
    const one = ringService()
    const first = await one.signing()
    one.clock.offset = 3001
    const [next] = (await one.jwks()).kids
    await one.service.dropKey(next)
    assert.deepEqual((await one.jwks()).kids, [first])
    one.clock.offset += 5
    const [third] = (await one.jwks()).kids
    assert.notEqual(third, next)
    one.clock.offset += 601
    assert.equal(await one.signing(), third)
    await one.service.dropKey(first)
    assert.deepEqual([(await one.jwks()).kids, await one.signing()], [[third], third])
  })

  test('is refused by a verifier that fetches the JWKS, after 5 seconds, its max-age and a minute', async () => {
    const store = new MemoryStore()
    const [here, there] = [ringService({ store }), ringService({ store })]
    const { access_token } = await here.logIn()
    const clock = { offset: 0 }
    const now = () => Date.now() / 1000 + clock.offset
    const keys = new RemoteKeySet(`${ISSUER}/.well-known/jwks.json`, { now, fetch: (url, init) => there.service.fetch(new Request(url, init)) })
    const verifier = new Verifier(keys, { issuer: ISSUER, audience: 'api', type: 'at+jwt', now })
    await verifier.authenticate(`Bearer ${access_token}`)
    await here.service.dropKey(kidOf(access_token))
    for (const each of [clock, here.clock, there.clock]) each.offset += 5 + 600 + 60
    await assert.rejects(verifier.authenticate(`Bearer ${access_token}`), refused)
    assert.equal((await verifier.authenticate(`Bearer ${(await here.logIn()).access_token}`)).claims.sub, 'ada')
  })

  test('of a service that was given its keys is dropped in this process, after a rotation', async () => {
    const [first, next] = [SigningKey.generate(), SigningKey.generate()]
    const { service } = makeService({ store: new MemoryStore(), issuer: ISSUER, key: first })
    const { access_token } = await service.grant({ subject: 'ada' })
    await assert.rejects(service.dropKey(first.kid), { code: 'ERR_OPTION_INVALID', message: /rotateKeys/ })
    service.rotateKeys(next)
    await assert.rejects(service.dropKey(next.kid), { code: 'ERR_OPTION_INVALID', message: /rotateKeys/ })
    await service.dropKey(first.kid)
    assert.deepEqual(service.keys.current.kids, [next.kid])
    assert.equal(kidOf((await service.grant({ subject: 'ada' })).access_token), next.kid)
    await assert.rejects(service.authenticate(`Bearer ${access_token}`), refused)
  })

  test('has a name that is published', async () => {
    for (const service of [ringService().service, makeService({ store: new MemoryStore() }).service]) {
      for (const kid of ['x', '', 5, undefined]) await assert.rejects(service.dropKey(kid), { code: 'ERR_OPTION_INVALID', message: /the option kid/ })
    }
  })
})
