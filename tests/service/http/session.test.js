import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode } from 'countersign'
import { ISSUER, setUp as setUpAccount } from '../support/account.js'

const OWN = { origin: ISSUER, 'sec-fetch-site': 'same-origin' }
const LOG_IN = { username: 'ada', password: 'right' }

/** A browser, which keeps the cookie. */
const setUp = (options) => {
  const made = setUpAccount(options)
  const jar = {}
  const send = async (method, path, { headers = OWN, body, cookie = jar.cookie } = {}) => {
    const all = { ...headers, ...(cookie && { cookie: `other=1; ${cookie}; more=2` }), ...(body && { 'content-type': 'application/json' }) }
    const answer = await made.service.fetch(new Request(ISSUER + path, { method, headers: all, body: body && JSON.stringify(body) }))
    const set = answer.headers.get('set-cookie')
    if (set !== null) jar.cookie = /Max-Age=0/.test(set) ? undefined : set.split(';')[0]
    const text = await answer.text()
    return { status: answer.status, set, text, body: text === '' ? undefined : JSON.parse(text) }
  }
  return { ...made, jar, send }
}

describe('a browser session', () => {
  test('keeps its refresh token in a cookie that no script and no other site can reach, and never in a body', async () => {
    const { send, use } = setUp()
    const { status, set, text, body } = await send('POST', '/session', { body: LOG_IN })
    assert.equal(status, 200)
    const [pair, ...attributes] = set.split('; ')
    assert.deepEqual(attributes, ['Path=/', 'Max-Age=86400', 'HttpOnly', 'Secure', 'SameSite=Strict'])
    const [name, token] = pair.split('=')
    assert.equal(name, '__Host-countersign')
    assert.equal(decode(token).header.typ, 'refresh+jwt')
    assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'scope', 'token_type'])
    assert.ok(!text.includes(token))
    assert.equal(await use(body.access_token), 'good')
  })

  test('is refreshed by its cookie, and ended', async () => {
    const { jar, send, use } = setUp()
    const first = await send('POST', '/session', { body: LOG_IN })
    const before = jar.cookie
    const next = await send('POST', '/session/refresh')
    assert.equal(next.status, 200)
    assert.notEqual(jar.cookie, before)
    assert.ok(!next.text.includes(jar.cookie.split('=')[1]))
    assert.deepEqual((await send('POST', '/session/refresh', { cookie: before })).body, next.body, 'two tabs at once')
    const ended = await send('DELETE', '/session')
    assert.deepEqual([ended.status, jar.cookie], [204, undefined])
    assert.equal(await use(first.body.access_token), 'ERR_TOKEN_REVOKED')
    assert.equal((await send('DELETE', '/session')).status, 204, 'again')
    const over = await send('POST', '/session/refresh')
    assert.deepEqual([over.status, over.body.code], [401, 'ERR_SESSION_MISSING'])
  })

  test('forgets a cookie that will never be good again, and keeps it through an outage', async () => {
    const { MemoryStore } = await import('countersign/stores/memory')
    const store = new MemoryStore()
    const { clock, jar, send } = setUp({ store })
    await send('POST', '/session', { body: LOG_IN })
    const { grant } = store
    store.grant = async () => { throw new Error('down') }
    for (const [method, path] of [['POST', '/session/refresh'], ['DELETE', '/session']]) {
      const { status, set } = await send(method, path)
      assert.deepEqual([status, set], [503, null], path)
    }
    store.grant = grant
    clock.offset = 90_000
    assert.equal((await send('POST', '/session/refresh')).body.code, 'ERR_TOKEN_EXPIRED')
    assert.equal(jar.cookie, undefined)
    assert.equal((await send('POST', '/session/refresh', { cookie: '__Host-countersign=garbage' })).status, 401)
    assert.equal((await send('DELETE', '/session', { cookie: '__Host-countersign=garbage' })).status, 204)
  })

  test('wrong credentials set no cookie', async () => {
    const { send } = setUp()
    const { status, body, set } = await send('POST', '/session', { body: { username: 'ada', password: 'wrong' } })
    assert.deepEqual([status, body.code, set], [401, 'ERR_CREDENTIALS_INVALID', null])
  })

  test('is asked for by the rate limit of log-ins and refreshes, too', async () => {
    const asked = []
    const { send } = setUp({ rateLimit: (_, route) => void asked.push(route) })
    await send('POST', '/session', { body: LOG_IN })
    await send('POST', '/session/refresh')
    assert.deepEqual(asked, ['POST /session', 'POST /token', 'POST /session/refresh', 'POST /auth/refresh'])
  })
})

describe('a request that another site may have caused is 403, whatever cookie it has', () => {
  const cases = {
    'another origin': { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    'another origin, in an old browser': { origin: 'https://evil.example' },
    'a subdomain': { origin: 'https://evil.auth.example', 'sec-fetch-site': 'same-site' },
    'another port': { origin: `${ISSUER}:444` },
    'another scheme': { origin: 'http://auth.example' },
    'an opaque origin': { origin: 'null' },
    'its own origin, of another site': { origin: ISSUER, 'sec-fetch-site': 'cross-site' },
    'no origin, of another site': { 'sec-fetch-site': 'cross-site' },
    'no origin, typed by hand': { 'sec-fetch-site': 'none' },
    'nothing that says where it comes from': {},
  }
  for (const [name, headers] of Object.entries(cases)) {
    test(`from ${name}: nothing is begun, refreshed or ended`, async () => {
      const { jar, send } = setUp()
      await send('POST', '/session', { body: LOG_IN })
      const { cookie } = jar
      for (const [method, path, body] of [['POST', '/session', LOG_IN], ['POST', '/session/refresh'], ['DELETE', '/session']]) {
        const answer = await send(method, path, { headers, body })
        assert.deepEqual([answer.status, answer.body.error, answer.body.code, answer.set], [403, 'access_denied', 'ERR_ORIGIN_MISMATCH', null], path)
      }
      assert.equal(jar.cookie, cookie)
      assert.equal((await send('POST', '/session/refresh')).status, 200, 'nothing was ended')
    })
  }

  test('an older browser that says nothing but its origin is let in', async () => {
    const { send } = setUp()
    assert.equal((await send('POST', '/session', { headers: { origin: ISSUER }, body: LOG_IN })).status, 200)
  })

  test('a form is refused, which needs no permission to be sent', async () => {
    const { service } = setUp()
    const body = new URLSearchParams({ grant_type: 'password', ...LOG_IN })
    const answer = await service.fetch(new Request(`${ISSUER}/session`, { method: 'POST', headers: OWN, body }))
    assert.equal(answer.status, 400)
    assert.equal(answer.headers.get('set-cookie'), null)
  })
})

test('services that share a host have a cookie each', async () => {
  const issuer = 'https://auth.example/tenant-1'
  const { makeService } = await import('../support/service.js')
  const { MemoryStore } = await import('countersign/stores/memory')
  const { authenticate } = await import('../support/account.js')
  const { service } = makeService({ store: new MemoryStore(), issuer, authenticate })
  const headers = { ...OWN, 'content-type': 'application/json' }
  const answer = await service.fetch(new Request(`${issuer}/session`, { method: 'POST', headers, body: JSON.stringify(LOG_IN) }))
  assert.match(answer.headers.get('set-cookie'), /^__Host-countersign-tenant-1=/)
})
