import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { stores } from '../support/stores.js'

const ISSUER = 'https://auth.example'
const sqlite = stores.find(({ name }) => name === 'sqlite')
const skip = sqlite === undefined && 'not wanted in this run'

const grant = (id) => ({
  issuer: ISSUER, id, subject: 'ada', scope: 'read', client: 'web', refreshable: true, kid: 'k1', created: 1000, ends: 5000, jti: `${id}-1`, at: 1000, exp: 4000,
})

/** A store whose transactions are counted, and behave as `changed` makes them. */
const setUp = async (t, changed = (transaction) => transaction) => {
  const { createClient } = await import('@libsql/client')
  const { SqliteStore } = await import('countersign/stores/sqlite')
  const opened = await sqlite.open()
  const client = createClient({ url: opened.url, concurrency: 2 })
  const seen = { transactions: 0 }
  const transaction = async (mode) => {
    seen.transactions++
    return changed(await client.transaction(mode))
  }
  const store = new SqliteStore({ client: like(client, { transaction }) })
  await store.migrate()
  seen.transactions = 0
  t.after(async () => {
    await store.close()
    await opened.close()
  })
  return { ...opened, client, store, seen }
}

const like = (target, changes) =>
  new Proxy(target, { get: (_, name) => changes[name] ?? (typeof target[name] === 'function' ? target[name].bind(target) : target[name]) })

const outcomes = (answers) => answers.map(({ status, reason }) => reason?.code ?? status)

test('writes that overlap share commits, and each has its own answer', { skip }, async (t) => {
  const { store, seen } = await setUp(t)
  const statuses = await Promise.all(Array.from({ length: 100 }, (_, n) => store.addGrant(grant(`g${n}`))))
  assert.equal(new Set(statuses).size, 100)
  for (const [n, status] of statuses.entries()) assert.equal((await store.grant(ISSUER, `g${n}`)).status, status)
  assert.ok(seen.transactions <= 4, `${seen.transactions} transactions`)
})

test('a write that fails takes none of those that share its commit with it', { skip }, async (t) => {
  const { store, seen } = await setUp(t)
  const ids = ['a', 'b', 'a', 'c', 'b', 'd']
  const answers = await Promise.allSettled(ids.map((id) => store.addGrant(grant(id))))
  const refused = 'SQLITE_CONSTRAINT'
  assert.deepEqual(outcomes(answers), ['fulfilled', 'fulfilled', refused, 'fulfilled', refused, 'fulfilled'])
  assert.equal(seen.transactions, 1)
  assert.deepEqual((await store.grantsOf(ISSUER, { subject: 'ada', limit: 9 })).map(({ id }) => id), ['a', 'b', 'c', 'd'])
})

test('a write that finds the disk full takes none of the others with it', { skip }, async (t) => {
  const { store } = await setUp(t, (transaction) => like(transaction, {
    async execute(statement) {
      if (!statement.args?.includes('full')) return transaction.execute(statement)
      // As SQLite does it: the statement fails, and everything before it in the transaction is undone.
      await transaction.executeMultiple('ROLLBACK')
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    },
  }))
  const answers = await Promise.allSettled(['a', 'b', 'full', 'c'].map((id) => store.addGrant(grant(id))))
  assert.deepEqual(outcomes(answers), ['fulfilled', 'fulfilled', 'SQLITE_FULL', 'fulfilled'])
  assert.deepEqual((await store.grantsOf(ISSUER, { subject: 'ada', limit: 9 })).map(({ id }) => id), ['a', 'b', 'c'])
})

test('no write is answered before its commit, and a commit that fails is no answer', { skip }, async (t) => {
  let committing
  let commit = (transaction) => transaction.commit()
  const { store } = await setUp(t, (transaction) => like(transaction, { commit: () => commit(transaction) }))
  const reached = new Promise((resolve) => (committing = resolve))
  let release
  commit = async (transaction) => {
    committing()
    await new Promise((resolve) => (release = resolve))
    await transaction.commit()
  }
  let answered = 0
  const writing = Promise.all(['a', 'b'].map((id) => store.addGrant(grant(id)).then(() => answered++)))
  await reached
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(answered, 0)
  release()
  await writing
  commit = async () => {
    throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' })
  }
  const answers = await Promise.allSettled(['c', 'd'].map((id) => store.addGrant(grant(id))))
  assert.deepEqual(outcomes(answers), ['SQLITE_IOERR', 'SQLITE_IOERR'])
  commit = (transaction) => transaction.commit()
  await store.addGrant(grant('e'))
  assert.deepEqual((await store.grantsOf(ISSUER, { subject: 'ada', limit: 9 })).map(({ id }) => id), ['a', 'b', 'e'])
})

test('a file that cannot be locked fails the writes that wait, and none that come later', { skip }, async (t) => {
  let isBroken = false
  const executeMultiple = async () => {
    throw Object.assign(new Error('attempt to write a readonly database'), { code: 'SQLITE_READONLY' })
  }
  const { store } = await setUp(t, (transaction) => (isBroken ? like(transaction, { executeMultiple }) : transaction))
  isBroken = true
  const answers = await Promise.allSettled(['a', 'b'].map((id) => store.addGrant(grant(id))))
  assert.deepEqual(outcomes(answers), ['SQLITE_READONLY', 'SQLITE_READONLY'])
  isBroken = false
  await store.addGrant(grant('a'))
})

test('the file is in WAL mode, and every commit waits for the disk', { skip }, async (t) => {
  const { another } = await setUp(t)
  const store = another()
  t.after(() => store.close())
  await store.migrate()
  const FULL = 2
  assert.deepEqual([{ ...(await store.run('PRAGMA synchronous'))[0] }, { ...(await store.run('PRAGMA journal_mode'))[0] }], [{ synchronous: FULL }, { journal_mode: 'wal' }])
})

test('a process killed between its commits loses no write that it had answered', { skip }, async (t) => {
  const { url, store, client } = await setUp(t)
  const file = new URL('../support/processes/grant-writer.js', import.meta.url)
  let acknowledged = 0
  for (let round = 0; round < 4; round++) {
    const writer = fork(file, [url, `r${round}`, '24'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
    let text = ''
    writer.stdout.on('data', (data) => (text += data))
    await once(writer, 'message')
    await new Promise((resolve) => setTimeout(resolve, 100 + 150 * Math.random()))
    writer.kill('SIGKILL')
    await once(writer, 'close')
    const ids = text.split('\n').slice(0, -1)
    assert.ok(ids.length > 0)
    for (const id of ids) assert.equal((await store.grant(ISSUER, id))?.id, id)
    acknowledged += ids.length
  }
  assert.equal((await client.execute('PRAGMA integrity_check')).rows[0].integrity_check, 'ok')
  t.diagnostic(`${acknowledged} writes were answered before 4 kills, lost 0`)
})
