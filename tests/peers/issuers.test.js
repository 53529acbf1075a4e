import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { jwt } from 'better-auth/plugins'
import { RemoteKeySet, Verifier } from 'countersign'
import Provider from 'oidc-provider'
import { freePort } from '../service/support/ports.js'
import { serve } from '../service/support/serve.js'

const closing = []
after(() => Promise.all(closing.map((close) => close())))

/** Verifies as any API does: the issuer's key set by its URL, its name, this API's audience. */
const verifierOf = (jwks, policy) => new Verifier(new RemoteKeySet(jwks), policy)

describe('better-auth', () => {
  test('a session’s token verifies here by the published keys', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const auth = betterAuth({
      baseURL: url,
      secret: crypto.randomUUID() + crypto.randomUUID(),
      database: memoryAdapter({ user: [], session: [], account: [], verification: [], jwks: [] }),
      emailAndPassword: { enabled: true },
      plugins: [jwt()],
      telemetry: { enabled: false },
      logger: { disabled: true },
    })
    const server = await serve(auth.handler, { port })
    closing.push(server.close)
    const signedUp = await fetch(`${url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ email: 'ada@example.com', password: 'correct horse battery staple', name: 'Ada' }),
    })
    const { user } = await signedUp.json()
    const cookie = signedUp.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ')
    const { token } = await (await fetch(`${url}/api/auth/token`, { headers: { cookie } })).json()

    const { header, claims } = await verifierOf(`${url}/api/auth/jwks`, { issuer: url, audience: url }).authenticate(`Bearer ${token}`)
    assert.deepEqual([header.alg, claims.sub], ['EdDSA', user.id])
    await assert.rejects(verifierOf(`${url}/api/auth/jwks`, { issuer: url, audience: 'api' }).authenticate(`Bearer ${token}`), { code: 'ERR_AUDIENCE_MISMATCH' })
  })
})

describe('oidc-provider', () => {
  for (const alg of ['EdDSA', 'Ed25519']) {
    test(`an access token that it signs with ${alg} verifies here by the published keys`, async () => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      const jwk = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg }
      const api = { scope: 'read', audience: 'https://api.example', accessTokenFormat: 'jwt', jwt: { sign: { alg } } }
      const provider = quietly(() => new Provider(url, {
        jwks: { keys: [jwk] },
        scopes: ['read'],
        clients: [{ client_id: 'ci', client_secret: 'secret', grant_types: ['client_credentials'], redirect_uris: [], response_types: [], id_token_signed_response_alg: alg }],
        enabledJWA: { idTokenSigningAlgValues: [alg] },
        ttl: { ClientCredentials: 600 },
        features: {
          devInteractions: { enabled: false },
          clientCredentials: { enabled: true },
          resourceIndicators: { enabled: true, getResourceServerInfo: () => api, defaultResource: () => api.audience },
        },
      }))
      const server = provider.listen(port, '127.0.0.1')
      closing.push(() => server.close())
      const answer = await fetch(`${url}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa('ci:secret')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'read', resource: api.audience }),
      })
      const { access_token: token } = await answer.json()

      const verifier = verifierOf(`${url}/jwks`, { issuer: url, audience: api.audience, type: 'at+jwt', scope: 'read' })
      const { header, claims } = await verifier.authenticate(`Bearer ${token}`)
      assert.deepEqual([header.alg, claims.client_id], [alg, 'ci'])
    })
  }
})

/** It warns of its in-memory adapter and of this Node, which is not what is tested. */
function quietly(work) {
  const { warn, info } = console
  console.warn = console.info = () => {}
  try {
    return work()
  } finally {
    Object.assign(console, { warn, info })
  }
}
