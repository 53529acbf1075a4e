import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmod, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { PASSWORD, caller, editConfig, emptyFolder, newService, run, startServer } from './support/command.js'

/** One sentence, an exit code, and nothing that listens. */
const refuses = async (cwd, code, sentence, { args = [], env, url } = {}) => {
  const result = await run(['serve', ...args], { cwd, env })
  assert.match(result.stderr, sentence)
  assert.deepEqual([result.code, result.stdout, result.stderr.trim().split('\n').length], [code, '', 1], result.stderr)
  if (url) await assert.rejects(fetch(url), TypeError)
  return result
}

describe('serve refuses to start, and says why', () => {
  test('without a configuration', async (t) => {
    await refuses(await emptyFolder(t), 2, /there is no countersign\.config\.js here: make one with countersign serve --init/)
    await refuses(await emptyFolder(t), 2, /other\.js cannot be read: there is no such file/, { args: ['--config', 'other.js'] })
  })

  test('with a configuration that cannot be run, or exports nothing', async (t) => {
    const { cwd } = await newService(t)
    await writeFile(join(cwd, 'countersign.config.js'), 'export default {')
    await refuses(cwd, 2, /cannot be run: /)
    await writeFile(join(cwd, 'countersign.config.js'), 'export const config = {}')
    await refuses(cwd, 2, /must export the configuration: export default/)
  })

  for (const [option, edit, sentence] of [
    ['an unknown option', (text) => text.replace('host:', 'hots:'), /the option hots is not known/],
    ['a port that is none', (text) => text.replace(/port: \d+/, 'port: 70000'), /the option port must be a whole number from 0 to 65535/],
    ['an issuer that others can read', (text) => text.replace(/issuer: '.*'/, `issuer: 'http://auth.example'`), /the option issuer must be an https URL/],
    ['a store of no known kind', (text) => text.replace('sqlite:countersign.db', 'mysql://x'), /the option store must be a Store, or begin with sqlite:/],
    ['nobody to log in', (text) => text.replace(`users: 'countersign.users.json',`, ''), /the option users or the option authenticate must be given/],
    ['a wrong option of the service', (text) => text.replace('accessLifetime: 3600', 'accessLifetime: -1'), /the option accessLifetime must be a whole number/],
    ['a wrong option of the page', (text) => text.replace(`name: 'Your account'`, 'nmae: 1'), /the option nmae is not known/],
    ['a wrong option of the key ring', (text) => text.replace('rotateEvery: 30 * 86_400', 'rotateEvery: 1'), /the option keyRing\.rotateEvery/],
    ['a limit of log-ins that is none', (text) => text.replace('failures: 10', 'failures: 0'), /the option logIns\.failures must be a whole number/],
  ]) {
    test(`with ${option}`, async (t) => {
      const { cwd, url } = await newService(t)
      await editConfig(cwd, edit)
      await refuses(cwd, 2, sentence, { url })
    })
  }

  test('with a wrong option of its own', async (t) => {
    const { cwd } = await newService(t)
    await refuses(cwd, 2, /Unknown option '--prot'/, { args: ['--prot', '1'] })
    await refuses(cwd, 2, /--port must be a whole number from 0 to 65535/, { args: ['--port', 'x'] })
    await refuses(cwd, 2, /--workers must be a whole number from 1 to 256/, { args: ['--workers', '0'] })
    await refuses(cwd, 2, /serve takes no arguments/, { args: ['now'] })
  })

  test('on a port that is in use', async (t) => {
    const { cwd, port } = await newService(t)
    const other = createServer().listen(port, '127.0.0.1')
    t.after(() => other.close())
    await refuses(cwd, 3, new RegExp(`port ${port} is in use: stop what listens there, or choose another with --port`))
    await refuses(cwd, 3, new RegExp(`port ${port} is in use`), { args: ['--workers', '2'] })
  })

  for (const name of ['countersign.key', 'countersign.users.json']) {
    test(`with a ${name} that others may read, or that is gone`, async (t) => {
      const { cwd, url } = await newService(t)
      await chmod(join(cwd, name), 0o640)
      await refuses(cwd, 2, /is refused: its group or others may use it \(chmod 600/, { url })
      await rm(join(cwd, name))
      await refuses(cwd, 2, /is not there: /, { url })
    })
  }

  test('with a users file that cannot be read', async (t) => {
    const { cwd } = await newService(t)
    const path = join(cwd, 'countersign.users.json')
    await writeFile(path, 'ada')
    await refuses(cwd, 2, /it must be a JSON object/)
    await writeFile(path, JSON.stringify({ ada: { password: PASSWORD, type: 'user' } }))
    const { stderr } = await refuses(cwd, 2, /in the entry of "ada", password must be as countersign users add writes it/)
    assert.ok(!stderr.includes(PASSWORD))
  })

  test('with a store that is not there, and makes none in its place', async (t) => {
    const { cwd, url } = await newService(t)
    await rm(join(cwd, 'countersign.db'))
    await refuses(cwd, 3, /countersign\.db is not there: restore or mount it/, { url })
    assert.ok(!(await readdir(cwd)).includes('countersign.db'))
    await editConfig(cwd, (text) => text.replace('sqlite:countersign.db', 'postgres://root:hunter22@127.0.0.1:1/none'))
    const { stderr } = await refuses(cwd, 3, /the store cannot be reached/, { url })
    assert.ok(!stderr.includes('hunter22'), stderr)
    await editConfig(cwd, (text) => text.replace(/postgres:[^']*/, 'redis://127.0.0.1:1'))
    await refuses(cwd, 3, /the store cannot be reached/, { url })
  })

  test('with a store that is no database', async (t) => {
    const { cwd } = await newService(t)
    await writeFile(join(cwd, 'countersign.db'), 'not a database '.repeat(100))
    await refuses(cwd, 3, /the store cannot be reached, or cannot be used/)
  })

  test('with another sealing key: the ring in the store stays as it is', async (t) => {
    const { cwd, url } = await newService(t)
    const kids = async () => (await caller(url)('GET', '/.well-known/jwks.json')).body.keys.map(({ kid }) => kid)
    let server = await startServer(t, { cwd })
    const before = await kids()
    await server.stop()
    const path = join(cwd, 'countersign.key')
    const right = await readFile(path, 'utf8')
    await writeFile(path, randomBytes(32).toString('base64url'))
    await refuses(cwd, 2, /the option keyRing\.seal does not open the key/, { url })
    await refuses(cwd, 2, /the option keyRing\.seal does not open the key/, { url, args: ['--workers', '2'] })
    await writeFile(path, 'short')
    await refuses(cwd, 2, /countersign\.key must be 32 bytes in base64url/)
    // The variable wins; with both keys, the store is opened by the old one.
    const env = { COUNTERSIGN_SEALING_KEY: `${randomBytes(32).toString('base64url')} ${right.trim()}` }
    server = await startServer(t, { cwd, env })
    assert.deepEqual(await kids(), before)
  })
})

describe('serve --init', () => {
  test('writes secrets for their owner only, and a configuration without any', async (t) => {
    const { cwd } = await newService(t)
    for (const name of ['countersign.key', 'countersign.users.json', 'countersign.db']) assert.equal((await stat(join(cwd, name))).mode & 0o777, 0o600, name)
    const key = (await readFile(join(cwd, 'countersign.key'), 'utf8')).trim()
    assert.ok(!(await readFile(join(cwd, 'countersign.config.js'), 'utf8')).includes(key))
  })

  test('writes nothing over what is there', async (t) => {
    const { cwd } = await newService(t)
    const files = async () => Promise.all((await readdir(cwd)).sort().map((name) => readFile(join(cwd, name), 'utf8')))
    const before = await files()
    const again = await run(['serve', '--init'], { cwd })
    assert.deepEqual([again.code, again.stdout], [2, ''])
    assert.match(again.stderr, /is in this folder already: nothing was written/)
    await rm(join(cwd, 'countersign.config.js'))
    assert.match((await run(['serve', '--init'], { cwd })).stderr, /countersign\.key is in this folder already/)
    assert.equal((await files()).length, before.length - 1)
  })

  test('writes a configuration that runs where .js means CommonJS', async (t) => {
    const cwd = await emptyFolder(t)
    await writeFile(join(cwd, 'package.json'), '{ "type": "commonjs" }')
    assert.match((await run(['serve', '--init', '--issuer', 'https://auth.example'], { cwd })).stdout, /countersign\.config\.mjs/)
    await startServer(t, { cwd, args: ['--port', '0'] })
  })
})
