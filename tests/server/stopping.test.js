import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { PASSWORD, caller, newService, runtimes, startServer } from './support/command.js'
import { load } from './support/load.js'

const roomy = (text) => text.replace('service: {', 'service: { apiTokensPerOwner: 1_000_000,')

for (const { name, command } of runtimes) {
  describe(`SIGTERM under load on ${name}`, { skip: command ? false : `not run: ${name} is not installed` }, () => {
    test('loses no answer, and what was answered is stored', async (t) => {
      const { cwd, url } = await newService(t, { edit: roomy })
      let server = await startServer(t, { cwd, command })
      const { token } = (await caller(url)('POST', '/token', { json: { username: 'ada', password: PASSWORD } })).body
      const next = (client, turn) =>
        turn % 3 === 0 ? { path: '/me/api-tokens', method: 'POST', token, json: { name: `${client}-${turn}`, scopes: ['read'] } } : { path: '/me', token }
      const { outcome, done } = load(url, { clients: 24, next })
      await sleep(1500)
      const ended = await server.stop()
      await done
      const { answers, refused, lost } = outcome
      t.diagnostic(`${answers.length} answers, ${refused} refused connections, ${lost.length} lost`)
      assert.deepEqual([ended.code, ended.stderr], [0, ''])
      // Bun closes its listener and the connections on it in one step: some are reset, and no request on them was begun.
      if (name === 'Bun') assert.ok(lost.length <= 24, `${lost.length} lost`)
      else assert.deepEqual(lost, [])
      assert.ok(answers.length > 200, `${answers.length} answers`)
      assert.deepEqual(answers.filter(({ status }) => status !== 200 && status !== 201), [])

      server = await startServer(t, { cwd, command })
      const listed = new Set()
      for (let after = ''; after !== undefined; ) {
        const { body } = await caller(url)('GET', `/me/api-tokens?limit=1000${after && `&after=${after}`}`, { token })
        for (const each of body.api_tokens) listed.add(each.id)
        after = body.next
      }
      const made = answers.filter(({ status }) => status === 201).map(({ text }) => JSON.parse(text).id)
      assert.deepEqual(made.filter((id) => !listed.has(id)), [])
      assert.equal(listed.size, made.length, 'nothing was made without an answer')
    })
  })
}

describe('a server that stops', () => {
  test('answers the log-in that is under way, refuses new connections, and ends within its time', async (t) => {
    const { cwd, url } = await newService(t)
    const server = await startServer(t, { cwd })
    const logIn = caller(url)('POST', '/token', { json: { username: 'ada', password: PASSWORD } })
    await sleep(60)
    const began = Date.now()
    const ended = server.stop('SIGINT')
    const { status, headers } = await logIn
    assert.deepEqual([status, headers.get('connection')], [200, 'close'])
    await assert.rejects(fetch(`${url}/healthz`), TypeError)
    assert.equal((await ended).code, 0)
    assert.ok(Date.now() - began < 5000)
    assert.deepEqual(server.logs().map(({ event }) => event).filter((event) => event.startsWith('stop')), ['stopping', 'stopped'])
  })
})
