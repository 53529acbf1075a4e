import assert from 'node:assert/strict'
import { KeySet, RemoteStatusList, Verifier } from 'countersign'
import { PASSWORD } from './credentials.js'

const MISSING = 'You must specify a Bearer token in the Authorization header to access this resource'

/**
 * A whole life of tokens, played with plain fetch against a service that runs anywhere. Its `grace` must be 2 seconds and
 * its `statusFreshness` 1, and its clock the real one.
 */
export async function playLife(url, { fetch = globalThis.fetch } = {}) {
  const call = async (method, path, { json, token } = {}) => {
    const headers = { ...(json && { 'content-type': 'application/json' }), ...(token && { authorization: `Bearer ${token}` }) }
    const response = await fetch(url + path, { method, headers, body: json && JSON.stringify(json) })
    const text = await response.text()
    const body = text.startsWith('{') ? JSON.parse(text) : text
    return { status: response.status, body, code: body?.code, headers: response.headers }
  }
  const post = (path, json, token) => call('POST', path, { json, token })
  const open = (token) => call('GET', '/protected-endpoint', { token })
  const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

  const missing = await open()
  assert.deepEqual([missing.status, missing.body.error_description, missing.headers.get('www-authenticate')], [401, MISSING, 'Bearer, DPoP algs="EdDSA Ed25519"'])
  assert.equal((await post('/token', { username: 'your-email@example.com', password: 'wrong' })).status, 401)
  const pair = (await post('/token', { username: 'your-email@example.com', password: PASSWORD })).body
  assert.deepEqual([pair.token_type, pair.expires_in, pair.token], ['Bearer', 3600, pair.access_token])
  assert.deepEqual((await open(pair.token)).body, { hello: 'ada' })

  const { body: jwks } = await call('GET', '/.well-known/jwks.json')
  const { body: metadata } = await call('GET', '/.well-known/oauth-authorization-server')
  const keys = new KeySet(jwks)
  const revocation = new RemoteStatusList(`${metadata.issuer}/status/`, { keys, issuer: metadata.issuer, fetch })
  const elsewhere = new Verifier(keys, { issuer: metadata.issuer, audience: 'api', revocation })
  assert.equal((await elsewhere.authenticate(`Bearer ${pair.token}`)).claims.sub, 'ada')

  const answers = await Promise.all(Array.from({ length: 10 }, () => post('/auth/refresh', { refreshToken: pair.refresh_token })))
  assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1, 'one rotation')
  const next = answers[0].body
  const created = await post('/api-tokens', { name: 'ci', scopes: ['read'] }, next.access_token)
  assert.equal(created.status, 201)
  assert.equal((await open(created.body.token)).status, 200)
  assert.equal((await call('DELETE', `/api-tokens/${created.body.id}`, { token: next.access_token })).status, 204)
  assert.equal((await open(created.body.token)).code, 'ERR_TOKEN_REVOKED')

  await wait(2.2)
  assert.equal((await post('/auth/refresh', { refreshToken: pair.refresh_token })).code, 'ERR_TOKEN_REUSED')
  assert.equal((await open(next.access_token)).code, 'ERR_TOKEN_REVOKED')
  assert.equal((await post('/auth/refresh', { refreshToken: next.refresh_token })).code, 'ERR_TOKEN_REVOKED')
  await wait(1.2)
  await assert.rejects(elsewhere.authenticate(`Bearer ${pair.token}`), { code: 'ERR_TOKEN_REVOKED' })
}
