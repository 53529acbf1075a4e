import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ISSUER, kidOf, ringService } from '../support/key-ring.js'
import { barrier, overlapping } from '../support/overlapping.js'
import { stores } from '../support/stores.js'

const COUNT = 12
const PATIENT = { grace: 600, storeTimeout: 60 }

// Every process has read the ring before the first of them writes it. D1 runs the same statements as SQLite.
for (const { name, shared, open } of stores.filter((store) => store.name !== 'd1')) {
  describe(`processes that read one key ring at once on ${name}`, () => {
    let opened, another
    before(async () => {
      opened = await open()
      await opened?.store.migrate()
      another = shared ? opened?.another() : opened?.store
    })
    after(async () => {
      if (shared) await another?.close()
      await opened?.close()
    })

    const it = (sentence, work) => test(sentence, (context) => (opened === undefined ? context.skip(`not run: ${name} is not installed`) : work()))

    /** As many processes as overlap, whose first look at the ring is at one moment. */
    const crowd = (issuer, offset, more) => {
      const point = barrier(COUNT)
      const made = Array.from({ length: COUNT }, (_, n) =>
        ringService({ store: overlapping(n % 2 ? opened.store : another, 'keyRing', point), offset: offset + n, issuer, ...PATIENT, ...more }))
      return { made, point }
    }
    const signing = async ({ service }) => kidOf((await service.grant({ subject: 'ada' })).access_token)

    it('begin one ring', async () => {
      const issuer = `${ISSUER}/begin`
      const { made, point } = crowd(issuer, 0)
      const kids = await Promise.all(made.map(signing))
      assert.ok(point.arrived >= COUNT, 'all had read before one wrote')
      assert.equal(new Set(kids).size, 1, kids.join())
      assert.equal((await opened.store.keyRing(issuer)).version, 1)
      // None of them has another ring in mind.
      for (const { service } of made) for (const other of made) await service.authenticate(`Bearer ${(await other.service.grant({ subject: 'ada' })).access_token}`)
    })

    it('publish one next key, and begin to sign with it once', async () => {
      const issuer = `${ISSUER}/rotate`
      const first = await signing(ringService({ store: opened.store, issuer, ...PATIENT }))
      for (const [offset, version, states] of [[3100, 2, 'next signing'], [3800, 3, 'signing retired']]) {
        const { made, point } = crowd(issuer, offset)
        await Promise.all(made.map(({ service }) => service.sweep()))
        assert.ok(point.arrived >= COUNT, 'all had read before one wrote')
        const ring = await opened.store.keyRing(issuer)
        assert.deepEqual([ring.version, ring.keys.map(({ state }) => state).join(' ')], [version, states])
        assert.equal(new Set(await Promise.all(made.map(signing))).size, 1)
        assert.equal(made.flatMap(({ events }) => events).filter(({ kind }) => kind === 'key').length, 1)
        assert.equal(ring.keys.at(-1).jwk.kid, first)
      }
    })

    it('drop a key while others rotate: it does not come back', async () => {
      const issuer = `${ISSUER}/drop`
      const first = await signing(ringService({ store: opened.store, issuer, ...PATIENT }))
      const { made, point } = crowd(issuer, 3100)
      await Promise.all(made.map(({ service }, n) => (n % 3 === 0 ? service.dropKey(first) : service.sweep())))
      assert.ok(point.arrived >= COUNT, 'all had read before one wrote')
      const ring = await opened.store.keyRing(issuer)
      assert.ok(!ring.keys.some(({ jwk }) => jwk.kid === first))
      assert.deepEqual(ring.dropped.map(({ kid }) => kid), [first])
      assert.equal(ring.keys.filter(({ state }) => state === 'signing').length, 1)
      for (const each of made) each.clock.offset += 6
      assert.equal(new Set(await Promise.all(made.map(signing))).size, 1)
    })
  })
}
