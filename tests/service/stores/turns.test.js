import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { freePort } from '../support/ports.js'
import { PASSWORD, makeService } from '../support/service.js'
import { spawnService } from '../support/processes/spawn-service.js'
import { stores } from '../support/stores.js'

const REQUESTS = Number(process.env.COUNTERSIGN_TURNS ?? 1000)
const CLIENTS = 16
const { open } = stores.find(({ name }) => name === 'sqlite')

/** An SQLite store, and another connection to its file that can hold the lock. */
const setUp = async () => {
  const { createClient } = await import('@libsql/client')
  const opened = await open()
  const other = createClient({ url: opened.url })
  await opened.store.migrate()
  return { ...opened, hold: () => other.transaction('write'), close: async () => (other.close(), opened.close()) }
}

test('three processes write to one SQLite file in turns, and no request fails', async (context) => {
  const { url, close } = await setUp()
  const holder = fork(new URL('../support/processes/lock-holder.js', import.meta.url), [url, '30', '15'])
  const services = []
  try {
    await once(holder, 'message')
    const ports = [await freePort(), await freePort()]
    for (const port of ports) services.push(await spawnService({ store: 'sqlite', url, port }))
    const statuses = {}
    let sent = 0
    await Promise.all(Array.from({ length: CLIENTS }, async () => {
      while (sent < REQUESTS) {
        const address = `http://127.0.0.1:${ports[sent++ % 2]}/token`
        const body = JSON.stringify({ username: 'your-email@example.com', password: PASSWORD })
        const { status } = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
        statuses[status] = (statuses[status] ?? 0) + 1
      }
    }))
    context.diagnostic(`${REQUESTS} requests: ${JSON.stringify(statuses)}`)
    assert.deepEqual(statuses, { 200: REQUESTS })
  } finally {
    holder.kill('SIGKILL')
    for (const service of services) await service.kill()
    await close()
  }
})

test('a service that waits for the file goes on answering requests that need no store', async () => {
  const { store, hold, close } = await setUp()
  try {
    const { service } = makeService({ store })
    await service.grant({ subject: 'ada' })
    const transaction = await hold()
    let isGranted = false
    const granted = service.grant({ subject: 'ada' }).then(() => (isGranted = true))
    assert.equal((await service.fetch(new Request('http://127.0.0.1:1/.well-known/jwks.json'))).status, 200)
    assert.equal(isGranted, false)
    await transaction.commit()
    await granted
  } finally {
    await close()
  }
})

test('many statements that overlap in one process wait for the file, each of them', async () => {
  const { store, hold, close } = await setUp()
  try {
    const { service } = makeService({ store })
    await service.grant({ subject: 'ada' })
    const transaction = await hold()
    const granted = Promise.all(Array.from({ length: 12 }, () => service.grant({ subject: 'ada' })))
    await service.fetch(new Request('http://127.0.0.1:1/.well-known/jwks.json'))
    await transaction.commit()
    assert.equal((await granted).length, 12)
  } finally {
    await close()
  }
})

test('what waited for the file is committed once it is answered', async () => {
  const { url, store, hold, close } = await setUp()
  const { createClient } = await import('@libsql/client')
  const reader = createClient({ url })
  try {
    const { service } = makeService({ store })
    await service.grant({ subject: 'ada' })
    for (let round = 1; round <= 20; round++) {
      const transaction = await hold()
      const granted = service.grant({ subject: 'ada' })
      await new Promise((resolve) => setTimeout(resolve, 5))
      await transaction.commit()
      await granted
      const { rows } = await reader.execute('SELECT count(*) AS grants FROM countersign_grants')
      assert.equal(Number(rows[0].grants), round + 1)
    }
  } finally {
    reader.close()
    await close()
  }
})

test('a statement waits for as long as its request, and no longer', async () => {
  const { store, hold, close } = await setUp()
  try {
    await store.migrate({ issuer: 'https://auth.example', kids: [], now: 0, timeout: 0.2 })
    const transaction = await hold()
    const owned = { issuer: 'https://auth.example', id: 'late', subject: 'ada', ends: 1 }
    await assert.rejects(store.addGrant(owned), { code: 'SQLITE_BUSY' })
    await transaction.rollback()
    assert.equal(await store.grant('https://auth.example', 'late'), undefined)
    await store.addGrant(owned)
  } finally {
    await close()
  }
})
