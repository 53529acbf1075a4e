import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Verifier, decode } from 'countersign'
import { apiOf } from '../support/api.js'
import { freePort } from '../support/ports.js'
import { serve } from '../support/serve.js'
import { API_KEY, PASSWORD, key, makeService } from '../support/service.js'
import { stores } from '../support/stores.js'

const DAY = 86_400
const MISSING = 'You must specify a Bearer token in the Authorization header to access this resource'

// Each test plays one documented system with plain fetch, as its documents show it.
for (const { name, open } of stores) {
  describe(`over HTTP on ${name}`, () => {
    let opened, made, server, url, users
    before(async () => {
      opened = await open()
      if (opened === undefined) return
      url = `http://127.0.0.1:${await freePort()}`
      users = {}
      const owner = ({ id }) => users[id] ?? { active: true }
      made = makeService({ store: opened.store, issuer: url, sessionLifetime: DAY, owner })
      server = await serve(apiOf(made.service), { port: Number(new URL(url).port) })
    })
    after(async () => {
      await server?.close()
      await opened?.close()
    })

    const it = (sentence, work) =>
      test(sentence, async (context) => {
        if (opened === undefined) return context.skip(`not run: ${name} is not installed`)
        made.clock.offset = 0
        made.events.length = 0
        for (const id of Object.keys(users)) delete users[id]
        await work()
      })
    const call = async (method, path, { json, form, token, headers = {} } = {}) => {
      const type = json ? 'application/json' : form ? 'application/x-www-form-urlencoded' : undefined
      const response = await fetch(url + path, {
        method,
        headers: { ...(type && { 'content-type': type }), ...(token && { authorization: `Bearer ${token}` }), ...headers },
        body: json ? JSON.stringify(json) : form ? new URLSearchParams(form) : undefined,
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
    }
    const post = (path, json, more) => call('POST', path, { json, ...more })
    const logIn = async () => (await post('/token', { username: 'your-email@example.com', password: PASSWORD })).body
    const open_ = (token) => call('GET', '/protected-endpoint', { token })

    it('F1: logs in for an hour, refreshes for a day, and keeps permanent tokens as hashes', async () => {
      const { token, refresh_token } = await logIn()
      const { header, claims } = decode(token)
      assert.equal(token.split('.').length, 3)
      assert.deepEqual([header.typ, header.alg], ['at+jwt', 'EdDSA'])
      assert.equal(claims.exp - claims.iat, 3600)
      assert.equal((await open_(token)).status, 200)

      made.clock.offset = 3600 + 10
      const dead = await open_(token)
      assert.deepEqual([dead.status, dead.body.code], [401, 'ERR_TOKEN_EXPIRED'])
      const renewed = await post('/auth/refresh', { refreshToken: refresh_token })
      assert.equal(renewed.status, 200)
      assert.equal((await open_(renewed.body.access_token)).status, 200)
      // "Enter their login and password every 24 hours", however often the session was refreshed.
      made.clock.offset = 23 * 3600
      const late = await post('/auth/refresh', { refreshToken: renewed.body.refresh_token })
      assert.equal(late.status, 200)
      made.clock.offset = DAY + 10
      const over = await post('/auth/refresh', { refreshToken: late.body.refresh_token })
      assert.deepEqual([over.status, over.body.error, over.body.code], [401, 'invalid_grant', 'ERR_TOKEN_EXPIRED'])

      made.clock.offset = 0
      const expires_at = Math.floor(made.now()) + DAY
      // "People make them themselves": no right to manage others' is needed.
      const created = await post('/me/api-tokens', { name: 'nightly purge', role: 'Administrators', scopes: ['read'], expires_at }, { token })
      assert.equal(created.status, 201)
      assert.match(created.body.token, /^acme_[0-9A-Za-z]{49}$/)
      const { name: label, role, start, owner } = created.body
      assert.deepEqual({ label, role, owner }, { label: 'nightly purge', role: 'Administrators', owner: { type: 'user', id: 'ada' } })
      assert.equal(start, created.body.token.slice(0, 9))
      assert.ok(Math.abs(created.body.expires_at - expires_at) < 1)
      assert.deepEqual((await open_(created.body.token)).body, { hello: 'ada' })
      // Not possible to display it a second time: it is not there.
      const listed = await call('GET', '/me/api-tokens', { token })
      const shown = listed.body.api_tokens.find(({ id }) => id === created.body.id)
      assert.equal(shown.token, undefined)
      assert.ok(!JSON.stringify(listed.body).includes(created.body.token.slice(10)))
      const stored = await opened.store.apiToken(url, created.body.id)
      assert.ok(!JSON.stringify(stored).includes(created.body.token.slice(10)))
      assert.equal(stored.digest.length, 64)

      const unlimited = await post('/me/api-tokens', { name: 'for ever', role: 'Users', scopes: ['read'] }, { token })
      assert.equal(unlimited.body.expires_at, null)
      made.clock.offset = 400 * DAY
      assert.equal((await open_(unlimited.body.token)).status, 200)
      assert.equal((await open_(created.body.token)).body.code, 'ERR_TOKEN_EXPIRED')
    })

    it('F2: exchanges an API key for a disposable bearer token, and that for the next', async () => {
      const exchanged = await post('/auth/api-key', { apiKey: API_KEY })
      assert.equal(exchanged.status, 200)
      const shape = ({ token_type, expires_in, access_token, refresh_token }) => [token_type, expires_in, typeof access_token, typeof refresh_token]
      assert.deepEqual(shape(exchanged.body), ['Bearer', 3600, 'string', 'string'])
      assert.equal(exchanged.headers.get('cache-control'), 'no-store')
      assert.deepEqual((await open_(exchanged.body.access_token)).body, { hello: 'video-app' })
      const renewed = await post('/auth/refresh', { refreshToken: exchanged.body.refresh_token })
      assert.deepEqual(shape(renewed.body), ['Bearer', 3600, 'string', 'string'])
      assert.notEqual(renewed.body.access_token, exchanged.body.access_token)
      // "When that key is revoked, so is the pair": of a key that the service itself made.
      const { token: session } = await logIn()
      const key = (await post('/me/api-tokens', { name: 'video', scopes: ['read'] }, { token: session })).body
      const pair = (await post('/auth/api-key', { apiKey: key.token })).body
      assert.equal((await open_(pair.access_token)).status, 200)
      assert.equal((await call('DELETE', `/me/api-tokens/${key.id}`, { token: session })).status, 204)
      assert.equal((await open_(pair.access_token)).body.code, 'ERR_TOKEN_REVOKED')
      assert.equal((await post('/auth/refresh', { refreshToken: pair.refresh_token })).body.code, 'ERR_TOKEN_REVOKED')
      const wrong = await post('/auth/api-key', { apiKey: 'guess' })
      assert.deepEqual([wrong.status, wrong.body.error], [401, 'invalid_grant'])
    })

    it('F3: gives users and applications scoped tokens, and ends all of a subject at once', async () => {
      const { token } = await logIn()
      const owner = { type: 'application', id: 'billing' }
      const created = await post('/api-tokens', { name: 'export', owner, scopes: ['write'] }, { token })
      assert.deepEqual(created.body.owner, owner)
      const refused = await open_(created.body.token)
      assert.deepEqual([refused.status, refused.body.code], [403, 'ERR_SCOPE_INSUFFICIENT'])
      assert.match(refused.headers.get('www-authenticate'), /error="insufficient_scope".*scope="read"/)

      const rerolled = await post(`/api-tokens/${created.body.id}/reroll`, { grace: 60 }, { token })
      assert.notEqual(rerolled.body.token, created.body.token)
      const active = async (each) => (await post('/introspect', { token: each }, { token })).body.active
      assert.deepEqual([await active(created.body.token), await active(rerolled.body.token)], [true, true])
      made.clock.offset = 61
      assert.deepEqual([await active(created.body.token), await active(rerolled.body.token)], [false, true])

      // User-based tokens "inherit its permissions": what the user may no longer do, the token may no longer do.
      const own = (await post('/me/api-tokens', { name: 'own', scopes: ['read', 'write'] }, { token })).body
      const scopeOf = async (each) => (await call('GET', '/me', { token: each })).body.scope
      assert.equal(await scopeOf(own.token), 'read write')
      users.ada = { active: true, scope: 'read' }
      assert.equal(await scopeOf(own.token), 'read')
      users.ada = { active: false }
      assert.equal((await open_(own.token)).body.code, 'ERR_TOKEN_REVOKED')
      delete users.ada
      // "Regularly rotated": by the script that uses it.
      const rotated = await post('/me/api-tokens/current/reroll', { grace: 0 }, { token: own.token })
      assert.equal((await open_(rotated.body.token)).status, 200)
      assert.equal((await open_(own.token)).body.code, 'ERR_TOKEN_REVOKED')

      const grace = await post('/token', { username: 'grace', password: PASSWORD })
      const again = await post('/token', { username: 'grace', password: PASSWORD })
      const ended = await call('DELETE', '/subjects/grace/grants', { token })
      assert.ok(ended.body.revoked >= 2)
      for (const { body } of [grace, again]) {
        assert.equal((await open_(body.access_token)).body.code, 'ERR_TOKEN_REVOKED')
        assert.equal((await post('/auth/refresh', { refreshToken: body.refresh_token })).body.code, 'ERR_TOKEN_REVOKED')
      }
      assert.ok(made.events.filter(({ type, subject }) => type === 'revoked' && subject === 'grace').length >= 2)
      assert.equal((await call('GET', '/api-tokens', { token: grace.body.access_token })).status, 401)
    })

    it('F4: revokes an opaque token, and an access token with its refresh tokens, at once', async () => {
      const { token } = await logIn()
      const opaque = (await post('/me/api-tokens', { name: 'cloud-manager', scopes: ['read'] }, { token })).body
      const labels = (await call('GET', '/me/api-tokens', { token })).body.api_tokens.map(({ name: label }) => label)
      assert.ok(labels.includes('cloud-manager'))
      assert.equal((await open_(opaque.token)).status, 200)
      assert.equal((await call('DELETE', `/me/api-tokens/${opaque.id}`, { token })).status, 204)
      const refused = await open_(opaque.token)
      assert.deepEqual([refused.status, refused.body.code], [401, 'ERR_TOKEN_REVOKED'])

      const pair = await logIn()
      const renewed = (await post('/auth/refresh', { refreshToken: pair.refresh_token })).body
      const revoked = await call('POST', '/revoke', { form: { token: renewed.access_token, token_type_hint: 'access_token' } })
      assert.equal(revoked.status, 200)
      assert.equal((await open_(renewed.access_token)).body.code, 'ERR_TOKEN_REVOKED')
      assert.equal((await open_(pair.access_token)).body.code, 'ERR_TOKEN_REVOKED')
      assert.equal((await post('/auth/refresh', { refreshToken: renewed.refresh_token })).body.code, 'ERR_TOKEN_REVOKED')
      assert.equal((await call('POST', '/revoke', { form: { token: 'never.was.one' } })).status, 200)
    })

    it('F5: answers /token with a token that needs no database to be verified', async () => {
      const answer = await post('/token', { username: 'your-email@example.com', password: PASSWORD })
      const { token, access_token, refresh_token, token_type, expires_in } = answer.body
      assert.deepEqual([token_type, expires_in, typeof refresh_token], ['Bearer', 3600, 'string'])
      assert.equal(token, access_token)
      const elsewhere = new Verifier(key.toPublicJwk(), { issuer: url, audience: 'api', scope: 'read' })
      assert.equal((await elsewhere.authenticate(`Bearer ${token}`)).claims.sub, 'ada')

      const protectedAnswer = await open_(token)
      assert.deepEqual([protectedAnswer.status, protectedAnswer.body], [200, { hello: 'ada' }])
      const missing = await open_()
      assert.deepEqual([missing.status, missing.body.error_description], [401, MISSING])
      assert.equal(missing.headers.get('www-authenticate'), 'Bearer, DPoP algs="EdDSA Ed25519"')

      const out = await call('POST', '/logout', { token })
      assert.equal(out.status, 204)
      assert.equal((await open_(token)).body.code, 'ERR_TOKEN_REVOKED')
      assert.equal((await call('POST', '/logout', { token })).body.code, 'ERR_TOKEN_REVOKED')
      // "Secure HTTP-only cookies in a browser": the refresh token is in one, and in no body.
      const own = { origin: url, 'sec-fetch-site': 'same-origin' }
      const session = await post('/session', { username: 'your-email@example.com', password: PASSWORD }, { headers: own })
      const [cookie] = session.headers.get('set-cookie').split(';')
      assert.match(session.headers.get('set-cookie'), /^__Host-.*HttpOnly; Secure; SameSite=Strict$/)
      assert.equal(session.body.refresh_token, undefined)
      assert.equal((await call('POST', '/session/refresh', { headers: { ...own, cookie } })).status, 200)
      assert.equal((await call('DELETE', '/session', { headers: { ...own, cookie } })).status, 204)
      assert.equal((await open_(session.body.access_token)).body.code, 'ERR_TOKEN_REVOKED')
    })

    it('speaks OAuth: forms, grants, discovery and introspection', async () => {
      const form = (members, headers) => call('POST', '/token', { form: members, headers })
      const password = await form({ grant_type: 'password', username: 'your-email@example.com', password: PASSWORD, scope: 'read' })
      assert.deepEqual([password.status, password.body.scope, 'token' in password.body], [200, 'read', false])
      const renewed = await form({ grant_type: 'refresh_token', refresh_token: password.body.refresh_token })
      assert.equal(renewed.body.scope, 'read')
      const basic = { authorization: `Basic ${btoa(`ci:${encodeURIComponent(PASSWORD)}`)}` }
      const client = await form({ grant_type: 'client_credentials' }, basic)
      assert.deepEqual([client.status, client.body.refresh_token], [200, undefined])
      assert.equal(decode(client.body.access_token).claims.client_id, 'ci')
      const tooMuch = await form({ grant_type: 'password', username: 'grace', password: PASSWORD, scope: 'write' })
      assert.deepEqual([tooMuch.status, tooMuch.body.error], [400, 'invalid_scope'])

      const { body: metadata } = await call('GET', '/.well-known/oauth-authorization-server')
      assert.equal(metadata.issuer, url)
      const { body: jwks } = await call('GET', new URL(metadata.jwks_uri).pathname)
      assert.equal(new Verifier(jwks, { issuer: url, audience: 'api' }).verify(client.body.access_token).claims.sub, 'ci')

      const { token } = await logIn()
      const { body: active } = await post('/introspect', { token: renewed.body.access_token }, { token })
      assert.deepEqual([active.active, active.sub, active.scope, active.token_type, active.client_id], [true, 'ada', 'read', 'Bearer', 'ada'])
      assert.equal((await post('/introspect', { token: password.body.refresh_token }, { token })).body.active, false)
      assert.deepEqual((await post('/introspect', { token: 'x' }, { token })).body, { active: false })
      assert.equal((await post('/introspect', { token }, { token: client.body.access_token })).body.code, 'ERR_SCOPE_INSUFFICIENT')
    })
  })
}
