import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { engines } from '../support/engines/engines.js'
import { stores } from '../support/stores.js'

const ISSUER = 'https://auth.example'
const OTHER = 'https://other.example'

const grant = (id, more = {}) => ({
  issuer: ISSUER, id, subject: `user-of-${id}`, scope: 'read', client: 'web', refreshable: true, kid: 'k1', created: 1000,
  ends: 5000, jti: `${id}-1`, at: 1000.5, exp: 4000, ...more,
})

const apiToken = (id, more = {}) => ({
  issuer: ISSUER, id, label: `label of ${id}`, owner: { type: 'user', id: 'ada' }, scope: 'read', created: 1000, start: 'acme_Abcd',
  digest: `digest-of-${id}`, ...more,
})

for (const { name, shared, shards = 1, open } of [...stores, ...engines]) {
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
      assert.deepEqual(await store.grant(ISSUER, 'm'), { ...grant('m'), version: 1, status })
    })

    it('knows nothing of what was never stored', async () => {
      assert.equal(await store.grant(ISSUER, 'nobody'), undefined)
      assert.equal(await store.apiToken(ISSUER, 'nobody'), undefined)
      assert.equal(await store.apiTokenByDigest(ISSUER, 'nobody'), undefined)
      assert.deepEqual(await store.grantsOf(ISSUER, { subject: 'nobody', limit: 100 }), [])
      assert.equal(await store.replaceGrant({ ...grant('nobody'), version: 1, status: 0 }), false)
      assert.equal(await store.replaceApiToken({ ...apiToken('nobody'), version: 1 }), false)
    })

    it('keeps one key ring of an issuer, replaced by whoever read the last one', async () => {
      const ring = { issuer: 'https://ring.example', version: 0, keys: [{ jwk: { kty: 'OKP', kid: 'é😀' }, sealed: 'x', state: 'signing', since: 1000.5 }], dropped: [] }
      assert.equal(await store.keyRing(ring.issuer), undefined)
      assert.equal(await store.replaceKeyRing({ ...ring, version: 1 }), false)
      const begun = await Promise.all(Array.from({ length: 20 }, (_, n) => store.replaceKeyRing({ ...ring, dropped: [{ kid: `${n}`, at: n }] })))
      assert.equal(begun.filter(Boolean).length, 1)
      const read = await store.keyRing(ring.issuer)
      assert.deepEqual(read, { ...ring, version: 1, dropped: [{ kid: `${begun.indexOf(true)}`, at: begun.indexOf(true) }] })
      const won = await Promise.all(Array.from({ length: 20 }, (_, n) => store.replaceKeyRing({ ...read, dropped: [{ kid: 'a', at: n }] })))
      assert.equal(won.filter(Boolean).length, 1)
      assert.deepEqual(await store.keyRing(ring.issuer), { ...ring, version: 2, dropped: [{ kid: 'a', at: won.indexOf(true) }] })
      assert.equal(await store.keyRing(OTHER), undefined)
      assert.equal(await store.replaceKeyRing({ ...ring, issuer: OTHER, version: 2 }), false)
    })

    it('gives every grant a status of its own', async () => {
      const statuses = await Promise.all(Array.from({ length: 50 }, (_, n) => store.addGrant(grant(`s${n}`))))
      assert.equal(new Set(statuses).size, 50)
      assert.ok(statuses.every((status) => Number.isSafeInteger(status) && status >= 0 && status < 1000))
      for (const [n, status] of statuses.entries()) assert.equal((await store.grant(ISSUER, `s${n}`)).status, status)
    })

    it('refuses a second grant of one id', async () => {
      await store.addGrant(grant('twice'))
      await assert.rejects(store.addGrant(grant('twice', { subject: 'other' })))
      assert.equal((await store.grant(ISSUER, 'twice')).subject, 'user-of-twice')
    })

    it('replaces a grant whose version is the stored one, and no other', async () => {
      await store.addGrant(grant('v'))
      const read = await store.grant(ISSUER, 'v')
      assert.equal(await store.replaceGrant({ ...read, jti: 'v-2', previous: 'v-1' }), true)
      assert.equal(await store.replaceGrant({ ...read, jti: 'v-3' }), false)
      assert.deepEqual(await store.grant(ISSUER, 'v'), { ...read, jti: 'v-2', previous: 'v-1', version: 2 })
    })

    it('lets one of fifty concurrent replacements win', async () => {
      await store.addGrant(grant('race'))
      const read = await store.grant(ISSUER, 'race')
      const won = await Promise.all(Array.from({ length: 50 }, (_, n) => store.replaceGrant({ ...read, jti: `race-${n}` })))
      assert.equal(won.filter(Boolean).length, 1)
      assert.equal((await store.grant(ISSUER, 'race')).jti, `race-${won.indexOf(true)}`)
    })

    it('finds the grants of a subject that are not revoked', async () => {
      for (const id of ['f1', 'f2', 'f3']) await store.addGrant(grant(id, { subject: "O'Neil; DROP TABLE:*é😀" }))
      const read = await store.grant(ISSUER, 'f2')
      assert.equal(await store.replaceGrant({ ...read, revoked: 2000 }), true)
      const found = await store.grantsOf(ISSUER, { subject: "O'Neil; DROP TABLE:*é😀", limit: 100 })
      assert.deepEqual(found.map(({ id }) => id).sort(), ['f1', 'f3'])
      assert.equal(found[0].version, 1)
    })

    it('lists the statuses of revoked grants within a range', async () => {
      const statuses = []
      for (const id of ['r1', 'r2', 'r3']) {
        statuses.push(await store.addGrant(grant(id)))
        assert.equal(await store.replaceGrant({ ...(await store.grant(ISSUER, id)), revoked: 2000 }), true)
      }
      if (shards === 1) assert.deepEqual(statuses, [...statuses].sort((a, b) => a - b))
      const [first, , third] = statuses.sort((a, b) => a - b)
      // Where statuses are not given in order, those of other tests may lie between.
      const found = async (from, to) => (await store.revokedStatuses(ISSUER, from, to)).sort((a, b) => a - b)
      const within = async (from, to) => (await found(from, to)).filter((status) => shards === 1 || statuses.includes(status))
      assert.ok((await found(first, third)).every((status) => first <= status && status < third))
      assert.deepEqual(await within(first, third + 1), statuses)
      assert.deepEqual(await within(first, third), statuses.slice(0, 2))
      assert.deepEqual(await within(third + 1, third + 1000), [])
    })

    it('forgets the grants that ended, and only those', async () => {
      await store.addGrant(grant('old', { ends: 100 }))
      const status = (await store.grant(ISSUER, 'old')).status
      await store.replaceGrant({ ...(await store.grant(ISSUER, 'old')), revoked: 50 })
      await store.addGrant(grant('young', { ends: 300 }))
      await store.sweep(ISSUER, { grants: 200, apiTokens: 0 })
      assert.equal(await store.grant(ISSUER, 'old'), undefined)
      assert.deepEqual(await store.grantsOf(ISSUER, { subject: 'user-of-old', limit: 100 }), [])
      assert.deepEqual(await store.revokedStatuses(ISSUER, status, status + 1), [])
      assert.equal((await store.grant(ISSUER, 'young')).id, 'young')
      const later = await Promise.all(Array.from({ length: 60 }, (_, n) => store.addGrant(grant(`later-${n}`))))
      assert.ok(later.every((other) => (shards === 1 ? other > status : other !== status)), 'no status is given twice')
    })

    it('finds an API token by either of its digests', async () => {
      await store.addApiToken(apiToken('a1'))
      const read = await store.apiTokenByDigest(ISSUER, 'digest-of-a1')
      assert.deepEqual(read, { ...apiToken('a1'), version: 1 })
      assert.equal(await store.replaceApiToken({ ...read, digest: 'second', previous: 'digest-of-a1', grace: 9 }), true)
      assert.equal((await store.apiTokenByDigest(ISSUER, 'second')).id, 'a1')
      assert.equal((await store.apiTokenByDigest(ISSUER, 'digest-of-a1')).version, 2)
      assert.equal(await store.replaceApiToken({ ...read, digest: 'never' }), false)
      assert.equal(await store.apiTokenByDigest(ISSUER, 'never'), undefined)
      assert.equal(await store.replaceApiToken({ ...(await store.apiToken(ISSUER, 'a1')), digest: 'third', previous: 'second' }), true)
      assert.equal(await store.apiTokenByDigest(ISSUER, 'digest-of-a1'), undefined)
      assert.equal((await store.apiTokenByDigest(ISSUER, 'second')).digest, 'third')
    })

    it('forgets the API tokens that ended, and only those', async () => {
      const ends = { expired: { expires: 100 }, revoked: { revoked: 50, expires: 900 }, rerolled: {}, good: {}, later: { expires: 900 }, lately: { expires: 900 } }
      for (const [id, { expires }] of Object.entries(ends)) {
        await store.addApiToken(apiToken(`e-${id}`, { owner: { type: 'user', id: 'e' }, ...(expires && { expires }) }))
      }
      const change = async (id, next) => assert.equal(await store.replaceApiToken({ ...(await store.apiToken(ISSUER, id)), ...next }), true)
      await change('e-revoked', { revoked: 50 })
      await change('e-lately', { revoked: 300 })
      await change('e-rerolled', { digest: 'e-next', previous: 'digest-of-e-rerolled' })
      await change('e-rerolled', { revoked: 60 })
      await store.sweep(ISSUER, { grants: 0, apiTokens: 200 })
      const left = await store.apiTokens(ISSUER, { owner: 'user:e', limit: 9 })
      assert.deepEqual(left.map(({ id }) => id), ['e-good', 'e-lately', 'e-later'])
      for (const id of ['e-expired', 'e-revoked', 'e-rerolled']) assert.equal(await store.apiToken(ISSUER, id), undefined)
      for (const digest of ['digest-of-e-expired', 'e-next', 'digest-of-e-rerolled']) assert.equal(await store.apiTokenByDigest(ISSUER, digest), undefined)
      assert.equal((await store.apiTokenByDigest(ISSUER, 'digest-of-e-good')).id, 'e-good')
      assert.ok(!(await store.apiTokens(ISSUER, { limit: 100 })).some(({ id }) => id === 'e-expired'))
      await store.addApiToken(apiToken('e-again', { digest: 'digest-of-e-expired' }))
    })

    it('answers and changes only what is the asking issuer\'s', async () => {
      const status = await store.addGrant(grant('i1', { subject: 'issuers' }))
      const theirs = await store.addGrant(grant('i2', { subject: 'issuers', issuer: OTHER, ends: 5 }))
      const owner = { type: 'user', id: 'issuers' }
      await store.addApiToken(apiToken('i1', { owner }))
      await store.addApiToken(apiToken('i2', { owner, issuer: OTHER, expires: 5 }))
      const ids = (records) => records.map(({ id }) => id)
      assert.notEqual(status, theirs)
      assert.equal(await store.grant(ISSUER, 'i2'), undefined)
      assert.deepEqual(await store.grant(OTHER, 'i2'), { ...grant('i2', { subject: 'issuers', issuer: OTHER, ends: 5 }), version: 1, status: theirs })
      assert.deepEqual(ids(await store.grantsOf(ISSUER, { subject: 'issuers', limit: 100 })), ['i1'])
      assert.equal(await store.replaceGrant({ ...(await store.grant(OTHER, 'i2')), issuer: ISSUER, revoked: 1 }), false)
      assert.equal(await store.replaceGrant({ ...(await store.grant(OTHER, 'i2')), revoked: 1 }), true)
      assert.deepEqual(await store.revokedStatuses(ISSUER, theirs, theirs + 1), [])
      assert.deepEqual(await store.revokedStatuses(OTHER, theirs, theirs + 1), [theirs])
      assert.equal(await store.apiToken(ISSUER, 'i2'), undefined)
      assert.equal(await store.apiTokenByDigest(ISSUER, 'digest-of-i2'), undefined)
      assert.equal((await store.apiTokenByDigest(OTHER, 'digest-of-i2')).issuer, OTHER)
      assert.equal(await store.replaceApiToken({ ...(await store.apiToken(OTHER, 'i2')), issuer: ISSUER }), false)
      assert.deepEqual(ids(await store.apiTokens(ISSUER, { owner: 'user:issuers', limit: 9 })), ['i1'])
      assert.deepEqual(ids(await store.apiTokens(OTHER, { limit: 9 })), ['i2'])
      await store.sweep(ISSUER, { grants: 10, apiTokens: 10 })
      assert.equal((await store.grant(OTHER, 'i2')).revoked, 1)
      assert.equal((await store.apiToken(OTHER, 'i2')).expires, 5)
      await store.sweep(OTHER, { grants: 10, apiTokens: 10 })
      assert.equal(await store.grant(OTHER, 'i2'), undefined)
      assert.equal(await store.apiToken(OTHER, 'i2'), undefined)
    })

    it('tells issuers apart whose URLs begin alike', async () => {
      const [short, long] = ['https://c.example/p', 'https://c.example/p:subject:x']
      await store.addGrant(grant('c1', { issuer: short, subject: 'x:subject:y' }))
      await store.addGrant(grant('c2', { issuer: long, subject: 'y' }))
      assert.deepEqual((await store.grantsOf(long, { subject: 'y', limit: 100 })).map(({ id }) => id), ['c2'])
      assert.deepEqual((await store.grantsOf(short, { subject: 'x:subject:y', limit: 100 })).map(({ id }) => id), ['c1'])
      assert.deepEqual(await store.grantsOf(short, { subject: 'y', limit: 100 }), [])
    })

    it('keeps nothing without an issuer', async () => {
      const refused = { code: 'ERR_OPTION_INVALID' }
      await assert.rejects(store.addGrant(grant('none', { issuer: undefined })), refused)
      await assert.rejects(store.addApiToken(apiToken('none', { issuer: '' })), refused)
    })

    it('refuses a string that it could not give back', async () => {
      const refused = { code: 'ERR_OPTION_INVALID' }
      for (const bad of ['\ud800', 'a\udc00b', 'a\0b']) {
        await assert.rejects(store.addGrant(grant('bad', { subject: bad })), refused)
        await assert.rejects(store.addGrant(grant('bad', { claims: { nested: [{ [bad]: 1 }] } })), refused)
        await assert.rejects(store.grantsOf(ISSUER, { subject: bad, limit: 100 }), refused)
        await assert.rejects(store.addApiToken(apiToken('bad', { owner: { type: 'user', id: bad } })), refused)
        await assert.rejects(store.addApiToken(apiToken('bad', { label: bad })), refused)
        await assert.rejects(store.apiTokens(ISSUER, { owner: `user:${bad}`, limit: 9 }), refused)
      }
      assert.equal(await store.grant(ISSUER, 'bad'), undefined)
      assert.equal(await store.apiToken(ISSUER, 'bad'), undefined)
      await store.addGrant(grant('pair', { subject: '\ud83d\ude00' }))
      await assert.rejects(store.replaceGrant({ ...(await store.grant(ISSUER, 'pair')), scope: '\ud83d' }), refused)
      assert.deepEqual((await store.grantsOf(ISSUER, { subject: '😀', limit: 100 })).map(({ id }) => id), ['pair'])
      assert.deepEqual(await store.grantsOf(ISSUER, { subject: '\ufffd', limit: 100 }), [])
    })

    it('counts the statuses that it gave', async () => {
      const status = await store.addGrant(grant('counted'))
      const statuses = await store.statuses()
      assert.ok(shards === 1 ? statuses === status + 1 : statuses > status && statuses < 1000, `${statuses} for ${status}`)
    })

    it('refuses two API tokens of one digest', async () => {
      await store.addApiToken(apiToken('d1', { digest: 'same' }))
      await assert.rejects(store.addApiToken(apiToken('d2', { digest: 'same' })))
      assert.equal(await store.apiToken(ISSUER, 'd2'), undefined)
    })

    it('lists API tokens in pages, of all owners and of one', async () => {
      const owner = { type: 'application', id: 'ci' }
      for (const n of [3, 1, 0, 2]) await store.addApiToken(apiToken(`p${n}`, n % 2 ? { owner } : {}))
      const ids = async (page) => (await store.apiTokens(ISSUER, page)).map(({ id }) => id)
      assert.deepEqual(await ids({ limit: 2, after: 'p' }), ['p0', 'p1'])
      assert.deepEqual(await ids({ limit: 9, after: 'p1' }), ['p2', 'p3'])
      assert.deepEqual(await ids({ limit: 9, owner: 'application:ci' }), ['p1', 'p3'])
      assert.deepEqual(await ids({ limit: 9, owner: 'user:ci' }), [])
    })

    it('lists the grants of a subject, and of an API token, in pages', async () => {
      for (const id of ['g3', 'g1', 'g0', 'g2']) await store.addGrant(grant(id, { subject: 'pages', apiToken: id === 'g0' ? 'other' : 't1' }))
      await store.addGrant(grant('g4', { subject: 'someone', apiToken: 't1' }))
      const ids = async (page) => (await store.grantsOf(ISSUER, page)).map(({ id }) => id)
      assert.deepEqual(await ids({ subject: 'pages', limit: 2 }), ['g0', 'g1'])
      assert.deepEqual(await ids({ subject: 'pages', after: 'g1', limit: 2 }), ['g2', 'g3'])
      assert.deepEqual(await ids({ subject: 'pages', after: 'g3', limit: 2 }), [])
      assert.deepEqual(await ids({ apiToken: 't1', limit: 3 }), ['g1', 'g2', 'g3'])
      assert.deepEqual(await ids({ apiToken: 't1', after: 'g3', limit: 3 }), ['g4'])
      assert.deepEqual(await ids({ apiToken: '', limit: 3 }), [], 'grants without an API token are nobody\'s')
      assert.deepEqual(await store.grantsOf(OTHER, { apiToken: 't1', limit: 3 }), [])
      assert.equal(await store.replaceGrant({ ...(await store.grant(ISSUER, 'g2')), revoked: 5, ends: 50 }), true)
      assert.deepEqual(await ids({ apiToken: 't1', limit: 9 }), ['g1', 'g3', 'g4'])
      await store.replaceGrant({ ...(await store.grant(ISSUER, 'g1')), ends: 50 })
      await store.sweep(ISSUER, { grants: 60, apiTokens: 0 })
      assert.deepEqual(await ids({ apiToken: 't1', limit: 9 }), ['g3', 'g4'])
      for (const bad of ['\ud800', 'a\0b']) await assert.rejects(store.grantsOf(ISSUER, { apiToken: bad, limit: 9 }), { code: 'ERR_OPTION_INVALID' })
    })

    it('counts the API tokens of an owner that have not ended', async () => {
      const owner = { type: 'user', id: 'counted' }
      const count = (now, issuer = ISSUER) => store.countApiTokens(issuer, 'user:counted', now)
      assert.equal(await count(100), 0)
      for (const [id, more] of [['n1', {}], ['n2', { expires: 200 }], ['n3', { expires: 300 }]]) await store.addApiToken(apiToken(id, { owner, ...more }))
      await store.addApiToken(apiToken('n4', { owner: { type: 'application', id: 'counted' } }))
      assert.deepEqual([await count(199), await count(200), await count(301), await count(0, OTHER)], [3, 2, 1, 0])
      await store.replaceApiToken({ ...(await store.apiToken(ISSUER, 'n1')), revoked: 150 })
      assert.deepEqual([await count(149), await count(150)], [3, 2])
    })

    it('lists the API tokens that end in a span of time, in the order of their ends, in pages', async () => {
      const start = 7_000_000
      for (const [id, expires] of [['x5', start + 9], ['x1', start], ['x4', start + 5], ['x3', start + 5], ['x2', start + 5], ['x0', start - 1], ['x6', start + 10]]) {
        await store.addApiToken(apiToken(id, { expires }))
      }
      const ids = async (page, issuer = ISSUER) => (await store.endingApiTokens(issuer, { from: start, to: start + 10, ...page })).map(({ id }) => id)
      assert.deepEqual(await ids({ limit: 9 }), ['x1', 'x2', 'x3', 'x4', 'x5'])
      assert.deepEqual(await ids({ limit: 2 }), ['x1', 'x2'])
      assert.deepEqual(await ids({ limit: 2, after: { end: start + 5, id: 'x2' } }), ['x3', 'x4'])
      assert.deepEqual(await ids({ limit: 2, after: { end: start + 5, id: 'x4' } }), ['x5'])
      assert.deepEqual(await ids({ limit: 1, after: { end: start + 5, id: 'x9' } }), ['x5'], 'also if that one is gone')
      assert.deepEqual(await ids({ limit: 9 }, OTHER), [])
      await store.replaceApiToken({ ...(await store.apiToken(ISSUER, 'x3')), revoked: start - 50 })
      assert.deepEqual(await ids({ limit: 9 }), ['x1', 'x2', 'x4', 'x5'])
    })

    if (shared) {
      it('is one store for several processes', async () => {
        const others = Array.from({ length: 4 }, () => opened.another())
        try {
          await Promise.all(others.map((other) => other.migrate()))
          await store.addGrant(grant('shared'))
          const won = await Promise.all(others.map(async (other, n) => {
            const read = await other.grant(ISSUER, 'shared')
            return other.replaceGrant({ ...read, version: 1, jti: `shared-${n}` })
          }))
          assert.equal(won.filter(Boolean).length, 1)
          assert.equal((await store.grant(ISSUER, 'shared')).jti, `shared-${won.indexOf(true)}`)
        } finally {
          for (const other of others) await other.close()
        }
      })
    }
  })
}
