import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { MemoryStore } from 'countersign/stores/memory'
import { ask, bearer } from '../support/requests.js'
import { freePort } from '../support/ports.js'
import { serve } from '../support/serve.js'
import { makeService } from '../support/service.js'

describe('a request without a body', () => {
  test('re-rolls an API token, also behind a Node server, whose requests always have a stream', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const { service } = makeService({ store: new MemoryStore(), issuer: url })
    const server = await serve(service.fetch, { port: Number(new URL(url).port) })
    try {
      const { access_token } = await service.grant({ subject: 'ada', scope: 'tokens:manage' })
      const create = () => service.createApiToken({ label: 'x', owner: { type: 'user', id: 'ada' } })
      // Each another one: a second re-roll within the grace is a conflict.
      const reroll = async (init) => {
        const { id } = await create()
        return fetch(`${url}/api-tokens/${id}/reroll`, { method: 'POST', ...init, headers: { ...bearer(access_token), ...init.headers } })
      }
      const typed = { headers: { 'content-type': 'application/json' } }
      for (const init of [{}, { body: '' }, typed, { ...typed, body: '{}' }]) {
        const answer = await reroll(init)
        assert.equal(answer.status, 200)
        assert.match((await answer.json()).token, /^acme_/)
      }
      assert.equal((await reroll({ body: 'grace=5' })).status, 400, 'a body of another type is not taken for none')
      assert.equal((await reroll({ ...typed, body: '{' })).status, 400)
    } finally {
      await server.close()
    }
  })

  test('is refused wherever a body is needed', async () => {
    const { send } = ask()
    const init = { headers: { 'content-type': 'application/json' }, body: new ReadableStream({ start: (stream) => stream.close() }) }
    assert.deepEqual((await send('POST', '/token', init)).body.error, 'invalid_request')
  })
})

describe('a body that never comes', () => {
  test('is given up after a while, and its stream let go of', async () => {
    const { send } = ask({ bodyTimeout: 0.05 })
    let cancelled
    const isCancelled = new Promise((resolve) => { cancelled = resolve })
    const body = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('{"username":')), cancel: cancelled })
    const answer = await send('POST', '/token', { headers: { 'content-type': 'application/json' }, body })
    assert.deepEqual([answer.status, answer.body.error, answer.body.code], [408, 'request_timeout', 'ERR_REQUEST_TIMEOUT'])
    await isCancelled
  })

  test('is given up although something comes now and then', async () => {
    const { send } = ask({ bodyTimeout: 0.05 })
    let drip
    const body = new ReadableStream({
      start: (stream) => { drip = setInterval(() => stream.enqueue(new Uint8Array([0x20])), 5) },
      cancel: () => clearInterval(drip),
    })
    assert.equal((await send('POST', '/token', { headers: { 'content-type': 'application/json' }, body })).status, 408)
  })

  test('is given up behind a Node server, too', async () => {
    const { service } = makeService({ store: new MemoryStore(), issuer: 'http://127.0.0.1', bodyTimeout: 0.05 })
    const server = await serve(service.fetch)
    try {
      const { port } = new URL(server.url)
      const socket = connect(Number(port), '127.0.0.1')
      socket.write('POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{')
      const [first] = await new Promise((resolve) => socket.once('data', (data) => resolve(String(data).split('\r\n'))))
      assert.equal(first, 'HTTP/1.1 408 Request Timeout')
      socket.destroy()
    } finally {
      await server.close()
    }
  })

  test('that is too long is let go of', async () => {
    const { send } = ask()
    let cancelled = false
    const body = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(40_000).fill(0x20)), cancel: () => { cancelled = true } })
    assert.equal((await send('POST', '/token', { headers: { 'content-type': 'application/json' }, body })).status, 413)
    assert.ok(cancelled)
  })
})

test('a revocation is answered with an object, which every client can read', async () => {
  const { form } = ask()
  const { status, headers, text } = await form('/revoke', { token: 'never.was.one' })
  assert.deepEqual([status, text, headers.get('content-type')], [200, '{}', 'application/json'])
})

test('grants of a subject that no path can name are ended by a parameter', async () => {
  const { send, service } = ask()
  const headers = bearer((await service.grant({ subject: 'admin', scope: 'tokens:manage' })).access_token)
  for (const subject of ['.', '..', 'a/b', 'grants', 'ü']) {
    await service.grant({ subject })
    const ended = await send('DELETE', `/subjects/grants?subject=${encodeURIComponent(subject)}`, { headers })
    assert.deepEqual([ended.status, ended.body], [200, { revoked: 1 }], subject)
  }
  for (const query of ['', '?subject=', '?subject=a&subject=b', `?subject=${'x'.repeat(256)}`, '?subject=%ff']) {
    assert.equal((await send('DELETE', `/subjects/grants${query}`, { headers })).status, 400, query)
  }
  assert.equal((await send('DELETE', '/subjects/grants?subject=ada', {})).status, 401)
})

test('a body of no stated type is refused, and not guessed at', async () => {
  const { send } = ask()
  const body = new TextEncoder().encode('{"username":"your-email@example.com","password":"correct horse battery staple"}')
  const answer = await send('POST', '/token', { body })
  assert.deepEqual([answer.status, answer.body.error_description], [400, 'the body must be application/json or application/x-www-form-urlencoded'])
})

test('a body that cannot even be let go of is refused all the same', async () => {
  const { send } = ask()
  const body = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(40_000).fill(0x20)), cancel: () => { throw new Error('no') } })
  assert.equal((await send('POST', '/token', { headers: { 'content-type': 'application/json' }, body })).status, 413)
  await new Promise(setImmediate)
})
