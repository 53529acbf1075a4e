import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { issue, SigningKey } from 'countersign'
import { jwks, MisbehavingIssuer, publish } from '../support/misbehaving-issuer.js'
import { repository } from '../support/repository.js'

const key = SigningKey.generate()
const intruder = SigningKey.generate()
const tokenOf = (signer) => issue({ sub: 'user-1' }, signer, { issuer: 'https://auth.example', audience: 'api', type: 'at+jwt', expiresIn: 600 })

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('the example for Express does not believe keys that another user put into the shared temporary folder', async (t) => {
  const issuer = await MisbehavingIssuer.start({ answer: publish([key]) })
  // In the project, where the example finds what is installed.
  const cwd = mkdtempSync(join(process.cwd(), 'example-planted-'))
  t.after(() => Promise.all([issuer.close(), rmSync(cwd, { recursive: true })]))
  cpSync(repository('examples/node-express'), cwd, { recursive: true })
  const shared = join(cwd, 'tmp')
  mkdirSync(shared)
  chmodSync(shared, 0o1777)
  const planted = { url: issuer.url, text: JSON.stringify(jwks([intruder])), fetchedAt: Date.now() / 1000, lifetime: 86_400 }
  for (const name of ['countersign-example-keys.json', 'countersign-keys.json', 'jwks.json', 'keys.json']) {
    writeFileSync(join(shared, name), JSON.stringify(planted), { mode: 0o666 })
  }
  const port = await freePort()
  const child = spawn(process.execPath, ['server.js'], { cwd, env: { ...process.env, PORT: String(port), JWKS_URL: issuer.url, TMPDIR: shared } })
  t.after(() => child.kill())
  child.stderr.pipe(process.stderr)
  await once(child.stdout, 'data')
  const statusOf = async (signer) =>
    (await fetch(`http://127.0.0.1:${port}/me`, { headers: { authorization: `Bearer ${tokenOf(signer)}` } })).status
  assert.deepEqual([await statusOf(intruder), await statusOf(key)], [401, 200])
  // Kept after the answer, in a folder of its own.
  while (statSync(join(cwd, '.keys/jwks.json'), { throwIfNoEntry: false }) === undefined) await new Promise(setImmediate)
  assert.equal(JSON.parse(readFileSync(join(cwd, '.keys/jwks.json'), 'utf8')).url, issuer.url)
  if (process.platform !== 'win32') assert.equal(statSync(join(cwd, '.keys')).mode & 0o777, 0o700)
})
