import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RemoteKeySet, SigningKey, TokenError, Verifier } from 'countersign'
import { authenticate, protectedResource } from 'countersign/fetch'

const OPTIONS = { resource: 'https://api.example/v1', authorizationServers: ['https://auth.example'], scopes: ['read', 'write'] }

test('the metadata of a resource are found where RFC 9728 §3.1 puts them', async () => {
  const handler = protectedResource({ ...OPTIONS, metadata: { resource_name: 'Orders', resource: 'https://evil.example' } })
  assert.equal(handler.url, 'https://api.example/.well-known/oauth-protected-resource/v1')
  // Behind a proxy, the host is another one.
  for (const url of [handler.url, 'http://10.0.0.7:8080/.well-known/oauth-protected-resource/v1?x']) {
    const response = handler(new Request(url))
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'application/json')
    assert.equal(response.headers.get('access-control-allow-origin'), '*')
    assert.deepEqual(await response.json(), {
      resource_name: 'Orders',
      resource: 'https://api.example/v1',
      authorization_servers: ['https://auth.example'],
      scopes_supported: ['read', 'write'],
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: ['EdDSA', 'Ed25519'],
    })
  }
})

test('the URL of the metadata follows that of the resource', () => {
  for (const [resource, url] of [
    ['https://api.example', 'https://api.example/.well-known/oauth-protected-resource'],
    ['https://api.example/', 'https://api.example/.well-known/oauth-protected-resource'],
    ['https://api.example/a/b/', 'https://api.example/.well-known/oauth-protected-resource/a/b/'],
    ['https://api.example?tenant=7', 'https://api.example/.well-known/oauth-protected-resource?tenant=7'],
    ['http://localhost:8080/mcp', 'http://localhost:8080/.well-known/oauth-protected-resource/mcp'],
  ]) assert.equal(protectedResource({ ...OPTIONS, resource }).url, url)
})

test('another path is not found, and nothing is changed by any method', async () => {
  const handler = protectedResource(OPTIONS)
  for (const path of ['/', '/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/v1/', '/v1']) {
    assert.equal(handler(new Request(`https://api.example${path}`)).status, 404, path)
  }
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const response = handler(new Request(handler.url, { method }))
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD'])
  }
  const head = handler(new Request(handler.url, { method: 'HEAD' }))
  assert.deepEqual([head.status, await head.text()], [200, ''])
})

test('wrong options are refused by name', () => {
  const wrong = {
    resource: [undefined, null, 5, '', 'api', 'http://api.example', 'https://api.example/#a', 'https://u:p@api.example', 'ftp://api.example'],
    authorizationServers: [undefined, null, [], 'https://auth.example', ['auth'], ['http://auth.example'], [5]],
    scope: [['a"b'], ['']],
    scopes: ['read', [5], null],
    metadata: [null, 5, 'x', []],
    jwks: ['https://api.example/jwks.json'],
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const given = { ...OPTIONS, [name === 'scope' ? 'scopes' : name]: value }
      assert.throws(() => protectedResource(given), (error) => error instanceof TokenError && error.code === 'ERR_OPTION_INVALID' && error.message.includes(name), `${name} ${value}`)
    }
  }
})

test('http is for addresses that stay on the machine, the same ones as everywhere', () => {
  for (const host of ['localhost:8080', '127.0.0.1', '127.0.0.2', '[::1]:3000']) {
    const resource = `http://${host}/v1`
    assert.ok(protectedResource({ ...OPTIONS, resource }).url.startsWith(`http://${host}/`))
    new RemoteKeySet(`http://${host}/jwks.json`)
  }
  for (const host of ['localhost.example', '128.0.0.1', '0.0.0.0', '[::2]']) {
    assert.throws(() => protectedResource({ ...OPTIONS, resource: `http://${host}/v1` }), { code: 'ERR_OPTION_INVALID' })
    assert.throws(() => new RemoteKeySet(`http://${host}/jwks.json`), { code: 'ERR_OPTION_INVALID' })
  }
})

test('a challenge says where the metadata are, and what to ask for where no token came', async () => {
  const { url } = protectedResource(OPTIONS)
  const verifier = new Verifier(SigningKey.generate(), { issuer: 'https://auth.example', audience: 'https://api.example/v1' })
  const handler = authenticate(verifier, () => new Response(), { realm: 'api', resourceMetadata: url, scope: 'read' })
  const challengeOf = async (headers) => (await handler(new Request('https://api.example/v1', { headers }))).headers.get('www-authenticate')
  assert.equal(await challengeOf({}), `Bearer realm="api", scope="read", resource_metadata="${url}"`)
  assert.match(await challengeOf({ authorization: 'Bearer x' }), new RegExp(`^Bearer realm="api", error="invalid_token", error_description="[^"]+", resource_metadata="${url}"$`))
  for (const options of [{ resourceMetadata: 5 }, { resourceMetadata: '' }, { scope: ['read'] }, { metadata: url }]) {
    assert.throws(() => authenticate(verifier, () => new Response(), options), { code: 'ERR_OPTION_INVALID' })
  }
})
