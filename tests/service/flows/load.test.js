import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freePort } from '../support/ports.js'
import { PASSWORD } from '../support/credentials.js'
import { spawnService } from '../support/processes/spawn-service.js'
import { stores } from '../support/stores.js'

const SECONDS = Number(process.env.COUNTERSIGN_LOAD_SECONDS ?? 1)
const CLIENTS = 16

// No process of Node can open these.
const ofWorkers = ['d1', 'durable-objects']

for (const { name, shared, open } of stores.filter(({ name }) => !ofWorkers.includes(name))) {
  test(`a load of log-ins and refreshes over loopback on ${name} ends without an error`, async (context) => {
    const opened = shared ? await open() : { close: () => {} }
    if (opened === undefined) return context.skip(`not run: ${name} is not installed`)
    let service
    try {
      await opened.store?.migrate()
      const port = await freePort()
      service = await spawnService({ store: name, url: opened.url, port, grace: 61, storeTimeout: 60 })
      let errors = 0
      const post = async (path, body) => {
        const headers = { 'content-type': 'application/json' }
        const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
        const answer = await response.json()
        if (response.status !== 200) errors++
        return answer
      }
      const tokens = []
      const run = async (work) => {
        const end = performance.now() + SECONDS * 1000
        let done = 0
        await Promise.all(Array.from({ length: CLIENTS }, async (_, client) => {
          for (; performance.now() < end; done++) await work(client)
        }))
        return done / SECONDS
      }
      const pairs = await run(async (client) => {
        tokens[client] = (await post('/token', { username: 'your-email@example.com', password: PASSWORD })).refresh_token
      })
      const refreshes = await run(async (client) => {
        tokens[client] = (await post('/auth/refresh', { refreshToken: tokens[client] })).refresh_token
      })
      assert.equal(errors, 0)
      context.diagnostic(`${name}: ${pairs.toFixed(0)} pairs/s, ${refreshes.toFixed(0)} refreshes/s, ${CLIENTS} clients, ${errors} errors`)
    } finally {
      await service?.kill()
      await opened.close()
    }
  })
}
