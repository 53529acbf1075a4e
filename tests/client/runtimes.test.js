import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { after, before, describe, test } from 'node:test'
import { launch } from '../js/runners/chromium.js'
import { NotRun, installed } from '../js/runners/installed.js'
import { outcome } from '../js/runners/program.js'
import { startServers } from './support/servers.js'
import { startWorker } from './support/worker.js'

const main = fileURLToPath(new URL('./main.js', import.meta.url))

/** @param {string} runtime @param {() => string[]} command */
const byProgram = (runtime, command) => async (scene) => {
  const [program, ...args] = command()
  return outcome(program, ...args, main, JSON.stringify({ ...scene, runtime }))
}

/** @param {string} compatibilityDate */
const inWorkerd = (compatibilityDate) => async (scene) => {
  const given = JSON.stringify({ ...scene, runtime: 'workerd' })
  const worker = await startWorker(`import { run } from './suite/index.js'\nexport default { fetch: async () => Response.json(await run(${given})) }`, compatibilityDate)
  try {
    return await (await worker.dispatchFetch('http://worker.example/')).json()
  } finally {
    await worker.dispose()
  }
}

const inChromium = async (scene) => {
  const browser = await launch()
  try {
    const page = await browser.newPage()
    await page.goto(`${scene.home}/files/?${new URLSearchParams({ ...scene, runtime: 'browser' })}`)
    const left = await page.waitForFunction('window.outcome', null, { timeout: 60_000 })
    return JSON.parse(await left.jsonValue())
  } finally {
    await browser.close()
  }
}

const deno = () => [process.execPath, installed('deno/bin.cjs'), 'run', '--no-prompt', '--node-modules-dir=manual', '--allow-net=127.0.0.1']

describe('the suite of the client passes in', () => {
  let servers
  before(async () => {
    servers = await startServers()
  })
  after(() => servers.close())

  for (const [name, run] of Object.entries({
    Node: byProgram('Node', () => [process.execPath]),
    'Node 24': byProgram('Node', () => [installed('node-24/bin/node')]),
    Deno: byProgram('Deno', deno),
    Bun: byProgram('Bun', () => [installed('bun/bin/bun.exe'), 'run']),
    'workerd, as of 2024': inWorkerd('2024-01-01'),
    'workerd, as of 2026': inWorkerd('2026-04-01'),
    Chromium: inChromium,
  })) {
    test(name, async (context) => {
      const { passed, failed, notRun } = await run(servers.scene).catch((error) => {
        if (error instanceof NotRun) return { notRun: error.message }
        throw error
      })
      if (notRun !== undefined) return context.skip(`not run: ${notRun}`)
      assert.equal(failed.length, 0, failed.map(({ name, error }) => `${name}\n${error}`).join('\n'))
      assert.ok(passed > 20, String(passed))
    })
  }

  test('none of them without the tokens staying where they belong', () => {
    assert.deepEqual(servers.seen.filter(({ authorization }) => authorization !== null), [])
  })
})
