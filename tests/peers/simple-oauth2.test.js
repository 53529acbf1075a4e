import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ClientCredentials, ResourceOwnerPassword } from 'simple-oauth2'
import { PASSWORD, SECRET, provider } from './support/provider.js'

describe('simple-oauth2', () => {
  let running
  before(async () => {
    running = await provider()
  })
  after(() => running.close())

  // Its own default is to encode the pair for Basic as RFC 6749 §2.3.1 says; "loose" sends it raw, as many others do.
  const config = (more = {}, secret = SECRET) => ({
    client: { id: 'ci', secret },
    auth: { tokenHost: running.issuer, tokenPath: '/token', revokePath: '/revoke' },
    options: more,
  })

  for (const more of [{}, { credentialsEncodingMode: 'loose' }, { authorizationMethod: 'body' }]) {
    test(`gets a token by client credentials with the options ${JSON.stringify(more)}`, async () => {
      const { token } = await new ClientCredentials(config(more)).getToken({ scope: 'read' })
      assert.deepEqual([token.token_type, token.scope], ['Bearer', 'read'])
    })
  }

  test('logs in by password, refreshes and revokes', async () => {
    const first = await new ResourceOwnerPassword(config()).getToken({ username: 'ada', password: PASSWORD })
    const second = await first.refresh()
    assert.notEqual(second.token.access_token, first.token.access_token)
    await second.revokeAll()
    await assert.rejects(second.refresh(), ({ output }) => output.statusCode === 400)
  })

  test('is refused with a wrong secret', async () => {
    await assert.rejects(new ClientCredentials(config({}, 'wrong')).getToken(), ({ output }) => output.statusCode === 401)
  })
})
