import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { PASSWORD, caller, newService, runtimes, startServer } from './support/command.js'

const CLIENTS = 6

for (const { name, command } of runtimes) {
  describe(`kill -9 on ${name}`, { skip: command ? false : `not run: ${name} is not installed` }, () => {
    test('loses no grant, and doubles none', { timeout: 60_000 }, async (t) => {
      const { cwd, url } = await newService(t, { edit: (text) => text.replace('failures: 10', 'failures: 1000') })
      const call = caller(url)
      let server = await startServer(t, { cwd, command })
      const logIn = async () => (await call('POST', '/token', { json: { username: 'ada', password: PASSWORD } })).body
      const refreshTokens = (await Promise.all(Array.from({ length: CLIENTS }, logIn))).map((pair) => pair.refresh_token)
      let isOver = false
      let renewed = 0
      const refusals = []
      // Each presents what it was last answered, as long as it takes: an answer that was lost is asked for again.
      const client = async (number) => {
        while (!isOver) {
          const answer = await call('POST', '/auth/refresh', { json: { refreshToken: refreshTokens[number] } }).catch(() => undefined)
          if (answer?.status === 200) {
            refreshTokens[number] = answer.body.refresh_token
            renewed++
          } else if (answer !== undefined && answer.status !== 503) {
            refusals.push(answer.body)
            return
          } else await sleep(20)
        }
      }
      const clients = Promise.all(refreshTokens.map((_, number) => client(number)))
      for (let times = 0; times < 3; times++) {
        await sleep(500)
        await server.stop('SIGKILL')
        server = await startServer(t, { cwd, command })
      }
      await sleep(300)
      isOver = true
      await clients
      t.diagnostic(`${renewed} renewals over 3 kills`)
      assert.deepEqual(refusals, [])
      assert.ok(renewed > 3 * CLIENTS)
      const { token } = await logIn()
      const { body } = await call('GET', '/me/sessions', { token })
      assert.equal((body.sessions ?? body).length, CLIENTS + 1, JSON.stringify(body).slice(0, 200))
    })
  })
}
