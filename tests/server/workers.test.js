import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { PASSWORD, caller, editConfig, newService, run, runtimes, startServer } from './support/command.js'
import { load } from './support/load.js'

const roomy = (text) => text.replace('service: {', 'service: { apiTokensPerOwner: 1_000_000,')
const [node, node24, deno, bun] = runtimes

for (const { name, command } of [node, node24, bun]) {
  describe(`workers on ${name}`, { skip: command ? false : `not run: ${name} is not installed` }, () => {
    test('share the port, the keys and the store, and stop without losing an answer', async (t) => {
      const { cwd, url } = await newService(t, { edit: roomy })
      const server = await startServer(t, { cwd, command, args: ['--workers', '3'] })
      while (server.logs().filter(({ event }) => event === 'listening').length < 3) await sleep(25)
      const { token } = (await caller(url)('POST', '/token', { json: { username: 'ada', password: PASSWORD } })).body
      const next = (client, turn) => (turn % 4 === 0 ? { path: '/me/api-tokens', method: 'POST', token, json: { name: `${client}-${turn}`, scopes: ['read'] } } : { path: '/me', token })
      const { outcome, done } = load(url, { clients: 12, next })
      await sleep(1500)
      const ended = await server.stop()
      await done
      const bad = outcome.answers.filter(({ status }) => status !== 200 && status !== 201)
      t.diagnostic(`${outcome.answers.length} answers, ${outcome.lost.length} lost`)
      assert.deepEqual([bad, ended.code, ended.stderr], [[], 0, ''])
      // The first process hands connections out. One that comes as the last worker stops is reset; no request on it was begun.
      assert.ok(outcome.lost.length <= 12, `${outcome.lost.length} lost`)
      if (name !== 'Bun') assert.deepEqual(outcome.lost.filter((each) => !each.endsWith('on a new connection')), [])
      const served = new Set(server.logs().filter(({ event }) => event === 'request').map(({ pid }) => pid))
      assert.ok(served.size >= (name === 'Bun' ? 1 : 2), `${served.size} workers had requests`)
    })
  })
}

describe('workers', () => {
  test('need a store that they share', async (t) => {
    const { cwd } = await newService(t)
    await editConfig(cwd, (text) => text.replace('sqlite:countersign.db', 'memory:'))
    const { code, stderr } = await run(['serve', '--workers', '2'], { cwd })
    assert.deepEqual([code, /several workers need a store that they share/.test(stderr)], [2, true])
  })

  test('are replaced when one dies', async (t) => {
    const { cwd, url } = await newService(t)
    const server = await startServer(t, { cwd, args: ['--workers', '2'] })
    const listening = () => server.logs().filter(({ event }) => event === 'listening')
    while (listening().length < 2) await sleep(25)
    process.kill(listening()[0].pid, 'SIGKILL')
    for (const end = Date.now() + 10_000; listening().length < 3 && Date.now() < end; ) await sleep(25)
    assert.equal(listening().length, 3)
    assert.equal((await caller(url)('GET', '/readyz')).status, 200)
    assert.equal((await server.stop()).code, 0)
  })

  test('end when the first process is killed', async (t) => {
    const { cwd, url } = await newService(t)
    const server = await startServer(t, { cwd, args: ['--workers', '2'] })
    await sleep(500)
    await server.stop('SIGKILL')
    for (const end = Date.now() + 10_000; Date.now() < end; await sleep(50)) if (!(await fetch(url).catch(() => undefined))) break
    await assert.rejects(fetch(url), TypeError)
  })

  test('are refused on Deno, which cannot share a port between them', { skip: deno.command ? false : 'not run: Deno is not installed' }, async (t) => {
    const { cwd } = await newService(t)
    const { code, stderr } = await run(['serve', '--workers', '2'], { cwd, command: deno.command })
    assert.deepEqual([code, /Deno cannot share a port between workers/.test(stderr)], [2, true])
  })
})
