import assert from 'node:assert/strict'
import { cp, mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { emptyFolder, program } from './support/command.js'

test('verify, issue and decode load nothing of the server or of sessions', async (t) => {
  const cwd = await emptyFolder(t)
  const copy = join(cwd, 'node_modules/countersign')
  await mkdir(dirname(copy))
  await cp(dirname(dirname(program)), copy, { recursive: true })
  const text = await readFile(join(copy, 'dist/bin.js'), 'utf8')
  for (const module of ['node:http', 'node:cluster', 'countersign/service', 'countersign/client', 'countersign/account']) assert.ok(!text.includes(`"${module}"`), module)
  // What bin.js itself imports stays; what it loads when it is called goes.
  const kept = [...text.matchAll(/from"\.\/cli\/([\w-]+\.js)"/g)].map(([, name]) => name)
  const reached = new Set()
  for (const queue = [...kept]; queue.length > 0; ) {
    const name = queue.pop()
    if (reached.has(name)) continue
    reached.add(name)
    queue.push(...[...(await readFile(join(copy, 'dist/cli', name), 'utf8')).matchAll(/from"\.\/([\w-]+\.js)"/g)].map(([, each]) => each))
  }
  const parts = await readdir(join(copy, 'dist/cli'))
  const removed = parts.filter((name) => !reached.has(name))
  for (const name of ['run-', 'session-', 'init-']) assert.ok(removed.some((each) => each.startsWith(name)), name)
  for (const name of removed) await rm(join(copy, 'dist/cli', name))
  const call = (...args) => spawnSync(process.execPath, [join(copy, 'dist/bin.js'), ...args], { cwd, encoding: 'utf8' })
  assert.equal(call('keygen', '--out', 'key.jwk').status, 0)
  const { stdout: token } = call('issue', '--key', 'key.jwk', '--expires-in', '1h', '--issuer', 'https://auth.example', '--audience', 'api')
  const verified = call('verify', token.trim(), '--keys', 'key.jwk', '--issuer', 'https://auth.example', '--audience', 'api')
  assert.equal(verified.status, 0, verified.stderr)
  assert.equal(call('decode', token.trim()).status, 0)
  assert.notEqual(call('serve').status, 0)
})
