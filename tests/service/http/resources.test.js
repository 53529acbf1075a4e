import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode } from 'countersign'
import { ask, basic } from '../support/requests.js'
import { API_KEY, PASSWORD } from '../support/service.js'

const [A, B, C, MANAGEMENT] = ['https://a.example', 'https://b.example/v1', 'urn:example:c', 'https://auth.example/manage']
const clients = ({ client_id, ...rest }) => (client_id === 'ci' ? { subject: 'ci', scope: 'read' } : rest.username === 'ada' || rest.apiKey === API_KEY ? { subject: 'ada', scope: 'read' } : undefined)
const setUp = (options = {}) => ask({ audience: [A, B, C], managementAudience: MANAGEMENT, authenticate: clients, ...options })
const logIn = { grant_type: 'password', username: 'ada', password: PASSWORD }
const audienceOf = ({ status, body }) => {
  assert.equal(status, 200, JSON.stringify(body))
  return decode(body.access_token).claims.aud
}
/** A form whose `resource` repeats. */
const formWith = (members, ...resources) => [...Object.entries(members), ...resources.map((resource) => ['resource', resource])]

/** Every way to a new pair, and what it sends. */
const GRANTS = {
  'a log-in by form': ({ form }, ...resources) => form('/token', formWith(logIn, ...resources)),
  'a log-in by JSON': ({ json }, ...resources) => json('/token', { username: 'ada', password: PASSWORD, resource: resources }),
  'a client': ({ form }, ...resources) => form('/token', formWith({ grant_type: 'client_credentials' }, ...resources), basic('ci', 'secret')),
  'an API key': ({ json }, ...resources) => json('/auth/api-key', { apiKey: API_KEY, resource: resources }),
}

for (const [name, grant] of Object.entries(GRANTS)) {
  describe(`the resource that ${name} asks for (RFC 8707)`, () => {
    test('becomes the audience, one or several', async () => {
      const service = setUp()
      assert.deepEqual(audienceOf(await grant(service, B)), B)
      assert.deepEqual(audienceOf(await grant(service, C, A)), [C, A])
      assert.deepEqual(audienceOf(await grant(service, A, A)), A)
      assert.deepEqual(audienceOf(await grant(service, MANAGEMENT)), MANAGEMENT)
    })

    test('is refused unless the service lists it, and is an absolute URI without a fragment', async () => {
      const service = setUp({ audience: [A, B, 'api', `${A}/#part`] })
      for (const resources of [['https://elsewhere.example'], [A, 'https://elsewhere.example'], [`${A}/`], ['api'], ['/v1'], [`${A}/#part`], [`${A}#`]]) {
        const { status, body } = await grant(service, ...resources)
        assert.deepEqual([status, body.error, body.code], [400, 'invalid_target', 'ERR_TARGET_INVALID'], resources.join())
      }
    })

    test('is never management and an API at once: the API could manage with the token', async () => {
      for (const resources of [[A, MANAGEMENT], [MANAGEMENT, MANAGEMENT, A]]) {
        assert.equal((await grant(setUp(), ...resources)).body.error, 'invalid_target')
      }
    })
  })
}

test('without a resource, a token is for all audiences', async () => {
  const { form } = setUp()
  assert.deepEqual(audienceOf(await form('/token', logIn)), [A, B, C])
  assert.deepEqual(audienceOf(await form('/token', { ...logIn, resource: '' })), [A, B, C], 'RFC 6749 §3.2: a parameter without a value is none')
})

test('a refresh may narrow, for its own pair alone', async () => {
  const { form, json } = setUp()
  const first = await form('/token', formWith(logIn, A, B))
  const refresh = ({ body }, ...resources) => form('/token', formWith({ grant_type: 'refresh_token', refresh_token: body.refresh_token }, ...resources))
  const narrow = await refresh(first, B)
  assert.deepEqual(audienceOf(narrow), B)
  assert.deepEqual((await refresh(first, B)).body, narrow.body, 'asked again within the grace: the same pair')
  const whole = await refresh(narrow)
  assert.deepEqual(audienceOf(whole), [A, B])
  for (const resources of [[C], [A, C], [MANAGEMENT], ['https://elsewhere.example'], ['api']]) {
    const { status, body } = await refresh(whole, ...resources)
    assert.deepEqual([status, body.error], [400, 'invalid_target'], resources.join())
  }
  assert.deepEqual(audienceOf(await refresh(whole, A)), A, 'and what was refused used nothing up')
  const other = (await form('/token', logIn)).body
  assert.deepEqual(audienceOf(await json('/auth/refresh', { refreshToken: other.refresh_token, resource: [C, B] })), [C, B])
})

test('the only audience of a list is that of its grants, and may be asked for', async () => {
  const { service } = setUp({ audience: ['https://a.example'] })
  const { refresh_token } = await service.grant({ subject: 'ada' })
  const { access_token } = await service.refresh(refresh_token, { resource: 'https://a.example' })
  assert.deepEqual(decode(access_token).claims.aud, 'https://a.example')
})

test('a resource of another form is malformed', async () => {
  const { json } = setUp()
  for (const resource of [5, {}, [], [5], [[A]], true]) {
    const { status, body } = await json('/token', { username: 'ada', password: PASSWORD, resource })
    assert.deepEqual([status, body.error], [400, 'invalid_request'], JSON.stringify(resource))
  }
})

test('the methods of the service take one or several, too', async () => {
  const { service } = setUp()
  const { access_token, refresh_token } = await service.grant({ subject: 'ada' }, { resource: [A, B] })
  assert.deepEqual(decode(access_token).claims.aud, [A, B])
  assert.deepEqual(decode((await service.refresh(refresh_token, { resource: B })).access_token).claims.aud, B)
  await assert.rejects(async () => service.grant({ subject: 'ada' }, { resource: [] }), { code: 'ERR_OPTION_INVALID' })
})
