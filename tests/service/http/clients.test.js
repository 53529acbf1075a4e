import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode } from 'countersign'
import { ask, basic, bearer, rawBasic } from '../support/requests.js'

const SECRETS = { web: 'the secret of web', other: 'the secret of other', odd: '100%+a b', latin: 'über' }

/** A provider with two users, three clients that have a secret, and one that has none: `cli`. */
const setUp = (options = {}) => {
  const seen = []
  const authenticate = (credentials) => {
    seen.push(credentials)
    const { username, password, client_id, client_secret } = credentials
    if (client_secret !== undefined) return SECRETS[client_id] === client_secret ? { subject: client_id, scope: 'read' } : undefined
    return password === 'right' ? { subject: username, scope: 'read write' } : undefined
  }
  return { seen, ...ask({ authenticate, isPublicClient: (id) => id === 'cli', ...options }) }
}
const web = basic('web', SECRETS.web)
const other = basic('other', SECRETS.other)
const login = { grant_type: 'password', username: 'ada', password: 'right' }
const refreshOf = ({ body }) => ({ grant_type: 'refresh_token', refresh_token: body.refresh_token })
const clientOf = ({ body }) => decode(body.access_token).claims.client_id
const said = ({ status, body }) => [status, body.error]
const CHALLENGE = 'Basic realm="https://auth.example/tenant", charset="UTF-8"'

describe('a client that identifies itself wrongly', () => {
  const wrong = {
    'Basic with a wrong secret': [{}, basic('web', 'wrong')],
    'Basic with an unknown client': [{}, basic('nobody', SECRETS.web)],
    'Basic that is not base64': [{}, { authorization: 'Basic ???' }],
    'Basic without a colon': [{}, { authorization: `Basic ${btoa('web')}` }],
    'Basic with an empty pair': [{}, { authorization: 'Basic Og' }],
    'Basic twice': [{}, { authorization: `${web.authorization}, ${web.authorization}` }],
    'a wrong secret in the body': [{ client_id: 'web', client_secret: 'wrong' }, {}],
    'a confidential client that only names itself': [{ client_id: 'web' }, {}],
    'a confidential client without its secret in Basic': [{}, basic('web', '')],
    'an unknown client that only names itself': [{ client_id: 'nobody' }, {}],
  }
  for (const [name, [members, headers]] of Object.entries(wrong)) {
    test(`is refused at every endpoint: ${name}`, async () => {
      const { form, json, service } = setUp()
      const pair = await service.grant({ subject: 'ada', scope: 'read' })
      const answers = [
        await form('/token', { ...login, ...members }, headers),
        await form('/token', { grant_type: 'client_credentials', ...members }, headers),
        await form('/token', { grant_type: 'refresh_token', refresh_token: pair.refresh_token, ...members }, headers),
        await json('/token', { username: 'ada', password: 'right', ...members }, headers),
        await json('/auth/refresh', { refreshToken: pair.refresh_token, ...members }, headers),
        await json('/auth/api-key', { apiKey: 'x', ...members }, headers),
        await form('/revoke', { token: pair.access_token, ...members }, headers),
        await form('/introspect', { token: pair.access_token, ...members }, headers),
      ]
      for (const answer of answers) {
        assert.deepEqual([...said(answer), answer.body.code], [401, 'invalid_client', 'ERR_CREDENTIALS_INVALID'])
        assert.equal(answer.headers.get('www-authenticate'), CHALLENGE)
      }
      await service.authenticate(`Bearer ${pair.access_token}`)
      await service.refresh(pair.refresh_token)
    })
  }

  test('is refused if it is none, and the grant type needs one', async () => {
    const { form } = setUp()
    assert.deepEqual(said(await form('/token', { grant_type: 'client_credentials' })), [401, 'invalid_client'])
    assert.deepEqual(said(await form('/token', { grant_type: 'client_credentials', client_id: 'cli' })), [401, 'invalid_client'])
  })

  test('is refused if it has no secret, unless the provider says that it needs none', async () => {
    const { form } = setUp({ isPublicClient: undefined })
    assert.deepEqual(said(await form('/token', { ...login, client_id: 'cli' })), [401, 'invalid_client'])
  })

  test('is refused for two ways at once, or two names', async () => {
    const { form } = setUp()
    const twice = { client_id: 'web', client_secret: SECRETS.web }
    assert.deepEqual(said(await form('/token', { ...login, ...twice }, web)), [400, 'invalid_request'])
    assert.deepEqual(said(await form('/token', { ...login, client_id: 'other' }, web)), [400, 'invalid_request'])
    assert.deepEqual(said(await form('/token', { ...login, client_secret: SECRETS.web })), [400, 'invalid_request'])
    assert.equal((await form('/token', { ...login, client_id: 'web' }, web)).status, 200)
  })

  test('is refused for a name that cannot be stored', async () => {
    const { form, json } = setUp({ isPublicClient: () => true })
    for (const client_id of ['\ud800', 'x'.repeat(256), 'ü'.repeat(128), 'x'.repeat(60_000)]) {
      assert.deepEqual(said(await json('/token', { ...login, client_id })), [400, 'invalid_request'])
    }
    assert.deepEqual(said(await form('/token', { ...login, client_id: 'x'.repeat(256) })), [400, 'invalid_request'])
    assert.equal(clientOf(await form('/token', { ...login, client_id: 'ü'.repeat(127) })), 'ü'.repeat(127))
  })
})

describe('the client of a token', () => {
  test('is the one that authenticated itself, in any form', async () => {
    const { form, json } = setUp()
    const post = { client_id: 'web', client_secret: SECRETS.web }
    assert.equal(clientOf(await form('/token', login, web)), 'web')
    assert.equal(clientOf(await form('/token', { ...login, ...post })), 'web')
    assert.equal(clientOf(await json('/token', { ...login, ...post })), 'web')
    assert.equal(clientOf(await form('/token', { grant_type: 'client_credentials' }, web)), 'web')
  })

  test('may be one without a secret, which the provider knows', async () => {
    const { form } = setUp()
    assert.equal(clientOf(await form('/token', { ...login, client_id: 'cli' })), 'cli')
    assert.equal(clientOf(await form('/token', login, basic('cli', ''))), 'cli')
    assert.equal(clientOf(await form('/token', login)), 'ada', 'the subject, if no client is named')
  })

  test('is known to authenticate at a log-in only if it proved who it is', async () => {
    const { form, json, seen } = setUp()
    await form('/token', login, web)
    assert.deepEqual(seen, [{ client_id: 'web', client_secret: SECRETS.web }, { username: 'ada', password: 'right', client: 'web' }])
    seen.length = 0
    await form('/token', { ...login, client_id: 'cli', client: 'web' })
    assert.deepEqual(seen, [{ username: 'ada', password: 'right' }])
    assert.deepEqual(said(await json('/token', { username: 'ada', password: 'right', client: 'web' })), [400, 'invalid_request'])
  })

  test('may have a secret that its library does not form-encode', async () => {
    const { form, events } = setUp()
    for (const header of [basic('odd', SECRETS.odd), rawBasic('odd', SECRETS.odd)]) {
      assert.equal((await form('/token', { grant_type: 'client_credentials' }, header)).status, 200)
    }
    assert.equal((await form('/token', { grant_type: 'client_credentials' }, basic('latin', SECRETS.latin))).status, 200)
    assert.equal((await form('/token', { grant_type: 'client_credentials' }, rawBasic('latin', SECRETS.latin))).status, 200, 'in Latin-1')
    await form('/token', { grant_type: 'client_credentials' }, rawBasic('odd', '100%+wrong'))
    assert.equal(events.filter(({ type }) => type === 'denied').length, 1)
  })
})

test('a client whose header can be read in two ways may be named in the body in either of them', async () => {
  const authenticate = ({ client_id, client_secret }) => (client_secret === 's' && ['a b', 'a+b'].includes(client_id) ? { subject: client_id } : undefined)
  const { form } = ask({ authenticate })
  for (const client_id of ['a b', 'a+b']) {
    assert.equal((await form('/token', { grant_type: 'client_credentials', client_id }, rawBasic('a+b', 's'))).status, 200, client_id)
  }
  assert.deepEqual(said(await form('/token', { grant_type: 'client_credentials', client_id: 'ab' }, rawBasic('a+b', 's'))), [400, 'invalid_request'])
})

describe('a refresh token belongs to the client that it was issued to', () => {
  test('which must authenticate itself if it did at the log-in', async () => {
    const { form, json, service } = setUp()
    const pair = await form('/token', login, web)
    const wanted = refreshOf(pair)
    assert.deepEqual(said(await form('/token', wanted)), [401, 'invalid_client'])
    assert.deepEqual(said(await json('/auth/refresh', { refreshToken: pair.body.refresh_token })), [401, 'invalid_client'])
    assert.deepEqual(said(await form('/token', wanted, other)), [400, 'invalid_grant'])
    assert.deepEqual(said(await form('/token', { ...wanted, client_id: 'cli' })), [400, 'invalid_grant'])
    await assert.rejects(service.refresh(pair.body.refresh_token), { error: 'invalid_client' })
    const next = await form('/token', wanted, web)
    assert.equal(next.status, 200, 'and what was refused changed nothing')
    assert.equal(clientOf(next), 'web')
    await service.refresh(next.body.refresh_token, { client: 'web' })
  })

  test('which is not another if it has no secret', async () => {
    const { form } = setUp()
    const pair = await form('/token', { ...login, client_id: 'cli' })
    assert.deepEqual(said(await form('/token', refreshOf(pair), web)), [400, 'invalid_grant'])
    const next = await form('/token', { ...refreshOf(pair), client_id: 'cli' })
    assert.equal(next.status, 200)
    assert.equal((await form('/token', refreshOf(next))).status, 200, 'it need not say its name')
  })

  test('which is none that comes later', async () => {
    const { form } = setUp()
    const pair = await form('/token', login)
    assert.deepEqual(said(await form('/token', refreshOf(pair), web)), [400, 'invalid_grant'])
    assert.deepEqual(said(await form('/token', { ...refreshOf(pair), client_id: 'cli' })), [400, 'invalid_grant'])
    assert.equal((await form('/token', refreshOf(pair))).status, 200)
  })

  test('and so does the right to revoke', async () => {
    const { form, service } = setUp()
    const pair = await form('/token', login, web)
    for (const token of [pair.body.access_token, pair.body.refresh_token]) {
      assert.deepEqual(said(await form('/revoke', { token })), [401, 'invalid_client'])
      assert.deepEqual(said(await form('/revoke', { token }, other)), [400, 'invalid_grant'])
    }
    await service.authenticate(`Bearer ${pair.body.access_token}`)
    assert.equal((await form('/revoke', { token: pair.body.access_token }, web)).status, 200)
    await assert.rejects(service.authenticate(`Bearer ${pair.body.access_token}`), { code: 'ERR_TOKEN_REVOKED' })
  })

  test('whatever the program says of a client, it is checked', async () => {
    const { service } = setUp()
    await assert.rejects(service.grant({ subject: 'ada' }, { client: '\ud800' }), { code: 'ERR_OPTION_INVALID' })
    const pair = await service.grant({ subject: 'ada', client: 'a' }, { client: 'b' })
    assert.equal(decode(pair.access_token).claims.client_id, 'b')
    await assert.rejects(service.refresh(pair.refresh_token, { client: 'a' }), { error: 'invalid_grant' })
    await assert.rejects(service.refresh(pair.refresh_token, { clients: 'b' }), { code: 'ERR_OPTION_INVALID' })
    await service.refresh(pair.refresh_token, { client: 'b' })
  })
})

test('a grant that no token can be made for is not stored', async () => {
  const { service } = setUp()
  for (const claims of [{ note: '\ud800' }, { note: 'x'.repeat(9000) }]) {
    await assert.rejects(service.grant({ subject: 'ada', claims }), { code: 'ERR_OPTION_INVALID' })
  }
  assert.equal(await service.revokeGrantsOf('ada'), 0)
})

test('the bearer of an access token may log out without its client', async () => {
  const { form, send, service } = setUp()
  const { body } = await form('/token', login, web)
  assert.equal((await send('POST', '/logout', { headers: bearer(body.access_token) })).status, 204)
  await assert.rejects(service.authenticate(`Bearer ${body.access_token}`), { code: 'ERR_TOKEN_REVOKED' })
})
