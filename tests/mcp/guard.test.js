import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SigningKey, TokenError, Verifier, issue } from 'countersign'
import { protectMcp } from 'countersign/mcp'
import express from 'express'
import { listenerOf, serve } from '../support/serve.js'

const issuer = 'https://auth.example'
const resource = 'https://api.example/mcp'
const METADATA = '/.well-known/oauth-protected-resource/mcp'
const key = SigningKey.generate()
const verifier = new Verifier(key, { issuer, audience: resource, type: 'at+jwt' })
const OPTIONS = { resource, authorizationServers: [issuer], requiredScopes: ['mcp'], toolScopes: { write: 'notes:write', purge: ['notes:write', 'admin'] } }
const tokenOf = ({ claims, ...options } = {}) => issue({ sub: 'ada', client_id: 'notebook', ...claims }, key, { issuer, audience: resource, type: 'at+jwt', scope: 'mcp', expiresIn: 60, ...options })
const callOf = (name) => ({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } })

/** The guard in front of a handler that says what reaches it, both ways. */
const guarded = {
  async fetch(t, options, from = verifier) {
    const reached = []
    const guard = protectMcp(from, { ...OPTIONS, ...options })
    const serving = guard.fetch(async (request, given) => {
      reached.push(given)
      return Response.json({ body: given.parsedBody ?? (await request.text()) })
    })
    return { reached, ...(await ask((path, init) => serving(new Request(`https://api.example${path}`, init)))) }
  },
  async middleware(t, options, from = verifier) {
    const reached = []
    const guard = protectMcp(from, { ...OPTIONS, ...options })
    const app = express()
    app.use(express.json({ strict: false }), guard.middleware)
    app.all('/*any', (req, res) => {
      reached.push({ authInfo: req.auth, parsedBody: req.body })
      res.json({ body: req.body })
    })
    app.use((error, _req, res, _next) => res.status(error.status ?? 500).json({ code: error.code }))
    const server = await serve(app)
    t.after(server.close)
    return { reached, url: server.url, ...(await ask((path, init) => fetch(server.url + path, init))) }
  },
}

const ask = async (send) => {
  const request = async (path, init) => {
    const response = await send(path, init)
    const text = await response.text()
    return { status: response.status, challenge: response.headers.get('www-authenticate'), text, body: text.startsWith('{') ? JSON.parse(text) : undefined }
  }
  const post = (body, { token = tokenOf(), path = '/mcp', type = 'application/json' } = {}) =>
    request(path, { method: 'POST', headers: { 'content-type': type, ...(token && { authorization: `Bearer ${token}` }) }, body: typeof body === 'string' ? body : JSON.stringify(body) })
  return { request, post }
}

for (const [way, start] of Object.entries(guarded)) {
  describe(`the guard's ${way}`, () => {
    test('hands on whose request it is, in the words of the SDK', async (t) => {
      const { post, reached } = await start(t)
      const token = tokenOf()
      assert.equal((await post(callOf('read'), { token })).status, 200)
      const [{ authInfo }] = reached
      assert.equal(authInfo.token, token)
      assert.deepEqual([authInfo.clientId, authInfo.scopes, authInfo.resource.href, authInfo.extra.sub], ['notebook', ['mcp'], resource, 'ada'])
      assert.equal(authInfo.expiresAt, authInfo.extra.exp)
      assert.equal(authInfo.resourceMetadataUrl, `https://api.example${METADATA}`)
    })

    test('never takes a subject for a client: users may choose their names', async (t) => {
      const { post, reached } = await start(t)
      await post(callOf('read'), { token: tokenOf({ claims: { client_id: undefined } }) })
      await post(callOf('read'), { token: tokenOf({ claims: { client_id: undefined, azp: 'web' } }) })
      assert.deepEqual(reached.map(({ authInfo }) => authInfo.clientId), ['', 'web'])
    })

    test('answers 401 with where to ask, and for what', async (t) => {
      const { post, reached } = await start(t)
      const metadata = `resource_metadata="https://api.example${METADATA}"`
      assert.deepEqual(await post(callOf('read'), { token: null }).then(({ status, challenge }) => [status, challenge]), [401, `Bearer scope="mcp", ${metadata}`])
      for (const token of [tokenOf({ audience: 'https://elsewhere.example' }), tokenOf({ type: 'JWT' }), tokenOf({ now: () => 1000 }), 'x.y.z']) {
        const { status, challenge, body } = await post(callOf('read'), { token })
        assert.deepEqual([status, body.error], [401, 'invalid_token'])
        assert.ok(challenge.endsWith(metadata), challenge)
      }
      assert.equal(reached.length, 0)
    })

    test('asks for every scope that the call of a tool needs, in one challenge', async (t) => {
      const { post, reached } = await start(t)
      const cases = [
        [callOf('read'), 'openid', 'mcp'],
        [callOf('write'), 'mcp', 'mcp notes:write'],
        [callOf('purge'), 'mcp notes:write', 'mcp notes:write admin'],
        [[callOf('read'), callOf('write')], 'mcp', 'mcp notes:write'],
        [[callOf('purge'), callOf('write')], 'mcp', 'mcp notes:write admin'],
      ]
      for (const [body, scope, needed] of cases) {
        const { status, challenge } = await post(body, { token: tokenOf({ scope }) })
        assert.equal(status, 403)
        assert.match(challenge, new RegExp(`^Bearer error="insufficient_scope", .*scope="${needed}", resource_metadata=`))
      }
      assert.equal(reached.length, 0)
      for (const body of [callOf('read'), callOf('__proto__'), callOf('constructor'), { method: 'tools/list' }, [callOf('read')]]) {
        assert.equal((await post(body)).status, 200)
      }
      assert.equal((await post(callOf('purge'), { token: tokenOf({ scope: 'admin notes:write mcp' }) })).status, 200)
    })

    test('hands on the very message that it judged, and refuses what it cannot read', async (t) => {
      const { post, reached } = await start(t)
      const twice = `{"method":"tools/call","params":{"name":"write"},"params":{"name":"read"}}`
      assert.equal((await post(twice)).status, 200)
      assert.equal(reached[0].parsedBody.params.name, 'read')
      for (const body of ['"tools/call"', '5', 'null', 'true']) assert.equal((await post(body)).status, 400, body)
      assert.equal((await post(JSON.stringify(callOf('write')).slice(1))).status, 400)
      assert.equal(reached.length, 1)
    })

    test('looks at no body if no tool needs a scope of its own', async (t) => {
      const { post } = await start(t, { toolScopes: {} })
      assert.equal((await post(callOf('write'))).status, 200)
    })

    test('guards every path but that of the metadata, which need no token', async (t) => {
      const { request, reached } = await start(t)
      for (const path of ['/', '/MCP', '/mcp/', '//mcp', '/mcp?x', '/.well-known/oauth-protected-resource', `${METADATA}/`, `/x${METADATA}`]) {
        assert.equal((await request(path)).status, 401, path)
      }
      assert.equal(reached.length, 0)
      const { status, body } = await request(`${METADATA}?x`)
      assert.deepEqual([status, body.resource, body.authorization_servers], [200, resource, [issuer]])
      assert.deepEqual([(await request(METADATA, { method: 'HEAD' })).text, (await request(METADATA, { method: 'DELETE' })).status], ['', 405])
    })

    test('answers an outage with 503, and leaves the mistakes of the program to the framework', async (t) => {
      const failing = (code) => ({ authenticate: async () => { throw new TokenError(code, 'it is so') } })
      const down = await start(t, {}, failing('ERR_KEYS_UNAVAILABLE'))
      assert.deepEqual(await down.post(callOf('read')).then(({ status, challenge }) => [status, challenge]), [503, null])
      const broken = await start(t, {}, failing('ERR_OPTION_INVALID'))
      const answer = await broken.post(callOf('read')).catch((error) => ({ status: 500, body: error }))
      assert.deepEqual([answer.status, answer.body.code], [500, 'ERR_OPTION_INVALID'])
    })
  })
}

test('a body that the parser of Express passes by is refused, for the SDK might read it', async (t) => {
  const { post, reached } = await guarded.middleware(t)
  for (const type of ['text/plain', 'application/jsonp', 'text/plain; application/json']) {
    const { status, body } = await post(callOf('write'), { type })
    assert.deepEqual([status, body.error.code, body.id], [400, -32700, null], type)
  }
  assert.equal(reached.length, 0)
})

test('a body of more than 4 MiB is refused', async (t) => {
  const { post, reached } = await guarded.fetch(t)
  assert.equal((await post({ ...callOf('read'), more: 'x'.repeat(4 * 1024 * 1024) })).status, 400)
  assert.equal((await post({ ...callOf('read'), more: 'x'.repeat(1024 * 1024) })).status, 200)
  assert.equal(reached.length, 1)
})

test('what the handler throws is the handler\'s', async () => {
  const failure = new TokenError('ERR_TOKEN_EXPIRED', 'of another token')
  const serving = protectMcp(verifier, OPTIONS).fetch(() => { throw failure })
  await assert.rejects(serving(new Request(resource, { headers: { authorization: `Bearer ${tokenOf()}` } })), failure)
})

test('wrong options are refused by name', () => {
  const wrong = {
    resource: [undefined, 'mcp', 'http://api.example'],
    authorizationServers: [undefined, []],
    requiredScopes: [5, [5], ['a"b'], 'a  b', null],
    toolScopes: [5, [], { write: 5 }, { write: [] }, { write: '' }, { write: 'a"b' }, new Map()],
    realm: [5, ''],
    toolScope: [{}],
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      assert.throws(() => protectMcp(verifier, { ...OPTIONS, [name]: value }), (error) => error.code === 'ERR_OPTION_INVALID' && new RegExp(`${name}|scope`).test(error.message), `${name} ${JSON.stringify(value)}`)
    }
  }
  assert.throws(() => protectMcp(verifier), { code: 'ERR_OPTION_INVALID' })
})

test('a path can be guarded alone, and a server of Node needs no framework', async (t) => {
  const { middleware } = protectMcp(verifier, OPTIONS)
  const server = await serve((req, res) => middleware(req, res, (error) => res.end(error === undefined ? req.auth.clientId : 'failed')))
  t.after(server.close)
  const get = async (path, headers) => (await fetch(server.url + path, { headers })).text()
  assert.equal(await get('/mcp', { authorization: `Bearer ${tokenOf()}` }), 'notebook')
  assert.equal(JSON.parse(await get(METADATA)).resource, resource)
  assert.equal(JSON.parse(await get('/mcp')).code, 'ERR_CREDENTIALS_MISSING')
  const fetched = await serve(listenerOf(protectMcp(verifier, OPTIONS).fetch(() => new Response('ok'))))
  t.after(fetched.close)
  assert.equal((await fetch(`${fetched.url}/mcp`)).status, 401)
})
