import assert from 'node:assert/strict'
import { chmod, readdir } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { PASSWORD, emptyFolder, ending, newService, run, startServer } from './support/command.js'
import { fileOf, keptIn, sessions } from './support/sessions.js'

describe('a client whose log-in, file or service is not as it should be', () => {
  let url
  const at = ending()
  after(() => at.end())
  before(async () => {
    const made = await newService(at)
    url = made.url
    await startServer(at, made)
  })
  const token = (cwd) => run(['token', '--url', url], { cwd })

  test('wrong credentials are refused, and keep nothing', async (t) => {
    const cwd = await emptyFolder(t)
    const { code, stdout, stderr } = await run(['login', '--url', url, '--user', 'ada'], { cwd, input: 'a wrong password' })
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /the credentials are not valid \[ERR_CREDENTIALS_INVALID\]/)
    assert.ok(!stderr.includes('a wrong password'))
    assert.deepEqual(await readdir(sessions(cwd)), [])
  })

  test('a session that others may read is not used, and can still be ended', async (t) => {
    const cwd = await emptyFolder(t)
    assert.equal((await run(['login', '--url', url, '--user', 'ada'], { cwd, input: PASSWORD })).code, 0)
    await chmod(await fileOf(cwd), 0o644)
    const refused = await token(cwd)
    assert.deepEqual([refused.code, refused.stdout], [2, ''])
    assert.match(refused.stderr, /its group or others may use it/)
    assert.match((await run(['logout', '--url', url], { cwd })).stdout, /^Logged out/)
  })

  test('a service that cannot be reached costs no session', async (t) => {
    const made = await newService(t)
    const other = await startServer(t, made)
    const cwd = await emptyFolder(t)
    assert.equal((await run(['login', '--url', made.url, '--user', 'ada'], { cwd, input: PASSWORD })).code, 0)
    await other.stop()
    // The token that is there is good still; another cannot be had.
    assert.equal((await run(['token', '--url', made.url], { cwd })).code, 0)
    const down = await run(['token', '--url', made.url, '--for', '2h'], { cwd })
    assert.deepEqual([down.code, down.stdout, /ERR_SERVICE_UNAVAILABLE/.test(down.stderr)], [3, '', true])
    await startServer(t, made)
    assert.equal((await run(['token', '--url', made.url, '--for', '30m'], { cwd })).code, 0)
    assert.ok((await keptIn(cwd)).refreshToken)
  })

  test('a password is never an argument, and a service is never asked in the clear', async (t) => {
    const cwd = await emptyFolder(t)
    const argument = await run(['login', '--url', url, '--user', 'ada', 'secret'], { cwd })
    assert.deepEqual([argument.code, /the password is typed, or comes from stdin/.test(argument.stderr)], [2, true])
    for (const [given, sentence] of [['http://auth.example', /must be https/], ['https://ada:secret@auth.example', /without credentials/], ['nowhere', /must be a URL/]]) {
      const result = await run(['login', '--url', given, '--user', 'ada'], { cwd, input: PASSWORD })
      assert.deepEqual([result.code, sentence.test(result.stderr)], [2, true], result.stderr)
    }
  })
})
