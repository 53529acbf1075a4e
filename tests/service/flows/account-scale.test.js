import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SqliteStore } from 'countersign/stores/sqlite'
import { temporaryFolder } from '../support/servers.js'
import { makeService } from '../support/service.js'

/** 1,000,000 is what was measured for the guides; a test of every day has fewer. */
const TOKENS = Number(process.env.COUNTERSIGN_TOKENS ?? 20_000)
const ISSUER = 'https://auth.example'
const DAY = 86_400

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const setUp = async () => {
  const { createClient } = await import('@libsql/client')
  const folder = temporaryFolder()
  const store = new SqliteStore({ url: `file:${join(folder, 'tokens.db')}` })
  await store.migrate()
  const bulk = createClient({ url: `file:${join(folder, 'tokens.db')}` })
  await bulk.execute('PRAGMA synchronous = OFF')
  return { store, bulk, async close() { bulk.close(); await store.close(); rmSync(folder, { recursive: true }) } }
}

/** In microseconds: the median of many, each of another owner. */
const timed = async (rounds, work) => {
  const times = []
  for (let n = 0; n < rounds; n++) {
    const start = performance.now()
    await work(n)
    times.push((performance.now() - start) * 1000)
  }
  return median(times)
}

test(`what an account asks of ${TOKENS.toLocaleString('en')} API tokens of a tenth as many owners takes as long as of a thousand`, { timeout: 3_600_000 }, async () => {
  const { store, bulk, close } = await setUp()
  try {
    const { service, now } = makeService({ store, issuer: ISSUER })
    // Ten tokens for each owner: every fourth lasts for ever, the others end at some time of the year to come.
    const insert = `INSERT INTO countersign_api_tokens (issuer, id, version, owner, digest, ended, record)
      WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)
      SELECT '${ISSUER}', printf('%09d', i), 1, printf('user:u%d', i / 10), printf('digest-%d', i),
        CASE WHEN i % 4 = 0 THEN NULL ELSE ?3 + (i * 7919 % 31536000) END,
        json_object('id', printf('%09d', i), 'label', 'x', 'owner', json_object('type', 'user', 'id', printf('u%d', i / 10)), 'scope', 'read', 'created', 1,
          'announced', 1, 'start', 'acme_0000', 'digest', printf('digest-%d', i)) FROM n`
    const medians = []
    let filled = 0
    for (const size of [1000, 10_000, 100_000, 1_000_000].filter((each) => each <= TOKENS)) {
      await bulk.execute({ sql: insert, args: [filled, size, now()] })
      filled = size
      const owner = (n) => ({ type: 'user', id: `u${(n * 7919) % (size / 10)}` })
      const list = await timed(300, async (n) => assert.equal((await service.listApiTokens({ owner: owner(n) })).length, 10))
      const count = await timed(300, async (n) => assert.equal(await store.countApiTokens(ISSUER, `user:${owner(n).id}`, now()), 10))
      const ending = await timed(100, () => store.endingApiTokens(ISSUER, { from: now() + 100 * DAY, to: now() + 101 * DAY, limit: 10 }))
      const sweep = await timed(20, () => store.sweep(ISSUER, { grants: 0, apiTokens: now() - 30 * DAY }))
      medians.push({ list, count, ending, sweep })
      console.log(`${size.toLocaleString('en').padStart(9)} API tokens: list of one owner ${list.toFixed(0)} µs, count ${count.toFixed(0)} µs, ten that end in a day ${ending.toFixed(0)} µs, a sweep that finds nothing ${sweep.toFixed(0)} µs`)
    }
    // The machine may be busy: flat is anything but linear.
    for (const what of Object.keys(medians[0])) assert.ok(medians.at(-1)[what] < 6 * medians[0][what] + 500, `${what}: ${medians.map((each) => Math.round(each[what]))}`)
  } finally {
    await close()
  }
})

test('asking for owners, with answers remembered for a minute, costs a verification little', { timeout: 600_000 }, async () => {
  const { store, close } = await setUp()
  try {
    const plain = makeService({ store, issuer: ISSUER })
    const asking = makeService({ store, issuer: ISSUER, ownerCache: 60, owner: async () => ({ active: true, scope: 'read write', roles: ['editor'] }) })
    const { token } = await plain.service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' }, scope: 'read write', role: 'editor' })
    const times = { plain: [], asking: [] }
    for (let n = 0; n < 4000; n++) {
      for (const [name, { service }] of n % 2 ? [['plain', plain], ['asking', asking]] : [['asking', asking], ['plain', plain]]) {
        const start = performance.now()
        await service.verifyApiToken(token, { scope: 'read' })
        times[name].push((performance.now() - start) * 1000)
      }
    }
    const [without, withOwner] = [median(times.plain), median(times.asking)]
    console.log(`an API token verified in ${without.toFixed(1)} µs, and with an owner in ${withOwner.toFixed(1)} µs: ${(withOwner / without).toFixed(2)} times`)
    assert.ok(withOwner < 1.5 * without, `${withOwner} and ${without}`)
  } finally {
    await close()
  }
})
