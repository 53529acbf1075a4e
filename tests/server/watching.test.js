import assert from 'node:assert/strict'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { PASSWORD, caller, newService, startServer } from './support/command.js'

test('the log is JSON, names routes and addresses, and holds no secret', async (t) => {
  const { cwd, url } = await newService(t)
  const call = caller(url)
  const server = await startServer(t, { cwd })
  const pair = (await call('POST', '/token', { json: { username: 'ada', password: PASSWORD } })).body
  await call('POST', '/token', { json: { username: 'ada', password: 'a wrong password' } })
  const key = (await call('POST', '/me/api-tokens', { json: { name: 'key', scopes: ['read'] }, token: pair.token })).body
  await call('GET', `/me?token=${key.token}`, { token: key.token })
  await call('DELETE', `/me/api-tokens/${key.token}`, { token: pair.token })
  await fetch(`${url}/${key.token}`)
  await call('POST', '/auth/refresh', { json: { refreshToken: pair.refresh_token } })
  await call('POST', '/auth/refresh', { json: { refreshToken: `${pair.refresh_token}x` } })
  const { stdout, stderr } = await server.stop()
  for (const secret of [PASSWORD, 'a wrong password', pair.token, pair.refresh_token, key.token, key.token.slice(20)]) assert.ok(!(stdout + stderr).includes(secret))
  const lines = server.logs()
  assert.ok(lines.every(({ time, level, event }) => time && level && event))
  const asked = lines.filter(({ event }) => event === 'request').map(({ route, status }) => [route, status])
  assert.deepEqual(asked.slice(0, 5), [['POST /token', 200], ['POST /token', 401], ['POST /me/api-tokens', 201], ['GET /me', 200], ['DELETE /me/api-tokens/*', 404]])
})

test('readyz says that the store is gone, and that the server stops; healthz that it is alive', async (t) => {
  const { cwd, url } = await newService(t, { edit: (text) => text.replace(`store: 'sqlite:countersign.db'`, `store: storeOf()`).concat(BREAKABLE) })
  await startServer(t, { cwd })
  const status = async (path) => (await fetch(url + path)).status
  assert.deepEqual([await status('/healthz'), await status('/readyz')], [200, 200])
  await chmod(join(cwd, 'countersign.db'), 0o400)
  await sleep(1100)
  assert.deepEqual([await status('/healthz'), await status('/readyz')], [200, 503])
})

/** A store that can be reached while its file may be written to: root may do everything. */
const BREAKABLE = `
import { statSync } from 'node:fs'
import { MemoryStore } from '${import.meta.resolve('countersign/stores/memory')}'

function storeOf() {
  const store = new MemoryStore()
  const statuses = store.statuses.bind(store)
  store.statuses = async () => {
    if ((statSync(new URL('countersign.db', import.meta.url)).mode & 0o200) === 0) throw new Error('the store is gone')
    return statuses()
  }
  return store
}
`
