import assert from 'node:assert/strict'
import { readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { decode } from 'countersign'
import { PASSWORD, caller, emptyFolder, ending, newService, program, run, runtimes, shell, startServer } from './support/command.js'
import { fileOf, keptIn, sessions } from './support/sessions.js'

describe('the commands of a client', () => {
  let url, server
  const at = ending()
  after(() => at.end())
  before(async () => {
    // Six seconds: a cron job sees several expiries.
    const made = await newService(at, { edit: (text) => text.replace('accessLifetime: 3600', 'accessLifetime: 6') })
    url = made.url
    server = await startServer(at, made)
  })
  /** Somebody's home folder, logged in. */
  const home = async (t, input = PASSWORD) => {
    const cwd = await emptyFolder(t)
    const { code, stderr } = await run(['login', '--url', url, '--user', 'ada'], { cwd, input })
    assert.equal(code, 0, stderr)
    return cwd
  }
  const token = (cwd, more = ['--for', '2']) => run(['token', '--url', url, ...more], { cwd })
  const refreshes = () => server.logs().filter(({ type }) => type === 'refreshed').length

  test('login keeps the session in a file for its owner only, and no password', async (t) => {
    const cwd = await home(t)
    const file = await fileOf(cwd)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.equal((await stat(sessions(cwd))).mode & 0o777, 0o700)
    const kept = await readFile(file, 'utf8')
    assert.ok(!kept.includes(PASSWORD))
    assert.deepEqual(Object.keys(JSON.parse(kept)).sort(), ['accessToken', 'expiresAt', 'refreshToken', 'url'])
  })

  test('XDG_CONFIG_HOME says where, and COUNTERSIGN_URL to whom', async (t) => {
    const cwd = await emptyFolder(t)
    const env = { XDG_CONFIG_HOME: join(cwd, 'xdg'), COUNTERSIGN_URL: url }
    assert.equal((await run(['login', '--user', 'ada'], { cwd, env, input: PASSWORD })).code, 0)
    assert.equal((await readdir(join(cwd, 'xdg/countersign/sessions'))).length, 1)
    assert.match((await run(['token', '--for', '2'], { cwd, env })).stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  })

  test('token prints a fresh token for $( … ), and the same one as long as it is good', async (t) => {
    const cwd = await home(t)
    const first = await token(cwd)
    assert.deepEqual([first.code, first.stderr], [0, ''])
    assert.equal((await token(cwd)).stdout, first.stdout)
    const answer = shell(`TOKEN=$('${process.execPath}' '${program}' token --url ${url} --for 2) && curl -sS ${url}/me -H "authorization: Bearer $TOKEN"`, { cwd })
    assert.equal(JSON.parse(answer).sub ?? JSON.parse(answer).subject, 'ada')
    // Whoever asks for longer than that gets the next one.
    assert.notEqual((await token(cwd, ['--for', '1h'])).stdout, first.stdout)
  })

  test('twelve at once renew once, and all print the same token', async (t) => {
    const cwd = await home(t)
    const before = await keptIn(cwd)
    await sleep(4500)
    const [refreshed, results] = [refreshes(), await Promise.all(Array.from({ length: 12 }, () => token(cwd)))]
    assert.deepEqual(results.map(({ code, stderr }) => [code, stderr]), Array(12).fill([0, '']))
    assert.equal(new Set(results.map(({ stdout }) => stdout)).size, 1)
    assert.notEqual(results[0].stdout.trim(), before.accessToken)
    assert.equal(refreshes() - refreshed, 1)
    assert.deepEqual((await readdir(sessions(cwd))).filter((name) => !name.endsWith('.json')), [], 'no lock is left')
  })

  test('a lock that a process left behind when it died is taken', async (t) => {
    const cwd = await home(t)
    const lock = `${await fileOf(cwd)}.lock`
    await writeFile(lock, 'gone')
    await utimes(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000))
    assert.equal((await token(cwd, ['--for', '1h'])).code, 0)
  })

  test("F2's cron job has a good token at every run, over several expiries", async (t) => {
    const cwd = await home(t)
    // As cron does: a shell of its own every two seconds, with nothing left of the last one.
    const line = `TOKEN=$('${process.execPath}' '${program}' token --url ${url} --for 2); curl -sS -o /dev/null -w '%{http_code} ' ${url}/me -H "authorization: Bearer $TOKEN"; echo $TOKEN`
    const runs = []
    for (let number = 0; number < 9; number++) {
      runs.push(shell(line, { cwd }).trim().split(' '))
      await sleep(1700)
    }
    assert.deepEqual(runs.map(([status]) => status), Array(9).fill('200'))
    const expiries = new Set(runs.map(([, each]) => decode(each).claims.exp))
    assert.ok(expiries.size >= 3, `${expiries.size} tokens`)
  })

  test('api-tokens makes, lists and revokes them', async (t) => {
    const cwd = await home(t)
    const call = (...args) => run(['api-tokens', ...args, '--url', url], { cwd })
    const made = await call('create', '--name', 'nightly', '--scope', 'read', '--expires-in', '30d')
    assert.match(made.stdout, /^countersign_\w+\n$/, made.stderr)
    const key = made.stdout.trim()
    assert.equal((await caller(url)('GET', '/me', { token: key })).status, 200)
    const listed = await call('list')
    const [id] = listed.stdout.split('\n').find((line) => line.includes('nightly')).split(' ')
    assert.ok(!listed.stdout.includes(key))
    // An API key logs in as well, for as long as it is good.
    const machine = await emptyFolder(t)
    assert.equal((await run(['login', '--url', url, '--api-key'], { cwd: machine, input: key })).code, 0)
    assert.equal((await token(machine, ['--for', '1h'])).code, 0)
    assert.match((await call('revoke', id)).stdout, /^revoked /)
    assert.equal((await caller(url)('GET', '/me', { token: key })).body.code, 'ERR_TOKEN_REVOKED')
    const ended = await token(machine, ['--for', '1h'])
    assert.deepEqual([ended.code, ended.stdout], [1, ''])
    assert.match(ended.stderr, /ERR_TOKEN_REVOKED/)
    const missing = await call('revoke', 'nothing')
    assert.deepEqual([missing.code, /ERR_NOT_FOUND/.test(missing.stderr)], [1, true])
  })

  test('logout ends the session at the service, and forgets it', async (t) => {
    const cwd = await home(t)
    const { refreshToken } = await keptIn(cwd)
    assert.match((await run(['logout', '--url', url], { cwd })).stdout, /^Logged out of /)
    assert.equal((await caller(url)('POST', '/auth/refresh', { json: { refreshToken } })).body.code, 'ERR_TOKEN_REVOKED')
    assert.deepEqual(await readdir(sessions(cwd)), [])
    const after = await token(cwd)
    assert.deepEqual([after.code, after.stdout], [1, ''])
    assert.match(after.stderr, /nobody is logged in to .*: countersign login --url .*\[ERR_LOGIN_REQUIRED\]/)
    assert.match((await run(['logout', '--url', url], { cwd })).stdout, /^Nobody was logged in/)
  })

  for (const { name, command } of runtimes.slice(1)) {
    test(`login, token and logout work on ${name}`, { skip: command ? false : `not run: ${name} is not installed` }, async (t) => {
      const cwd = await emptyFolder(t)
      assert.equal((await run(['login', '--url', url, '--user', 'ada'], { cwd, command, input: PASSWORD })).code, 0)
      const printed = await run(['token', '--url', url, '--for', '1h'], { cwd, command })
      assert.equal((await caller(url)('GET', '/me', { token: printed.stdout.trim() })).status, 200, printed.stderr)
      assert.match((await run(['logout', '--url', url], { cwd, command })).stdout, /^Logged out/)
    })
  }
})
