import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { PASSWORD, SECRET, provider } from './support/provider.js'

const insecure = { [oauth.allowInsecureRequests]: true }

describe('oauth4webapi', () => {
  const client = { client_id: 'ci' }
  let running, as
  before(async () => {
    running = await provider()
    const url = new URL(running.issuer)
    as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure }))
  })
  after(() => running.close())

  const logIn = async (clientAuth = oauth.ClientSecretBasic(SECRET)) => {
    const response = await oauth.genericTokenEndpointRequest(as, client, clientAuth, 'password', { username: 'ada', password: PASSWORD }, insecure)
    return oauth.processGenericTokenEndpointResponse(as, client, response)
  }
  const refresh = async (token, { as: who = client, secret = SECRET, scope } = {}) => {
    const more = { ...insecure, ...(scope && { additionalParameters: { scope } }) }
    const response = await oauth.refreshTokenGrantRequest(as, who, oauth.ClientSecretBasic(secret), token, more)
    return oauth.processRefreshTokenResponse(as, who, response)
  }
  const introspect = async (token, who = client) =>
    oauth.processIntrospectionResponse(as, who, await oauth.introspectionRequest(as, who, oauth.ClientSecretBasic(SECRET), token, insecure))

  test('discovers the endpoints', () => {
    assert.equal(as.issuer, running.issuer)
    assert.ok(as.introspection_endpoint_auth_methods_supported.includes('client_secret_basic'))
  })

  for (const [name, authentication] of [['Basic', oauth.ClientSecretBasic], ['post', oauth.ClientSecretPost]]) {
    test(`gets a token by client credentials (${name})`, async () => {
      const response = await oauth.clientCredentialsGrantRequest(as, client, authentication(SECRET), { scope: 'read' }, insecure)
      const { token_type, scope, refresh_token } = await oauth.processClientCredentialsResponse(as, client, response)
      assert.deepEqual([token_type, scope, refresh_token], ['bearer', 'read', undefined])
    })
  }

  test('is refused with a wrong secret: 401, invalid_client, and a challenge', async () => {
    const response = await oauth.clientCredentialsGrantRequest(as, client, oauth.ClientSecretBasic('wrong'), {}, insecure)
    assert.equal(response.status, 401)
    await assert.rejects(oauth.processClientCredentialsResponse(as, client, response), ({ cause }) => cause[0].scheme === 'basic' && 'realm' in cause[0].parameters)
  })

  test('logs a user in by password, and is refused with a wrong secret of its own', async () => {
    assert.equal((await logIn()).token_type, 'bearer')
    await assert.rejects(logIn(oauth.ClientSecretPost('wrong')), (error) => error instanceof oauth.WWWAuthenticateChallengeError && error.status === 401)
  })

  test('refreshes, and gets fewer scopes if it asks for fewer', async () => {
    const { refresh_token } = await logIn()
    const narrowed = await refresh(refresh_token, { scope: 'read' })
    assert.equal(narrowed.scope, 'read')
    assert.equal((await introspect(narrowed.access_token)).scope, 'read')
    assert.equal((await refresh(narrowed.refresh_token)).scope, 'read write')
    await assert.rejects(refresh((await logIn()).refresh_token, { scope: 'read admin' }), { error: 'invalid_scope' })
  })

  test('cannot refresh with another client’s refresh token, nor with a wrong secret', async () => {
    const { refresh_token } = await logIn()
    await assert.rejects(refresh(refresh_token, { as: { client_id: 'other' } }), { error: 'invalid_grant', status: 400 })
    await assert.rejects(refresh(refresh_token, { secret: 'wrong' }), (error) => error instanceof oauth.WWWAuthenticateChallengeError && error.status === 401)
    assert.equal((await refresh(refresh_token)).token_type, 'bearer', 'the rightful client still can')
  })

  test('introspects by its own credentials, and only if it may', async () => {
    const { access_token } = await logIn()
    const { active, sub, client_id } = await introspect(access_token)
    assert.deepEqual([active, sub, client_id], [true, 'ada', 'ci'])
    assert.equal((await introspect('no-token')).active, false)
    await assert.rejects(introspect(access_token, { client_id: 'other' }))
  })

  test('a refresh token does not introspect as an access token', async () => {
    const { refresh_token } = await logIn()
    const { token_type, scope } = await introspect(refresh_token)
    assert.deepEqual([token_type, scope], [undefined, undefined])
  })

  test('revokes a token, but not one of another client', async () => {
    const revoke = async (token, who, secret = SECRET) =>
      oauth.processRevocationResponse(await oauth.revocationRequest(as, who, oauth.ClientSecretBasic(secret), token, insecure))
    const { access_token, refresh_token } = await logIn()
    await assert.rejects(revoke(refresh_token, client, 'wrong'))
    await revoke(refresh_token, { client_id: 'other' }).catch(() => {})
    assert.equal((await introspect(access_token)).active, true, 'another client ends nothing')
    await revoke(refresh_token, client)
    assert.equal((await introspect(access_token)).active, false)
  })
})
