import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { stores } from './support/stores.js'

const grant = (id, more = {}) => ({
  id, subject: `user-of-${id}`, scope: 'read', client: 'web', refreshable: true, kid: 'k1', created: 1000,
  ends: 5000, jti: `${id}-1`, at: 1000.5, exp: 4000, ...more,
})

const apiToken = (id, more = {}) => ({
  id, label: `label of ${id}`, owner: { type: 'user', id: 'ada' }, scope: 'read', created: 1000, start: 'acme_Abcd',
  digest: `digest-of-${id}`, ...more,
})

for (const { name, shared, open } of stores) {
  describe(`the ${name} store`, async () => {
    /** @type {any} */
    let opened
    let store
    before(async () => {
      opened = await open()
      store = opened?.store
      await store?.migrate()
    })
    after(() => opened?.close())

    const it = (sentence, work) =>
      test(sentence, (context) => (store === undefined ? context.skip(`not run: ${name} is not installed`) : work()))

    it('migrates again without a change', async () => {
      const status = await store.addGrant(grant('m'))
      await store.migrate()
      assert.deepEqual(await store.grant('m'), { ...grant('m'), version: 1, status })
    })

    it('knows nothing of what was never stored', async () => {
      assert.equal(await store.grant('nobody'), undefined)
      assert.equal(await store.apiToken('nobody'), undefined)
      assert.equal(await store.apiTokenByDigest('nobody'), undefined)
      assert.deepEqual(await store.grantsOf('nobody'), [])
      assert.equal(await store.replaceGrant({ ...grant('nobody'), version: 1, status: 0 }), false)
      assert.equal(await store.replaceApiToken({ ...apiToken('nobody'), version: 1 }), false)
    })

    it('gives every grant a status of its own', async () => {
      const statuses = await Promise.all(Array.from({ length: 50 }, (_, n) => store.addGrant(grant(`s${n}`))))
      assert.equal(new Set(statuses).size, 50)
      assert.ok(statuses.every((status) => Number.isSafeInteger(status) && status >= 0 && status < 1000))
      for (const [n, status] of statuses.entries()) assert.equal((await store.grant(`s${n}`)).status, status)
    })

    it('refuses a second grant of one id', async () => {
      await store.addGrant(grant('twice'))
      await assert.rejects(store.addGrant(grant('twice', { subject: 'other' })))
      assert.equal((await store.grant('twice')).subject, 'user-of-twice')
    })

    it('replaces a grant whose version is the stored one, and no other', async () => {
      await store.addGrant(grant('v'))
      const read = await store.grant('v')
      assert.equal(await store.replaceGrant({ ...read, jti: 'v-2', previous: 'v-1' }), true)
      assert.equal(await store.replaceGrant({ ...read, jti: 'v-3' }), false)
      assert.deepEqual(await store.grant('v'), { ...read, jti: 'v-2', previous: 'v-1', version: 2 })
    })

    it('lets one of fifty concurrent replacements win', async () => {
      await store.addGrant(grant('race'))
      const read = await store.grant('race')
      const won = await Promise.all(Array.from({ length: 50 }, (_, n) => store.replaceGrant({ ...read, jti: `race-${n}` })))
      assert.equal(won.filter(Boolean).length, 1)
      assert.equal((await store.grant('race')).jti, `race-${won.indexOf(true)}`)
    })

    it('finds the grants of a subject that are not revoked', async () => {
      for (const id of ['f1', 'f2', 'f3']) await store.addGrant(grant(id, { subject: "O'Neil; DROP TABLE:*é😀" }))
      const read = await store.grant('f2')
      assert.equal(await store.replaceGrant({ ...read, revoked: 2000 }), true)
      const found = await store.grantsOf("O'Neil; DROP TABLE:*é😀")
      assert.deepEqual(found.map(({ id }) => id).sort(), ['f1', 'f3'])
      assert.equal(found[0].version, 1)
    })

    it('lists the statuses of revoked grants within a range', async () => {
      const statuses = []
      for (const id of ['r1', 'r2', 'r3']) {
        statuses.push(await store.addGrant(grant(id)))
        assert.equal(await store.replaceGrant({ ...(await store.grant(id)), revoked: 2000 }), true)
      }
      const [first, , third] = statuses
      const within = async (from, to) => (await store.revokedStatuses(from, to)).sort((a, b) => a - b)
      assert.deepEqual(await within(first, third + 1), statuses)
      assert.deepEqual(await within(first, third), statuses.slice(0, 2))
      assert.deepEqual(await within(third + 1, third + 1000), [])
    })

    it('forgets the grants that ended, and only those', async () => {
      await store.addGrant(grant('old', { ends: 100 }))
      const status = (await store.grant('old')).status
      await store.replaceGrant({ ...(await store.grant('old')), revoked: 50 })
      await store.addGrant(grant('young', { ends: 300 }))
      await store.sweep(200)
      assert.equal(await store.grant('old'), undefined)
      assert.deepEqual(await store.grantsOf('user-of-old'), [])
      assert.deepEqual(await store.revokedStatuses(status, status + 1), [])
      assert.equal((await store.grant('young')).id, 'young')
      assert.ok((await store.addGrant(grant('later'))) > status, 'no status is given twice')
    })

    it('finds an API token by either of its digests', async () => {
      await store.addApiToken(apiToken('a1'))
      const read = await store.apiTokenByDigest('digest-of-a1')
      assert.deepEqual(read, { ...apiToken('a1'), version: 1 })
      assert.equal(await store.replaceApiToken({ ...read, digest: 'second', previous: 'digest-of-a1', grace: 9 }), true)
      assert.equal((await store.apiTokenByDigest('second')).id, 'a1')
      assert.equal((await store.apiTokenByDigest('digest-of-a1')).version, 2)
      assert.equal(await store.replaceApiToken({ ...read, digest: 'never' }), false)
      assert.equal(await store.apiTokenByDigest('never'), undefined)
      assert.equal(await store.replaceApiToken({ ...(await store.apiToken('a1')), digest: 'third', previous: 'second' }), true)
      assert.equal(await store.apiTokenByDigest('digest-of-a1'), undefined)
      assert.equal((await store.apiTokenByDigest('second')).digest, 'third')
    })

    it('refuses two API tokens of one digest', async () => {
      await store.addApiToken(apiToken('d1', { digest: 'same' }))
      await assert.rejects(store.addApiToken(apiToken('d2', { digest: 'same' })))
      assert.equal(await store.apiToken('d2'), undefined)
    })

    it('lists API tokens in pages, of all owners and of one', async () => {
      const owner = { type: 'application', id: 'ci' }
      for (const n of [3, 1, 0, 2]) await store.addApiToken(apiToken(`p${n}`, n % 2 ? { owner } : {}))
      const ids = async (page) => (await store.apiTokens(page)).map(({ id }) => id)
      assert.deepEqual(await ids({ limit: 2, after: 'p' }), ['p0', 'p1'])
      assert.deepEqual(await ids({ limit: 9, after: 'p1' }), ['p2', 'p3'])
      assert.deepEqual(await ids({ limit: 9, owner: 'application:ci' }), ['p1', 'p3'])
      assert.deepEqual(await ids({ limit: 9, owner: 'user:ci' }), [])
    })

    if (shared) {
      it('is one store for several processes', async () => {
        const others = Array.from({ length: 4 }, () => opened.another())
        try {
          await Promise.all(others.map((other) => other.migrate()))
          await store.addGrant(grant('shared'))
          const won = await Promise.all(others.map(async (other, n) => {
            const read = await other.grant('shared')
            return other.replaceGrant({ ...read, version: 1, jti: `shared-${n}` })
          }))
          assert.equal(won.filter(Boolean).length, 1)
          assert.equal((await store.grant('shared')).jti, `shared-${won.indexOf(true)}`)
        } finally {
          for (const other of others) await other.close()
        }
      })
    }
  })
}
