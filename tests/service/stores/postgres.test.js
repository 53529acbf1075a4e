import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { PostgresStore } from 'countersign/stores/postgres'
import { engines } from '../support/engines/engines.js'
import { stores } from '../support/stores.js'

const ISSUER = 'https://auth.example'
const grant = (id) => ({ issuer: ISSUER, id, subject: 'ada', scope: 'read', client: 'web', refreshable: true, kid: 'k1', created: 1000, ends: 5000, jti: `${id}-1`, at: 1000, exp: 4000 })
const failing = (code) => Object.assign(new Error(`failed with ${code}`), { code })

/** A store on a connection that refuses statements with these codes, one after the other, before it answers. */
const refusing = (...codes) => {
  const seen = []
  const unsafe = async (text) => {
    seen.push(text)
    const code = codes.shift()
    if (code !== undefined) throw failing(code)
    return [{ number: 8 }]
  }
  return { store: new PostgresStore({ sql: { unsafe } }), seen }
}

describe('a statement that PostgreSQL undid because of another', () => {
  test('is tried again', async () => {
    const { store, seen } = refusing('40001', '40P01', '40001')
    assert.equal(await store.addGrant(grant('a')), 7)
    assert.equal(seen.length, 4)
  })

  test('is not tried for ever, nor longer than its request is waited for', async () => {
    const { store, seen } = refusing(...Array(500).fill('40001'))
    const serving = async (timeout) => store.migrate({ issuer: ISSUER, kids: [], now: 0, timeout })
    await assert.rejects(serving(0.2), { code: '40001' })
    const before = seen.length
    const start = performance.now()
    await assert.rejects(store.addGrant(grant('a')), { code: '40001' })
    assert.ok(performance.now() - start < 2000)
    assert.ok(seen.length - before > 1 && seen.length < 500)
  })

  test('is not tried again if nobody knows what became of it, or it was refused for itself', async () => {
    for (const code of ['40003', '23505', '08006', undefined]) {
      const { store, seen } = refusing(code ?? 'ECONNRESET')
      await assert.rejects(store.addGrant(grant('a')), { code: code ?? 'ECONNRESET' })
      assert.equal(seen.length, 1)
    }
  })
})

const postgres = stores.find(({ name }) => name === 'postgres')
describe('PostgreSQL whose transactions are serializable', { skip: postgres === undefined && 'not wanted in this run' }, () => {
  let opened, sql, store
  let conflicts = 0
  before(async () => {
    opened = await postgres.open()
    if (opened === undefined) return
    sql = (await import('postgres')).default(opened.url, { onnotice: () => {}, max: 20, connection: { default_transaction_isolation: 'serializable' } })
    const unsafe = (...values) => sql.unsafe(...values).catch((error) => {
      if (error.code === '40001') conflicts++
      throw error
    })
    store = new PostgresStore({ sql: Object.assign((...values) => sql(...values), { unsafe, begin: sql.begin, end: sql.end }) })
    await store.migrate({ issuer: ISSUER, kids: [], now: 0, timeout: 20 })
  })
  after(async () => {
    await store?.close()
    await opened?.close()
  })

  test('lets one of fifty replacements win that overlap, and fails none', async (context) => {
    if (opened === undefined) return context.skip('not run: postgres is not installed')
    await store.addGrant(grant('race'))
    const read = await store.grant(ISSUER, 'race')
    await Promise.all(Array.from({ length: 20 }, () => sql`SELECT pg_sleep(0.05)`))
    const won = await Promise.all(Array.from({ length: 50 }, (_, n) => store.replaceGrant({ ...read, jti: `race-${n}` })))
    assert.equal(won.filter(Boolean).length, 1)
    assert.ok(conflicts > 0, 'some were undone')
    context.diagnostic(`${conflicts} serialization failures`)
  })
})

for (const { name, open } of engines.filter(({ of }) => of === 'postgres')) {
  test(`${name}: statements of one client go to several connections, and none fails`, async (context) => {
    const opened = await open()
    if (opened === undefined) return context.skip(`not run: ${name} is not installed`)
    const others = Array.from({ length: 3 }, opened.another)
    try {
      await opened.store.migrate()
      const all = [opened.store, ...others]
      const statuses = await Promise.all(Array.from({ length: 200 }, (_, n) => all[n % 4].addGrant(grant(`g${n}`))))
      assert.equal(new Set(statuses).size, 200)
      const found = await Promise.all(statuses.map((_, n) => all[(n + 1) % 4].grant(ISSUER, `g${n}`)))
      assert.deepEqual(found.map(({ status }) => status), statuses)
    } finally {
      for (const store of others) await store.close()
      await opened.close()
    }
  })
}
