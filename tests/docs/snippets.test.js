import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { blocks, fences } from './snippets/blocks.js'
import { answer, world } from './snippets/world.js'
import { startWorker } from '../support/workerd.js'

const execute = promisify(execFile)
const runner = fileURLToPath(new URL('./snippets/run.js', import.meta.url))
const manifest = createRequire(import.meta.url).resolve('countersign/package.json')
const program = join(dirname(manifest), createRequire(import.meta.url)(manifest).bin.countersign)

/** Each of its examples is a program of its own: nothing of the world of the documents is there but the network. */
const REFERENCE = 'docs/api.md'

// In the project, so that what they import is found as it is by a user.
const scratch = mkdtempSync(join(process.cwd(), 'snippets-'))
const homes = new Map()
after(() => [scratch, ...homes.values()].forEach((folder) => rmSync(folder, { recursive: true })))

const run = {
  async js({ file: document, directive, code }, name) {
    const file = join(scratch, `${name}.mjs`)
    writeFileSync(file, code)
    const path = directive.match(/^listens (\S+)/)?.[1] ?? '/me'
    const isPastedAlone = document === REFERENCE
    const { stdout } = await execute(process.execPath, [runner, file, ...(isPastedAlone ? ['bare'] : []), ...(code.includes('listen(') ? ['listens', path] : [])])
    const printed = [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, expected]) => expected)
    const everyLine = (code.match(/console\.log\(/g) ?? []).length === printed.length
    assert.ok(everyLine || !isPastedAlone, 'what an example prints stands beside it')
    if (everyLine) assert.match(stdout, new RegExp(`^${printed.map((line) => `(${line.replaceAll(/[^\w ]/g, '\\$&')}\n)+`).join('')}$`))
  },
  async worker({ code, directive }) {
    const kvNamespaces = [...directive.matchAll(/kv:(\w+)/g)].map(([, name]) => name)
    const worker = await startWorker(code, {
      kvNamespaces,
      d1Databases: ['DB'],
      ...(code.includes('export { TokenObject }') && { durableObjects: { TOKENS: { className: 'TokenObject', useSQLite: true } } }),
      bindings: { SIGNING_KEY: JSON.stringify(world.privateJwk) },
      outboundService: ({ url }) => answer(new Request(url)),
    })
    try {
      if (directive === 'worker log-in') return await logIn(worker)
      const authorized = await worker.dispatchFetch('https://api.example/', { headers: { authorization: `Bearer ${world.token}` } })
      assert.equal(authorized.status, 200, await authorized.text())
      assert.equal((await worker.dispatchFetch('https://api.example/')).status, 401)
    } finally {
      await worker.dispose()
    }
  },
  async sh({ file, code }) {
    if (!homes.has(file)) homes.set(file, shell())
    const home = homes.get(file)
    await execute('bash', ['-euo', 'pipefail', '-c', code], { cwd: home, env: { HOME: home, PATH: process.env.PATH } })
  },
  async json({ code }) {
    JSON.parse(code.replaceAll(/^\s*\/\/.*$/gm, ''))
  },
}

/** A worker that is a service: it knows one key. */
const logIn = async (worker) => {
  const statusOf = async (apiKey) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ apiKey }) }
    return (await worker.dispatchFetch('https://auth.example/auth/api-key', init)).status
  }
  assert.equal(await statusOf('the key that you gave out'), 200)
  assert.equal(await statusOf('another'), 401)
}

/** A folder in which the package is installed, so that `npx` finds its command and nothing else does. */
const shell = () => {
  const home = mkdtempSync(join(tmpdir(), 'countersign-'))
  mkdirSync(`${home}/node_modules/.bin`, { recursive: true })
  writeFileSync(`${home}/node_modules/.bin/countersign`, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 })
  return home
}

/** Who runs a block that is not run here. */
const ELSEWHERE = {
  rust: 'cargo test',
  text: 'a drawing',
  'run by the packaging tests': 'tests/packaging',
  'run by tests/mcp': 'tests/mcp',
  'run by tests/peers': 'tests/peers',
  'run by tests/server': 'tests/server',
  'run by CI': '.ci/run',
}

const all = blocks()

test('no code block of README.md and docs/ is missed', () => assert.equal(all.length, fences()))

for (const block of all) {
  const { file, line, language, directive } = block
  if (ELSEWHERE[language] ?? ELSEWHERE[directive.split(':', 1)[0]]) continue
  const kind = directive.startsWith('worker') ? 'worker' : language
  test(`${file}:${line} runs (${kind})`, async () => {
    assert.ok(run[kind], `nothing knows how to run ${kind}`)
    await run[kind](block, `${file.replaceAll(/\W/g, '-')}-${line}`)
  })
}
