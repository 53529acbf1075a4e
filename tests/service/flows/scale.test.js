import assert from 'node:assert/strict'
import { openSync, readSync, closeSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ApiToken, KeySet, RemoteStatusList } from 'countersign'
import { SqliteStore } from 'countersign/stores/sqlite'
import { temporaryFolder } from '../support/servers.js'
import { key, makeService } from '../support/service.js'

/** 1,000,000 of each is what was measured for the guides; a test of every day has fewer. */
const TOKENS = Number(process.env.COUNTERSIGN_TOKENS ?? 20_000)
const GRANTS = Number(process.env.COUNTERSIGN_GRANTS ?? 50_000)
const ISSUER = 'https://auth.example'

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const print = (...cells) => console.log(cells.join('  '))

/** An SQLite store, and a way to fill it with a million records in a few statements. */
const setUp = async () => {
  const { createClient } = await import('@libsql/client')
  const folder = temporaryFolder()
  const file = join(folder, 'tokens.db')
  const store = new SqliteStore({ url: `file:${file}` })
  await store.migrate()
  const bulk = createClient({ url: `file:${file}` })
  await bulk.execute('PRAGMA busy_timeout = 5000')
  await bulk.execute('PRAGMA synchronous = OFF')
  return { store, bulk, file, async close() { bulk.close(); await store.close(); rmSync(folder, { recursive: true }) } }
}

test(`an API token among ${TOKENS.toLocaleString('en')} is found as fast as one among a thousand`, { timeout: 3_600_000 }, async () => {
  const { store, bulk, file, close } = await setUp()
  try {
    const { service } = makeService({ store, issuer: ISSUER })
    const insert = `INSERT INTO countersign_api_tokens (issuer, id, version, owner, digest, record)
      SELECT '${ISSUER}', value ->> 'id', 1, 'user:ada', value ->> 'digest', value FROM json_each(?1)`
    const secrets = []
    const medians = []
    let filled = 0
    for (const size of [1000, 10_000, 100_000, 1_000_000].filter((each) => each <= TOKENS)) {
      const sample = []
      const begun = performance.now()
      while (filled < size) {
        const records = []
        for (const end = Math.min(filled + 10_000, size); filled < end; filled++) {
          const token = ApiToken.generate('acme')
          const id = `${String(filled).padStart(9, '0')}-filled`
          records.push({ id, label: 'filled', owner: { type: 'user', id: 'ada' }, scope: 'read', created: 1, used: Date.now() / 1000, ...token.begin() })
          if (Math.random() < 400 / size) sample.push(token.text)
          token.free()
        }
        await bulk.execute({ sql: insert, args: [JSON.stringify(records)] })
      }
      const seconds = (performance.now() - begun) / 1000
      secrets.push(...sample.slice(0, 20))
      const times = []
      for (let round = 0; round < 3; round++) {
        for (const token of sample) {
          const start = performance.now()
          await service.verifyApiToken(token, { scope: 'read' })
          times.push((performance.now() - start) * 1000)
        }
      }
      medians.push(median(times))
      print(`${size.toLocaleString('en').padStart(9)} API tokens: verified in ${medians.at(-1).toFixed(0)} µs (median of ${times.length}); filled in ${seconds.toFixed(1)} s`)
    }
    // The machine may be busy: flat is anything but linear, which would be 1,000 times slower.
    assert.ok(medians.at(-1) < 5 * medians[0], `${medians}`)

    let calls = 0
    const find = store.apiTokenByDigest.bind(store)
    store.apiTokenByDigest = (...asked) => (calls++, find(...asked))
    for (let n = 0; n < 10_000; n++) await service.verifyApiToken(`acme_${crypto.randomUUID().replaceAll('-', '')}abcdefghijk012345`).catch(() => {})
    assert.equal(calls, 0)
    print(`10,000 garbage tokens: ${calls} store calls`)

    await bulk.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    assert.equal(await found(file, secrets.map((secret) => secret.slice('acme_'.length + 4))), 0)
    print(`the store's file, ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB: none of ${secrets.length} secrets looked for is in it`)
  } finally {
    await close()
  }
})

test(`a status list speaks of ${GRANTS.toLocaleString('en')} grants`, { timeout: 3_600_000 }, async () => {
  const { store, bulk, close } = await setUp()
  try {
    const insert = `INSERT INTO countersign_grants (issuer, id, version, subject, ends, record)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
      SELECT '${ISSUER}', printf('grant-%d', i), 1, 'ada', 9e9, '{}' FROM n`
    await bulk.execute({ sql: insert, args: [GRANTS] })
    for (const share of [0, 0.001, 0.01, 0.1, 0.5]) {
      await bulk.execute({ sql: 'UPDATE countersign_grants SET revoked = CASE WHEN abs(random()) % 1000 < ?1 THEN 1.0 END', args: [share * 1000] })
      const revoked = new Set(await store.revokedStatuses(ISSUER, 0, 2 ** 20))
      const { service } = makeService({ store, issuer: ISSUER })
      const begun = performance.now()
      const token = await service.statusList(0)
      const built = performance.now() - begun

      const claims = JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))
      const fetch = async () => new Response(token, { headers: { 'content-type': 'application/statuslist+jwt' } })
      const list = new RemoteStatusList(`${ISSUER}/status/`, { keys: new KeySet(key), issuer: ISSUER, fetch })
      const at = (idx) => ({ status: { status_list: { idx, uri: `${ISSUER}/status/0` } } })
      const before = performance.now()
      await list.ready(at(0))
      const read = performance.now() - before

      const indexes = Array.from({ length: 20_000 }, () => Math.floor(Math.random() * Math.min(GRANTS, 2 ** 20)))
      const start = performance.now()
      const wrong = indexes.filter((idx) => list.isRevoked(at(idx)) !== revoked.has(idx))
      const check = (performance.now() - start) / indexes.length
      assert.equal(wrong.length, 0)
      const compressed = Math.round((claims.status_list.lst.length * 3) / 4)
      print(`${(share * 100).toFixed(1).padStart(5)} % revoked: 131,072 B, compressed ${compressed.toLocaleString('en').padStart(7)} B, signed token ${token.length.toLocaleString('en').padStart(7)} B;`
        + ` built in ${built.toFixed(0)} ms, fetched and verified in ${read.toFixed(0)} ms, one check ${(check * 1000).toFixed(2)} µs`)
    }
  } finally {
    await close()
  }
})

/** How many of `secrets` are somewhere in the file, which may be larger than the longest string. */
const found = async (file, secrets) => {
  const piece = Buffer.alloc(64 * 2 ** 20)
  const handle = openSync(file)
  let count = 0
  // Pieces overlap by more than a secret's length.
  for (let position = 0, read; (read = readSync(handle, piece, 0, piece.length, position)) > 256; position += read - 128) {
    const view = piece.subarray(0, read)
    count += secrets.filter((secret) => view.includes(secret)).length
    if (read < piece.length) break
  }
  closeSync(handle)
  return count
}
