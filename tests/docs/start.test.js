import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { repository } from '../support/repository.js'

let started
let text = ''

before(async () => {
  started = spawn(process.execPath, [repository('xtask/js/start.js'), '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const chunk of started.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk
    if (/Ctrl-C/.test(text)) return
  }
  throw new Error(`it ended with: ${text}`)
}, { timeout: 60_000 })
after(() => started?.kill())

const lines = () => text.trim().split('\n').filter((line) => line !== '')
const origin = () => /http:\/\/\S+?(?=\/\s|\/$)/.exec(lines()[0])[0]

test('what `cargo xtask start` prints fits on a screen, its address first and last', () => {
  assert.ok(lines().length <= 15, text)
  for (const line of [lines()[0], lines().at(-1)]) assert.ok(line.includes(`${origin()}/`), line)
  assert.equal(lines().filter((line) => line.startsWith('  ')).length, 6)
  assert.match(text, /^jose +verified for user-1; with one bit changed: ERR_SIGNATURE_INVALID$/m)
  assert.ok(!text.includes('\u001b'), 'colours are for terminals')
})

test('the page is served compressed, and to HEAD without its body', async () => {
  const ask = (method, headers) => new Promise((answered, failed) => {
    request(`${origin()}/`, { method, headers }, async (response) => {
      const chunks = await response.toArray()
      answered({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) })
    }).on('error', failed).end()
  })
  const plain = await ask('GET', {})
  const packed = await ask('GET', { 'accept-encoding': 'br, gzip' })
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.ok(packed.body.length < plain.body.length / 2)
  assert.deepEqual(gunzipSync(packed.body), plain.body)
  assert.equal((await ask('GET', { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding'], undefined)
  const head = await ask('HEAD', {})
  assert.deepEqual([head.status, head.body.length, head.headers['content-length']], [200, 0, String(plain.body.length)])
})

test('the lines for a shell work as pasted, and leave no file', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-shell-'))
  try {
    const said = execFileSync('bash', ['-c', lines().filter((line) => line.startsWith('  ')).join('\n')], { cwd: folder, encoding: 'utf8' })
    assert.equal(said.match(/\{"hello":"ada"\}/g)?.length, 2, said)
    assert.match(said, /HTTP\/1\.1 401/)
    assert.deepEqual(readdirSync(folder), [])
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    t.skip('no bash on this machine')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
