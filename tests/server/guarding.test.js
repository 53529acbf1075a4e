import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { runInTerminal } from '../cli/command.js'
import { PASSWORD, caller, editConfig, newService, run, startServer } from './support/command.js'

const few = (text) => text.replace('failures: 10, within: 60', 'failures: 3, within: 3')
const logIn = (url, password, headers = {}, username = 'ada') => caller(url)('POST', '/token', { json: { username, password }, headers })

describe('log-ins', () => {
  test('are refused for a while after a few wrong ones, and say for how long', async (t) => {
    const { cwd, url } = await newService(t, { edit: few })
    await startServer(t, { cwd })
    for (let turn = 0; turn < 3; turn++) assert.equal((await logIn(url, 'wrong')).status, 401)
    const limited = await logIn(url, PASSWORD)
    assert.deepEqual([limited.status, limited.body.code], [429, 'ERR_RATE_LIMITED'])
    await sleep(1000 * Number(limited.headers.get('retry-after')) + 100)
    assert.equal((await logIn(url, PASSWORD)).status, 200)
  })

  test('of a burst are bounded like those one after the other, and right ones all pass', async (t) => {
    const { cwd, url } = await newService(t, { edit: (text) => text.replace('failures: 10', 'failures: 3') })
    await startServer(t, { cwd })
    const right = await Promise.all(Array.from({ length: 8 }, () => logIn(url, PASSWORD)))
    assert.deepEqual(right.map(({ status }) => status), Array(8).fill(200))
    const wrong = await Promise.all(Array.from({ length: 20 }, (_, number) => logIn(url, `guess ${number}`)))
    assert.equal(wrong.filter(({ status }) => status === 401).length, 3)
    assert.equal(wrong.filter(({ status }) => status === 429).length, 17)
  })

  test('are counted by the address that a trusted proxy names, and by no other', async (t) => {
    const { cwd, url } = await newService(t, { edit: few })
    let server = await startServer(t, { cwd })
    const from = (address) => ({ 'x-forwarded-for': address })
    // Not trusted: a client that invents an address for each guess is one client.
    for (let turn = 0; turn < 3; turn++) await logIn(url, 'wrong', from(`203.0.113.${turn}`))
    assert.equal((await logIn(url, 'wrong', from('203.0.113.9'))).status, 429)
    assert.equal(server.logs().filter(({ event }) => event === 'proxy').length, 1)
    await server.stop()

    await editConfig(cwd, (text) => text.replace('trustProxy: false', 'trustProxy: true').replace('failures: 3, within: 3', 'failures: 3, within: 60'))
    server = await startServer(t, { cwd })
    // What is before the proxy's own word is the client's, and counts for nothing.
    for (let turn = 0; turn < 3; turn++) assert.equal((await logIn(url, 'wrong', from(`10.0.0.${turn}, 203.0.113.1`))).status, 401)
    assert.equal((await logIn(url, PASSWORD, from('10.0.0.9, 203.0.113.1'))).status, 429)
    assert.equal((await logIn(url, PASSWORD, from('203.0.113.2'))).status, 200)
    // An IPv6 network is one client, too.
    for (let turn = 0; turn < 3; turn++) await logIn(url, 'wrong', from(`2001:db8::${turn}`))
    assert.equal((await logIn(url, 'wrong', from('2001:db8::ffff'))).status, 429)
    assert.equal((await logIn(url, PASSWORD, from('2001:db8:0:1::1'))).status, 200)
    assert.ok(server.logs().some(({ address }) => address === '203.0.113.1'))
  })

  test('of a name that nobody has take as long as wrong ones', async (t) => {
    const { cwd, url } = await newService(t, { edit: (text) => text.replace('failures: 10', 'failures: 1000') })
    await startServer(t, { cwd })
    const time = async (username) => {
      const began = performance.now()
      await logIn(url, 'wrong', {}, username)
      return performance.now() - began
    }
    await time('ada')
    const [known, unknown] = [[], []]
    for (let turn = 0; turn < 5; turn++) {
      known.push(await time('ada'))
      unknown.push(await time('nobody'))
    }
    // The fastest of each: a busy machine only adds.
    const ratio = Math.min(...unknown) / Math.min(...known)
    assert.ok(ratio > 0.6 && ratio < 1.7, `${ratio}`)
  })
})

describe('users', () => {
  test('are typed without being shown, twice, and never as an argument', async (t) => {
    const { cwd, url } = await newService(t)
    const typed = await runInTerminal(['users', 'add', 'grace'], { cwd, type: `${PASSWORD}\n${PASSWORD}\n` })
    assert.ok(typed.stdout.includes('Again: '), typed.stdout)
    // What comes before the question is the echo of the kernel: nothing typed after it is shown.
    assert.ok(!typed.stdout.split('Password: ')[1].includes(PASSWORD), typed.stdout)
    const differing = await runInTerminal(['users', 'add', 'mary'], { cwd, type: `${PASSWORD}\nanother one\n` })
    assert.match(differing.stdout, /the two answers differ: nothing was changed/)
    assert.equal((await run(['users', 'add', 'mary', PASSWORD], { cwd })).code, 2)
    assert.match((await run(['users', 'add', 'mary'], { cwd, input: 'short' })).stderr, /at least 8 characters/)
    assert.match((await run(['users', 'add', 'ada'], { cwd, input: PASSWORD })).stderr, /ada is there already/)
    await startServer(t, { cwd })
    assert.equal((await logIn(url, PASSWORD, {}, 'grace')).status, 200)
    assert.equal((await logIn(url, PASSWORD, {}, 'mary')).status, 401)
  })

  test('who are added at once are all there', async (t) => {
    const { cwd } = await newService(t)
    const names = ['b', 'c', 'd', 'e', 'f']
    const added = await Promise.all(names.map((name) => run(['users', 'add', name], { cwd, input: PASSWORD })))
    assert.deepEqual(added.map(({ code }) => code), Array(5).fill(0))
    assert.deepEqual(JSON.parse((await run(['users', 'list', '--json'], { cwd })).stdout).map(({ name }) => name).sort(), ['ada', ...names])
  })

  test('who are removed lose their tokens, and a new password counts at once', async (t) => {
    const { cwd, url } = await newService(t)
    const call = caller(url)
    await startServer(t, { cwd })
    const { token, refresh_token: refreshToken } = (await logIn(url, PASSWORD)).body
    const key = (await call('POST', '/me/api-tokens', { json: { name: 'key', scopes: ['read'] }, token })).body.token
    assert.equal((await call('GET', '/me', { token: key })).status, 200)
    assert.equal((await run(['users', 'password', 'ada'], { cwd, input: 'another password' })).code, 0)
    await sleep(1100)
    assert.equal((await logIn(url, PASSWORD)).status, 401)
    assert.equal((await logIn(url, 'another password')).status, 200)
    assert.equal((await run(['users', 'remove', 'ada'], { cwd })).code, 0)
    await sleep(1100)
    assert.equal((await call('GET', '/me', { token: key })).body.code, 'ERR_TOKEN_REVOKED')
    assert.notEqual((await call('POST', '/auth/refresh', { json: { refreshToken } })).status, 200)
  })
})
