import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ask, basic } from '../support/requests.js'

/** A provider that remembers what it was asked, and knows one user, one e-mail address, one API key and one client. */
const setUp = (options = {}) => {
  const seen = []
  const authenticate = (credentials) => {
    seen.push(credentials)
    const { password, code, apiKey, client_secret } = credentials
    return [password, code, apiKey, client_secret].includes('right') ? { subject: 'ada', scope: 'read' } : undefined
  }
  return { seen, ...ask({ authenticate, ...options }) }
}
const said = ({ status, body }) => [status, body.error]

describe('a JSON log-in', () => {
  test('may be by anything that the provider understands', async () => {
    const { json, seen } = setUp()
    assert.equal((await json('/token', { email: 'ada@example.com', code: 'right', scope: 'read' })).status, 200)
    assert.equal((await json('/token', { grant_type: 'password', username: 'ada', password: 'right', otp: '123456', hint: null })).status, 200)
    const nothing = { grant_type: null, scope: null, resource: null, client_id: null, client_secret: null }
    assert.equal((await json('/token', { email: 'ada@example.com', password: 'right', ...nothing })).status, 200)
    assert.deepEqual(seen.pop(), { email: 'ada@example.com', password: 'right' })
    assert.deepEqual(seen, [{ email: 'ada@example.com', code: 'right' }, { username: 'ada', password: 'right', otp: '123456' }])
  })

  test('may be judged by a provider that takes its time', async () => {
    const { json } = setUp({ authenticate: async ({ password }) => (password === 'right' ? { subject: 'ada' } : undefined) })
    assert.equal((await json('/token', { username: 'ada', password: 'right' })).status, 200)
    assert.equal((await json('/token', { username: 'ada', password: 'wrong' })).status, 401)
  })

  test('may have sixteen members', async () => {
    const { json, seen } = setUp()
    const members = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`code${n}`, 'x']))
    assert.equal((await json('/token', members)).status, 401)
    assert.deepEqual(seen, [members])
  })

  const wrong = {
    'an operator of a database in place of a password': { username: 'ada', password: { $ne: null } },
    'an operator in a member of its own': { email: 'ada@example.com', code: { $ne: null } },
    'an operator beside good credentials': { username: 'ada', password: 'right', apiKey: { $ne: null } },
    'an array, a number, a boolean': { email: ['a', 'b'], code: 5, remember: true },
    'an API key, which has its own endpoint': { apiKey: 'right' },
    'an API key beside good credentials': { username: 'ada', password: 'right', api_key: 'right' },
    'a refresh token without its grant type': { refreshToken: 'x' },
    'a client that it says is authenticated': { username: 'ada', password: 'right', client: 'web' },
    'the prototype as a member': JSON.parse('{ "email": "a", "__proto__": "right" }'),
    'a name that is not a plain one': { 'email[$ne]': 'right' },
    'too many members': Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`code${n}`, 'right'])),
    'a password of 9,000 characters': { username: 'ada', password: 'x'.repeat(9000) },
    'a lone surrogate': { username: 'ada\ud800', password: 'right' },
    'no credentials': { scope: 'read', client_id: null },
    'a user name alone': { username: 'ada', code: 'right' },
    'an empty string': { email: 'ada@example.com', code: '' },
  }
  for (const [name, members] of Object.entries(wrong)) {
    test(`is refused before the provider is asked: ${name}`, async () => {
      const { json, seen } = setUp()
      assert.deepEqual(said(await json('/token', members)), [400, 'invalid_request'])
      assert.deepEqual(seen, [])
    })
  }
})

test('a form log-in hands on user name and password, and nothing else', async () => {
  const { form, seen } = setUp()
  const members = { grant_type: 'password', username: 'ada', password: 'right', apiKey: 'right', client: 'web', otp: '1' }
  assert.equal((await form('/token', members)).status, 200)
  assert.deepEqual(seen, [{ username: 'ada', password: 'right' }])
})

test('an exchange of an API key hands on the key, and nothing else', async () => {
  const { json, seen } = setUp()
  assert.equal((await json('/auth/api-key', { apiKey: 'right', username: 'ada', password: 'x', client: 'web' })).status, 200)
  assert.deepEqual(seen, [{ apiKey: 'right' }])
})

test('a form with bytes that are not UTF-8 is refused', async () => {
  const { send, seen } = setUp()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const post = (body) => send('POST', '/token', { headers, body })
  assert.deepEqual(said(await post('grant_type=password&username=ada&password=right%ff')), [400, 'invalid_request'])
  assert.deepEqual(seen, [])
  await post('grant_type=password&username=ada&password=right%EF%BF%BD')
  await post('grant_type=password&username=ada&password=100%')
  assert.deepEqual(seen.map(({ password }) => password), ['right\ufffd', '100%'])
})

describe('wrong credentials', () => {
  test('are 400 in the form of OAuth, and 401 with a challenge in JSON', async () => {
    const { form, json } = setUp()
    const inForm = await form('/token', { grant_type: 'password', username: 'ada', password: 'wrong' })
    assert.deepEqual([...said(inForm), inForm.headers.get('www-authenticate')], [400, 'invalid_grant', null])
    for (const answer of [
      await json('/token', { username: 'ada', password: 'wrong' }),
      await json('/auth/api-key', { apiKey: 'wrong' }),
      await json('/auth/refresh', { refreshToken: 'wrong' }),
    ]) {
      assert.deepEqual([...said(answer), answer.headers.get('www-authenticate')], [401, 'invalid_grant', 'Bearer realm="https://auth.example/tenant"'])
    }
  })

  test('are challenged in characters that a header can have', async () => {
    const { form } = ask({ issuer: 'https://bücher.example/"ü' })
    const answer = await form('/token', { grant_type: 'client_credentials', client_id: 'web', client_secret: 'wrong' })
    assert.equal(answer.headers.get('www-authenticate'), 'Basic realm="https://xn--bcher-kva.example/%22%C3%BC", charset="UTF-8"')
  })
})

describe('a rate limit', () => {
  test('holds for what a request does, wherever it does it', async () => {
    const limited = new Set()
    const { form, json, send, service, seen } = setUp({ rateLimit: (_request, route) => (limited.has(route) ? 5 : undefined) })
    const { refresh_token, access_token } = await service.grant({ subject: 'ada', scope: 'tokens:manage' })
    const grant = { grant_type: 'refresh_token', refresh_token }
    limited.add('POST /auth/refresh')
    assert.equal((await form('/token', grant)).status, 429)
    assert.equal((await json('/token', grant)).status, 429)
    limited.clear()
    limited.add('POST /token')
    const guess = basic('web', 'guess')
    assert.equal((await form('/revoke', { token: access_token }, guess)).status, 429)
    assert.equal((await form('/introspect', { token: access_token }, guess)).status, 429)
    assert.equal((await json('/auth/refresh', { refreshToken: refresh_token }, guess)).status, 429)
    assert.equal((await json('/auth/api-key', { apiKey: 'right', client_id: 'web', client_secret: 'guess' })).status, 429)
    assert.deepEqual(seen, [])
    assert.equal((await json('/auth/refresh', { refreshToken: refresh_token })).status, 200)
    limited.add('DELETE /subjects/*/grants')
    const headers = { authorization: `Bearer ${access_token}` }
    assert.equal((await send('DELETE', '/subjects/grants?subject=ada', { headers })).status, 429)
  })

  test('is asked once for what a request says that it does', async () => {
    const routes = []
    const { form, json } = setUp({ rateLimit: (_request, route) => void routes.push(route) })
    await json('/token', { username: 'ada', password: 'right' })
    await form('/token', { grant_type: 'client_credentials' }, basic('web', 'right'))
    assert.deepEqual(routes, ['POST /token', 'POST /token'])
  })
})

test('a refresh token that is refused at the token endpoint is 400 in the form of OAuth, and 401 in JSON', async () => {
  const { form, json } = setUp()
  const grant = { grant_type: 'refresh_token', refresh_token: 'wrong' }
  assert.deepEqual(said(await form('/token', grant)), [400, 'invalid_grant'])
  assert.deepEqual(said(await json('/token', grant)), [401, 'invalid_grant'])
})
