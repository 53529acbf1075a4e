import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { issue, RemoteKeySet, SigningKey, TokenError, Verifier } from 'countersign'
import * as expressAdapter from 'countersign/express'
import * as fastifyAdapter from 'countersign/fastify'
import * as fetchAdapter from 'countersign/fetch'
import * as honoAdapter from 'countersign/hono'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { MisbehavingIssuer, publish } from '../support/misbehaving-issuer.js'
import { listenerOf, serve } from '../support/serve.js'

const key = SigningKey.generate()
const policy = { issuer: 'https://auth.example', audience: 'api' }
const tokenOf = (options = {}) => issue({ sub: 'user-1' }, key, { ...policy, expiresIn: 60, ...options })

/** The same application in every framework: GET /me for any token, POST /tokens for those of scope tokens:write. */
const applications = {
  async hono(verifier) {
    const { authenticate, requireRole, requireScope } = honoAdapter
    const app = new Hono()
    app.use(authenticate(verifier, { realm: 'api' }))
    app.get('/me', (c) => c.json({ sub: c.var.token.claims.sub }))
    app.post('/tokens', requireScope('tokens:write'), (c) => c.json({ created: true }))
    app.get('/audit', requireRole('auditor', 'site admin'), (c) => c.json({ audit: [] }))
    return serve(listenerOf(async (request) => app.fetch(request)))
  },
  async express(verifier) {
    const { authenticate, requireRole, requireScope } = expressAdapter
    const app = express()
    app.use(authenticate(verifier, { realm: 'api' }))
    app.get('/me', (req, res) => res.json({ sub: req.token.claims.sub }))
    app.post('/tokens', requireScope('tokens:write'), (req, res) => res.json({ created: true }))
    app.get('/audit', requireRole('auditor', 'site admin'), (req, res) => res.json({ audit: [] }))
    return serve(app)
  },
  async fastify(verifier) {
    const { authenticate, requireRole, requireScope } = fastifyAdapter
    const app = fastify()
    app.addHook('onRequest', authenticate(verifier, { realm: 'api' }))
    app.get('/me', async (request) => ({ sub: request.token.claims.sub }))
    app.post('/tokens', { onRequest: requireScope('tokens:write') }, async () => ({ created: true }))
    app.get('/audit', { onRequest: requireRole('auditor', 'site admin') }, async () => ({ audit: [] }))
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() }
  },
  async fetch(verifier) {
    const { authenticate, requireRole, requireScope } = fetchAdapter
    const routes = {
      'GET /me': (request, token) => Response.json({ sub: token.claims.sub }),
      'POST /tokens': requireScope('tokens:write', () => Response.json({ created: true })),
      'GET /audit': requireRole(['auditor', 'site admin'], () => Response.json({ audit: [] })),
    }
    const route = (request, ...rest) => routes[`${request.method} ${new URL(request.url).pathname}`](request, ...rest)
    return serve(listenerOf(authenticate(verifier, route, { realm: 'api' })))
  },
}

for (const [name, start] of Object.entries(applications)) {
  describe(`the ${name} adapter`, () => {
    let issuer
    let server
    let clock = 1_800_000_000
    const now = () => clock

    before(async () => {
      issuer = await MisbehavingIssuer.start({ answer: publish([key]) })
      server = await start(new Verifier(new RemoteKeySet(issuer.url, { now, staleFor: 600 }), { ...policy, now }))
    })
    after(() => Promise.all([issuer.close(), server.close()]))

    const call = async (path, { token, method = 'GET', authorization = token && `Bearer ${token}` } = {}) => {
      const response = await fetch(server.url + path, { method, headers: authorization ? { authorization } : {} })
      if (response.status !== 200) assert.equal(response.headers.get('cache-control'), 'no-store')
      return { status: response.status, challenge: response.headers.get('www-authenticate'), body: await response.json() }
    }
    const fresh = (options) => tokenOf({ now, ...options })

    test('puts the verified token on the context', async () => {
      assert.deepEqual(await call('/me', { token: fresh() }), { status: 200, challenge: null, body: { sub: 'user-1' } })
    })

    test('answers 401 without an error in the challenge where there is no token', async () => {
      for (const authorization of [undefined, 'Basic dXNlcjpwYXNz']) {
        const { status, challenge, body } = await call('/me', { authorization })
        assert.deepEqual([status, challenge], [401, 'Bearer realm="api"'])
        assert.equal(body.error_description, 'You must specify a Bearer token in the Authorization header to access this resource')
        assert.equal(body.code, 'ERR_CREDENTIALS_MISSING')
      }
    })

    test('lets one of the required roles pass, and answers 403 to all others', async () => {
      const withRoles = (roles) => issue({ sub: 'user-1', ...(roles !== undefined && { roles }) }, key, { ...policy, expiresIn: 60, now })
      for (const roles of [['auditor'], ['x', 'site admin']]) assert.equal((await call('/audit', { token: withRoles(roles) })).status, 200)
      for (const roles of [undefined, [], ['site'], ['Auditor'], 'auditor', { auditor: true }]) {
        const { status, body, challenge } = await call('/audit', { token: withRoles(roles) })
        assert.deepEqual([status, body.error, body.code], [403, 'insufficient_scope', 'ERR_SCOPE_INSUFFICIENT'], JSON.stringify(roles))
        assert.match(body.error_description, /one of auditor, site admin is required/)
        assert.match(challenge, /error="insufficient_scope"/)
      }
    })

    test('answers 400 for a Bearer header that is none', async () => {
      const { status, challenge, body } = await call('/me', { authorization: 'Bearer a b' })
      assert.equal(status, 400)
      assert.match(challenge, /^Bearer realm="api", error="invalid_request"/)
      assert.deepEqual([body.error, body.code], ['invalid_request', 'ERR_CREDENTIALS_MALFORMED'])
    })

    test('answers 401 for a token that is refused, and does not echo it', async () => {
      const token = fresh({ audience: 'another' })
      const { status, challenge, body } = await call('/me', { token })
      assert.equal(status, 401)
      assert.match(challenge, /^Bearer realm="api", error="invalid_token"/)
      assert.deepEqual([body.error, body.code], ['invalid_token', 'ERR_AUDIENCE_MISMATCH'])
      assert.equal(JSON.stringify([challenge, body]).includes(token.slice(0, 20)), false)
    })

    test('answers 403 with the scope where one is lacking, per route', async () => {
      assert.deepEqual((await call('/tokens', { method: 'POST', token: fresh({ scope: 'read tokens:write' }) })).body, { created: true })
      for (const scope of ['read', 'tokens:writer', undefined]) {
        const { status, challenge, body } = await call('/tokens', { method: 'POST', token: fresh({ scope }) })
        assert.equal(status, 403)
        assert.match(challenge, /error="insufficient_scope".*scope="tokens:write"/)
        assert.deepEqual([body.error, body.code], ['insufficient_scope', 'ERR_SCOPE_INSUFFICIENT'])
        assert.equal(body.error_description, 'the token lacks a scope: tokens:write is required')
      }
    })

    test('answers 503 without a challenge during an outage beyond the bound, and says nothing of the inside', async () => {
      await issuer.stop()
      clock += 300
      assert.equal((await call('/me', { token: fresh() })).status, 200)
      clock += 5000
      const { status, challenge, body } = await call('/me', { token: fresh() })
      assert.deepEqual([status, challenge, body.error, body.code], [503, null, 'temporarily_unavailable', 'ERR_KEYS_UNAVAILABLE'])
      assert.doesNotMatch(JSON.stringify(body), /127\.0\.0\.1|ECONN/)
    })
  })
}

for (const name of ['express', 'fastify', 'node:http']) {
  test(`two Authorization headers are refused (${name}): a proxy may have looked at the other one`, async (t) => {
    const verifier = new Verifier(key, policy)
    const bare = () => serve(async (req, res) => {
      const { code } = await verifier.authenticate(req).catch((error) => error)
      res.writeHead(code === undefined ? 200 : 400).end(JSON.stringify({ code }))
    })
    const server = await (applications[name] ?? bare)(verifier)
    t.after(server.close)
    const send = async (authorization) => {
      const [response] = await once(get(`${server.url}/me`, { headers: { Authorization: authorization } }), 'response')
      return { status: response.statusCode, body: JSON.parse(await text(response)) }
    }
    const good = `Bearer ${tokenOf()}`
    assert.equal((await send(good)).status, 200)
    for (const both of [[good, good], [good, 'Bearer x'], ['Basic eDp5', good]]) {
      const { status, body } = await send(both)
      assert.deepEqual([status, body.code], [400, 'ERR_CREDENTIALS_MALFORMED'])
    }
  })
}

test('a polluted Object.prototype grants no scope', async () => {
  const verifier = new Verifier(key, policy)
  const handler = fetchAdapter.authenticate(verifier, fetchAdapter.requireScope('tokens:write', () => new Response()))
  const request = new Request('https://api.example', { headers: { authorization: `Bearer ${tokenOf()}` } })
  Object.prototype.scope = 'tokens:write'
  try {
    assert.equal((await handler(request)).status, 403)
  } finally {
    delete Object.prototype.scope
  }
})

test('a wrong option or scope is refused when the route is made', () => {
  const verifier = new Verifier(key, policy)
  const refused = (work) => assert.throws(work, { code: 'ERR_OPTION_INVALID' })
  for (const adapter of [expressAdapter, fastifyAdapter, honoAdapter]) {
    for (const options of [{ relm: 'api' }, { realm: 5 }, { realm: '' }, 'api', null]) {
      if (options !== null) refused(() => adapter.authenticate(verifier, options))
    }
    for (const scopes of [[], [''], [5], [undefined], ['a"b'], [['read']], ['read', null]]) refused(() => adapter.requireScope(...scopes))
    for (const roles of [[], [''], [5], [undefined], ['x'.repeat(101)], [['admin']], ['admin', null]]) refused(() => adapter.requireRole(...roles))
  }
  refused(() => fetchAdapter.authenticate(verifier, () => new Response(), { relm: 'api' }))
  for (const scope of [undefined, '', [], 5, [5], ['a"b']]) refused(() => fetchAdapter.requireScope(scope, () => new Response()))
  for (const role of [undefined, '', [], 5, [5]]) refused(() => fetchAdapter.requireRole(role, () => new Response()))
})

test('several scopes may be one string, as in a policy', async () => {
  const handler = fetchAdapter.requireScope('read write', () => new Response())
  const token = (scope) => ({ claims: { scope } })
  const refused = await handler(undefined, token('read'))
  assert.equal((await refused.json()).error_description, 'the token lacks a scope: read write is required')
  assert.match(refused.headers.get('www-authenticate'), /scope="read write"/)
  assert.equal((await handler(undefined, token('write read'))).status, 200)
  assert.equal((await handler(undefined, token('read'))).status, 403)
})

test('a scope that a route can require is one that a policy can, character by character', () => {
  for (let unit = 0; unit < 0x180; unit++) {
    const scope = `a${String.fromCharCode(unit)}b`
    const takes = (work) => {
      try {
        return work() !== undefined
      } catch (error) {
        assert.equal(error.code, 'ERR_OPTION_INVALID')
        return false
      }
    }
    assert.equal(takes(() => fetchAdapter.requireScope(scope, () => new Response())), takes(() => new Verifier(key, { ...policy, scope })), JSON.stringify(scope))
  }
})

test('the body of a refusal has the error of its challenge', async () => {
  for (const code of TokenError.codes) {
    const error = new TokenError(code, 'so')
    if (error.status === 500) continue
    const handler = fetchAdapter.authenticate({ authenticate: async () => { throw error } }, () => assert.fail('refused'))
    const response = await handler(new Request('https://api.example'))
    const [, challenged] = response.headers.get('www-authenticate')?.match(/error="(\w+)"/) ?? []
    const { error: word } = await response.json()
    assert.equal(word, challenged ?? { 401: 'invalid_token', 503: 'temporarily_unavailable' }[response.status], code)
  }
})

test('a refusal names the option, and a realm has 200 characters at most', () => {
  const verifier = new Verifier(key, policy)
  assert.throws(() => fetchAdapter.requireScope('', () => new Response()), { message: 'the option scope must be one or more scopes' })
  assert.throws(() => fetchAdapter.requireRole('', () => new Response()), { message: 'the option role must be one or more roles' })
  fetchAdapter.authenticate(verifier, () => new Response(), { realm: 'x'.repeat(200) })
  const tooLong = () => fetchAdapter.authenticate(verifier, () => new Response(), { realm: 'x'.repeat(201) })
  assert.throws(tooLong, { code: 'ERR_OPTION_INVALID', message: /the option realm must be a non-empty string of at most 200 characters/ })
})

test('a token without a scope has none, whatever is asked for', async () => {
  const verifier = new Verifier(key, policy)
  const handler = fetchAdapter.authenticate(verifier, fetchAdapter.requireScope('mutant', () => new Response()))
  for (const token of [tokenOf(), issue({ scope: ['mutant'] }, key, { ...policy, expiresIn: 60 })]) {
    assert.equal((await handler(new Request('https://api.example', { headers: { authorization: `Bearer ${token}` } }))).status, 403)
  }
})

test('what is no refusal of ours is thrown as it is, whatever its status', async () => {
  const strange = Object.assign(new Error('of the database'), { status: 401, code: 'ERR_TOKEN_EXPIRED' })
  const handler = fetchAdapter.authenticate({ authenticate: async () => { throw strange } }, () => new Response())
  await assert.rejects(handler(new Request('https://api.example')), strange)
  // And what comes after is awaited: its failure is the framework's.
  const app = new Hono()
  const seen = []
  app.use(async (c, next) => {
    await next()
    seen.push('after')
  })
  app.use(honoAdapter.authenticate(new Verifier(key, policy)))
  app.get('/', async (c) => {
    await new Promise(setImmediate)
    seen.push('handled')
    return c.json({})
  })
  const response = await app.request('/', { headers: { authorization: `Bearer ${tokenOf()}` } })
  assert.deepEqual([response.status, seen], [200, ['handled', 'after']])
})

test('a requirement without authenticate before it is a mistake that is told by its name', async () => {
  const handler = () => assert.fail('nobody asked for a token')
  const request = new Request('https://api.example')
  for (const name of ['requireScope', 'requireRole']) {
    await assert.rejects(fetchAdapter[name]('admin', handler)(request), { code: 'ERR_OPTION_INVALID', message: `the option ${name} needs authenticate before it` })
  }
})

test("the program's own mistakes reach the framework's error handler", async (t) => {
  const app = express()
  app.get('/', expressAdapter.requireScope('read'), (req, res) => res.json({}))
  // Four parameters make an error handler.
  app.use((error, req, res, _next) => res.status(500).json({ code: error.code }))
  const server = await serve(app)
  t.after(server.close)
  const response = await fetch(server.url)
  assert.deepEqual([response.status, await response.json()], [500, { code: 'ERR_OPTION_INVALID' }])
})
