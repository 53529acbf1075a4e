// Peers that make proofs for the service, and peers that check the proofs of its tokens.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { SigningKey, Verifier, decode } from 'countersign'
import { TokenClient } from 'countersign/client'
import { authenticate } from 'countersign/fetch'
import { serve } from '../service/support/serve.js'
import { PASSWORD, SECRET, provider } from './support/provider.js'

const insecure = { [oauth.allowInsecureRequests]: true }
const user = { username: 'ada', password: PASSWORD }
const ALGORITHMS = ['Ed25519', 'EdDSA']
const keyPair = () => oauth.generateKeyPair('Ed25519', { extractable: true })

/** An API of ours that asks for nonces, or not. */
const api = (running, nonces) => {
  const verifier = new Verifier(running.service.keys, { issuer: running.issuer, audience: 'api', type: 'at+jwt', dpop: { ...(nonces && { nonces }) } })
  return serve(authenticate(verifier, (_request, { claims }) => Response.json({ hello: claims.sub })))
}

for (const nonces of [false, true]) {
  describe(`as clients of the service ${nonces ? 'with' : 'without'} nonces`, () => {
    let running, resource
    before(async () => {
      running = await provider({ dpop: { nonces, required: true }, isPublicClient: (id) => id === 'cli' })
      resource = await api(running, nonces ? () => ['an-api-nonce'] : undefined)
    })
    after(() => Promise.all([running.close(), resource.close()]))

    test('oauth4webapi: log in, call, refresh, and be refused without the key', async () => {
      const url = new URL(running.issuer)
      const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure }))
      assert.deepEqual(as.dpop_signing_alg_values_supported, ALGORITHMS)
      const client = { client_id: 'cli' }
      const DPoP = oauth.DPoP(client, await keyPair())
      /** The second time it has the nonce of the first answer. */
      const twice = async (ask) => {
        try {
          return await ask()
        } catch (error) {
          if (!nonces || !oauth.isDPoPNonceError(error)) throw error
          return ask()
        }
      }
      const logIn = async () => oauth.processGenericTokenEndpointResponse(as, client, await oauth.genericTokenEndpointRequest(as, client, oauth.None(), 'password', user, { DPoP, ...insecure }))
      const pair = await twice(logIn)
      assert.equal(pair.token_type, 'dpop')
      assert.equal(decode(pair.access_token).claims.cnf.jkt, await DPoP.calculateThumbprint())
      const call = () => oauth.protectedResourceRequest(pair.access_token, 'GET', new URL(`${resource.url}/orders?page=2`), undefined, undefined, { DPoP, ...insecure })
      assert.deepEqual(await (await twice(call)).json(), { hello: 'ada' })
      const refresh = async (more) => oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, oauth.None(), pair.refresh_token, { ...more, ...insecure }))
      await assert.rejects(refresh({}), { error: 'invalid_dpop_proof', status: 400 })
      const thief = oauth.DPoP(client, await keyPair())
      await assert.rejects(twice(() => refresh({ DPoP: thief })), { error: 'invalid_grant', status: 400 })
      assert.equal((await twice(() => refresh({ DPoP }))).token_type, 'dpop')
    })

    test('openid-client: client credentials, log in, call, refresh, introspect', async () => {
      const config = await openid.discovery(new URL(running.issuer), 'ci', undefined, openid.ClientSecretPost(SECRET), { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] })
      const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('Ed25519'))
      const own = await openid.clientCredentialsGrant(config, { scope: 'read' }, { DPoP })
      assert.equal(own.token_type, 'dpop')
      const pair = await openid.genericGrantRequest(config, 'password', user, { DPoP })
      const call = () => openid.fetchProtectedResource(config, pair.access_token, new URL(`${resource.url}/orders`), 'GET', undefined, undefined, { DPoP })
      assert.deepEqual(await (await call()).json(), { hello: 'ada' })
      const next = await openid.refreshTokenGrant(config, pair.refresh_token, undefined, { DPoP })
      const { active, token_type, cnf } = await openid.tokenIntrospection(config, next.access_token)
      assert.deepEqual([active, token_type, cnf], [true, 'DPoP', { jkt: decode(next.access_token).claims.cnf.jkt }])
      await assert.rejects(openid.clientCredentialsGrant(config, { scope: 'read' }), { error: 'invalid_dpop_proof' })
    })
  })
}

describe('as resource servers for bound tokens of the service', () => {
  let running
  before(async () => {
    running = await provider()
  })
  after(() => running.close())

  /** A client of ours with an API of theirs, and what a thief of its requests would have. */
  const clientOf = (url) => {
    const seen = []
    const watch = (input, init) => {
      const request = new Request(input, init)
      if (request.url.startsWith(url)) seen.push(Object.fromEntries(request.headers))
      return fetch(request)
    }
    return { seen, client: new TokenClient({ url: running.issuer, origins: [url], credentials: user, proof: SigningKey.generate(), fetch: watch, retries: 0 }) }
  }

  const servers = {
    oauth4webapi: async () => {
      const url = new URL(running.issuer)
      const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure }))
      return serve((request) =>
        oauth.validateJwtAccessToken(as, request, 'api', { requireDPoP: true, signingAlgorithms: ALGORITHMS, ...insecure }).then(
          ({ sub }) => Response.json({ hello: sub }), () => new Response('', { status: 401 })))
    },
    'express-oauth2-jwt-bearer': async () => {
      const { issuer } = running
      const app = express()
      app.use(auth({ issuer, audience: 'api', jwksUri: `${issuer}/.well-known/jwks.json`, tokenSigningAlg: 'EdDSA', dpop: { enabled: true, required: true } }))
      app.get('/orders', (req, res) => res.json({ hello: req.auth.payload.sub }))
      // Express tells an error handler by its four parameters.
      app.use((error, _req, res, _next) => res.status(error.status ?? 500).end())
      const server = app.listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
      return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
    },
  }
  for (const [name, start] of Object.entries(servers)) {
    test(`${name} takes them with a proof, and with nothing less`, async () => {
      const server = await start()
      try {
        const { client, seen } = clientOf(server.url)
        assert.deepEqual(await (await client.fetch(`${server.url}/orders`)).json(), { hello: 'ada' })
        const [{ authorization, dpop }] = seen
        const isRefused = async (headers, path = '/orders') => [400, 401].includes((await fetch(server.url + path, { headers })).status)
        assert.ok(await isRefused({ authorization: authorization.replace('DPoP', 'Bearer') }))
        assert.ok(await isRefused({ authorization }))
        assert.ok(await isRefused({ authorization, dpop }, '/other'))
      } finally {
        await server.close()
      }
    })
  }
})
