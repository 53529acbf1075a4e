import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decode } from 'countersign'
import { freePort } from '../support/ports.js'
import { PASSWORD } from '../support/service.js'
import { spawnService } from '../support/processes/spawn-service.js'
import { stores } from '../support/stores.js'

const ROUNDS = Number(process.env.COUNTERSIGN_ROUNDS ?? 5)
const GRANTS = 8

for (const { name, open } of stores.filter(({ shared }) => shared)) {
  describe(`a service on ${name} that is killed again and again`, () => {
    let opened
    before(async () => {
      opened = await open()
      await opened?.store.migrate()
    })
    after(() => opened?.close())

    test('loses no grant and duplicates none', async (context) => {
      if (opened === undefined) return context.skip(`not run: ${name} is not installed`)
      const port = await freePort()
      // However slow this machine is: what is tested is that a client that comes back in time is not logged out.
      const options = { store: name, url: opened.url, port, grace: 600 }
      const post = async (path, body) => {
        const headers = { 'content-type': 'application/json' }
        const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
        return { status: response.status, body: await response.json() }
      }
      let service = await spawnService(options)
      const login = { username: 'your-email@example.com', password: PASSWORD }
      const tokens = await Promise.all(Array.from({ length: GRANTS }, async () => (await post('/token', login)).body.refresh_token))
      const grants = tokens.map((token) => decode(token).claims.sid)
      let refreshed = 0
      let interrupted = 0
      let loggedOut = 0

      for (let round = 0; round < ROUNDS; round++) {
        let isAlive = true
        const clients = tokens.map(async (_, n) => {
          while (isAlive) {
            const answer = await post('/auth/refresh', { refreshToken: tokens[n] }).catch(() => undefined)
            if (answer === undefined) {
              interrupted++
              return
            }
            if (answer.status === 200) tokens[n] = answer.body.refresh_token
            else if (answer.status !== 503) loggedOut++
            refreshed++
          }
        })
        await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 300))
        await service.kill()
        isAlive = false
        await Promise.all(clients)
        service = await spawnService(options)
        // The next try of each works, whether its rotation was stored or not.
        for (const [n, token] of tokens.entries()) {
          const answer = await post('/auth/refresh', { refreshToken: token })
          assert.equal(answer.status, 200, JSON.stringify(answer.body))
          tokens[n] = answer.body.refresh_token
        }
      }
      await service.kill()
      const live = await opened.store.grantsOf(`http://127.0.0.1:${port}`, { subject: 'ada', limit: 100 })
      assert.deepEqual(live.map(({ id }) => id).sort(), [...grants].sort())
      assert.deepEqual(live.map(({ status }) => status).sort((a, b) => a - b), Array.from({ length: GRANTS }, (_, n) => n + live.reduce((least, { status }) => Math.min(least, status), Infinity)))
      assert.equal(loggedOut, 0)
      context.diagnostic(`${name}: killed ${ROUNDS} times during ${refreshed} refreshes, ${interrupted} requests cut off, ${GRANTS} grants lost 0, duplicated 0, logged out 0`)
    })
  })
}
