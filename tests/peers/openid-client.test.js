import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as client from 'openid-client'
import { PASSWORD, SECRET, provider } from './support/provider.js'

describe('openid-client', () => {
  let running
  before(async () => {
    running = await provider()
  })
  after(() => running.close())

  const configuration = (id = 'ci', secret = SECRET, authentication = client.ClientSecretPost(secret)) =>
    client.discovery(new URL(running.issuer), id, undefined, authentication, { algorithm: 'oauth2', execute: [client.allowInsecureRequests] })
  const logIn = (config) => client.genericGrantRequest(config, 'password', { username: 'ada', password: PASSWORD, scope: 'read write' })

  test('plays a whole life: discover, log in, refresh narrowed, introspect, revoke', async () => {
    const config = await configuration()
    const first = await logIn(config)
    const narrowed = await client.refreshTokenGrant(config, first.refresh_token, { scope: 'read' })
    assert.equal(narrowed.scope, 'read')
    assert.equal((await client.tokenIntrospection(config, narrowed.access_token)).active, true)
    await client.tokenRevocation(config, narrowed.refresh_token)
    assert.equal((await client.tokenIntrospection(config, narrowed.access_token)).active, false)
    await assert.rejects(client.refreshTokenGrant(config, narrowed.refresh_token), { error: 'invalid_grant' })
  })

  test('gets a token by client credentials, by Basic and by post', async () => {
    for (const authentication of [client.ClientSecretBasic(SECRET), client.ClientSecretPost(SECRET)]) {
      const tokens = await client.clientCredentialsGrant(await configuration('ci', SECRET, authentication), { scope: 'write' })
      assert.equal(tokens.scope, 'write')
    }
  })

  test('cannot refresh as another client, nor with a wrong secret', async () => {
    const { refresh_token } = await logIn(await configuration())
    await assert.rejects(client.refreshTokenGrant(await configuration('other'), refresh_token), { error: 'invalid_grant' })
    await assert.rejects(client.refreshTokenGrant(await configuration('ci', 'wrong'), refresh_token), { status: 401 })
  })
})
