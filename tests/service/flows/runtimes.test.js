import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { PASSWORD } from '../support/credentials.js'
import { playLife } from '../support/life.js'
import { freePort } from '../support/ports.js'
import { startWorker } from '../support/processes/worker.js'

const ROUNDS = Number(process.env.COUNTERSIGN_ROUNDS ?? 5)
const file = (path) => fileURLToPath(new URL(path, import.meta.url))
const server = file('../support/processes/life-server.js')
const deno = file('../../runtimes/node_modules/deno/bin.cjs')
const bun = file('../../runtimes/node_modules/bun/bin/bun.exe')

const programs = [
  { name: 'Node', needs: server, command: [process.execPath, server] },
  { name: 'Deno', needs: deno, command: [process.execPath, deno, 'run', '--no-prompt', '--node-modules-dir=manual', '--allow-net', server] },
  { name: 'Bun', needs: bun, command: [bun, 'run', server] },
]
for (const { name, needs, command } of programs) {
  test(`the life of a token in ${name}`, async (context) => {
    if (!existsSync(needs)) return context.skip(`not run: ${name} is not installed`)
    const [program, ...rest] = [...command, String(await freePort())]
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
    try {
      const [url] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => { throw new Error('it did not start') })])
      await playLife(String(url).trim())
    } finally {
      process.kill(-child.pid, 'SIGKILL')
    }
  })
}

test('the life of a token in workerd, on D1', async (context) => {
  const worker = await startWorker()
  if (worker === undefined) return context.skip('not run: miniflare is not installed')
  try {
    await playLife('https://auth.example', { fetch: (url, init) => worker.dispatchFetch(url, init) })
  } finally {
    await worker.dispose()
  }
})

test(`50 concurrent refreshes in workerd, on D1, are one rotation, ${ROUNDS} times`, async (context) => {
  const worker = await startWorker({ grace: 600, storeTimeout: 60 })
  if (worker === undefined) return context.skip('not run: miniflare is not installed')
  const post = async (path, body) => {
    const headers = { 'content-type': 'application/json' }
    const response = await worker.dispatchFetch(`https://auth.example${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, text: await response.text() }
  }
  try {
    let loggedOut = 0
    for (let round = 0; round < ROUNDS; round++) {
      const { refresh_token: refreshToken } = JSON.parse((await post('/token', { username: 'grace', password: PASSWORD })).text)
      const answers = await Promise.all(Array.from({ length: 50 }, () => post('/auth/refresh', { refreshToken })))
      loggedOut += answers.filter(({ status }) => status !== 200).length
      assert.equal(new Set(answers.map(({ text }) => text)).size, 1, 'everybody has the same pair')
      assert.equal((await post('/auth/refresh', { refreshToken: JSON.parse(answers[0].text).refresh_token })).status, 200)
    }
    assert.equal(loggedOut, 0)
    context.diagnostic(`d1: ${ROUNDS} rounds of 50: 1 rotation each, ${loggedOut} logged out`)
  } finally {
    await worker.dispose()
  }
})
