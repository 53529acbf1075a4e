import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Verifier } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { ask } from '../support/requests.js'
import { PASSWORD, key } from '../support/service.js'

const metadataOf = async (options) => (await ask(options).send('GET', '/.well-known/oauth-authorization-server')).body

const endless = () => {
  const object = {}
  return Object.assign(object, { object })
}

const endlessList = () => {
  const list = []
  list.push(list)
  return list
}

describe('the metadata', () => {
  test('says how a client authenticates itself, wherever it may', async () => {
    const metadata = await metadataOf()
    assert.deepEqual(metadata.introspection_endpoint_auth_methods_supported, ['client_secret_basic', 'client_secret_post', 'Bearer'])
    const methods = ['none', 'client_secret_post', 'client_secret_basic']
    assert.deepEqual(metadata.revocation_endpoint_auth_methods_supported, methods)
    assert.deepEqual(metadata.token_endpoint_auth_methods_supported, methods)
    for (const [name, path] of [['token', '/token'], ['revocation', '/revoke'], ['introspection', '/introspect']]) {
      assert.equal(metadata[`${name}_endpoint`], `https://auth.example/tenant${path}`)
    }
  })

  test('has no empty list: RFC 8414 §3.2 forbids them', async () => {
    for (const [name, value] of Object.entries(await metadataOf())) assert.notDeepEqual(value, [], name)
  })

  test('has the members that the provider adds, and keeps its own', async () => {
    const metadata = await metadataOf({
      metadata: {
        authorization_endpoint: 'https://auth.example/authorize', response_types_supported: ['code'],
        grant_types_supported: ['authorization_code', 'password'], scopes_supported: ['read'], service_documentation: 'https://auth.example/docs',
      },
    })
    assert.equal(metadata.authorization_endpoint, 'https://auth.example/authorize')
    assert.deepEqual(metadata.response_types_supported, ['code'])
    assert.deepEqual(metadata.grant_types_supported, ['client_credentials', 'refresh_token', 'authorization_code', 'password'])
    assert.equal(metadata.token_endpoint, 'https://auth.example/tenant/token')
  })

  test('names the password grant last, and only if the provider wants that', async () => {
    const grantsOf = async (options) => (await metadataOf(options)).grant_types_supported
    const others = ['client_credentials', 'refresh_token']
    for (const options of [{}, { passwordGrant: 'accepted' }, { passwordGrant: 'refused' }]) assert.deepEqual(await grantsOf(options), others)
    assert.deepEqual(await grantsOf({ passwordGrant: 'advertised' }), [...others, 'password'])
    assert.deepEqual(await grantsOf({ passwordGrant: 'advertised', metadata: { grant_types_supported: ['urn:x'] } }), [...others, 'urn:x', 'password'])
  })

  test('has whatever JSON can say', async () => {
    const added = { dpop_bound: false, claims: [{ essential: true, max: 1.5, note: null }], service_version: 3 }
    const metadata = await metadataOf({ metadata: added })
    for (const [name, value] of Object.entries(added)) assert.deepEqual(metadata[name], value)
  })

  const wrong = {
    'another issuer': { issuer: 'https://elsewhere.example' },
    'another endpoint': { token_endpoint: 'https://elsewhere.example/token' },
    'another place of the keys': { jwks_uri: 'https://elsewhere.example/keys' },
    'a list of the service in another form': { grant_types_supported: 'authorization_code' },
    'an empty list': { scopes_supported: [] },
    'what is not JSON': { op_policy_uri: () => 'x' },
    'what JSON would drop': { nested: { deep: undefined } },
    'a number that JSON has not': { ratio: NaN },
    'a lone surrogate': { name: '\ud800' },
    'an endless object': endless(),
    'an endless list': { list: endlessList() },
    'no object': ['x'],
    'a Map': new Map([['scopes_supported', ['read']]]),
  }
  for (const [name, metadata] of Object.entries(wrong)) {
    test(`is refused at construction: ${name}`, () => {
      assert.throws(() => ask({ metadata }), { code: 'ERR_OPTION_INVALID', message: /metadata/ })
    })
  }
})

test('each public document says its type, and for how long it may be kept', async () => {
  const { send } = ask({ statusFreshness: 77 })
  const said = async (path) => {
    const { status, headers } = await send('GET', path)
    return [status, ...['content-type', 'cache-control', 'access-control-allow-origin'].map((name) => headers.get(name))]
  }
  assert.deepEqual(await said('/.well-known/oauth-authorization-server'), [200, 'application/json', 'public, max-age=600', '*'])
  assert.deepEqual(await said('/.well-known/jwks.json'), [200, 'application/jwk-set+json', 'public, max-age=600', '*'])
  assert.deepEqual(await said('/status/0'), [200, 'application/statuslist+jwt', 'public, max-age=77', '*'])
})

describe('the password grant', () => {
  const form = { grant_type: 'password', username: 'grace', password: PASSWORD }
  const logIn = (how, passwordGrant) => ask({ ...(passwordGrant && { passwordGrant }) })[how]('/token', how === 'json' ? { username: 'grace', password: PASSWORD } : form)

  test('is taken from a form, unless the provider refuses it', async () => {
    for (const passwordGrant of [undefined, 'accepted', 'advertised']) assert.equal((await logIn('form', passwordGrant)).status, 200)
    const refused = await logIn('form', 'refused')
    assert.deepEqual([refused.status, refused.body.error, refused.body.code], [400, 'unsupported_grant_type', 'ERR_GRANT_TYPE_UNSUPPORTED'])
  })

  test('is no matter of JSON log-ins', async () => {
    assert.equal((await logIn('json', 'refused')).status, 200)
  })

  test('is one of three words', () => {
    for (const passwordGrant of [true, false, 'yes', '', null]) assert.throws(() => ask({ passwordGrant }), { code: 'ERR_OPTION_INVALID', message: /passwordGrant/ })
  })
})

describe('the status lists', () => {
  test('are named by one document, which the metadata name', async () => {
    const { send, issuer, service } = ask()
    const { status_list_aggregation_endpoint: endpoint } = await metadataOf()
    assert.equal(endpoint, `${issuer}/status-lists`)
    await service.grant({ subject: 'ada' })
    const { status, headers, body } = await send('GET', '/status-lists')
    assert.deepEqual([status, body, headers.get('content-type'), headers.get('cache-control')], [200, { status_lists: [`${issuer}/status/0`] }, 'application/json', 'public, max-age=60'])
    for (const uri of body.status_lists) assert.equal((await send('GET', uri.slice(issuer.length))).status, 200)
    assert.equal((await send('POST', '/status-lists')).status, 405)
  })

  test('are all named: the next one as soon as a grant has its place in it', async () => {
    const store = new MemoryStore()
    let given = 2 ** 20
    store.statuses = async () => given
    let seconds = 1_800_000_000
    const { send, issuer } = ask({ store, now: () => seconds })
    assert.deepEqual((await send('GET', '/status-lists')).body.status_lists, [`${issuer}/status/0`])
    given += 1
    seconds += 6
    const { status_lists: lists } = (await send('GET', '/status-lists')).body
    assert.deepEqual(lists, [0, 1].map((number) => `${issuer}/status/${number}`))
    for (const uri of lists) assert.equal((await send('GET', uri.slice(issuer.length))).status, 200)
  })
})

describe('the issuer', () => {
  test('is refused with a slash at its end, since tokens carry it unchanged', () => {
    for (const issuer of ['https://auth.example/', 'https://auth.example/tenant/']) {
      assert.throws(() => ask({ issuer }), { code: 'ERR_OPTION_INVALID', message: /issuer.*slash/ })
    }
  })

  test('is the text that a verifier is given', async () => {
    const issuer = 'https://auth.example'
    const { service } = ask({ issuer })
    const { access_token } = await service.grant({ subject: 'ada' })
    assert.equal(new Verifier(key.toPublicJwk(), { issuer, audience: 'api' }).verify(access_token).claims.iss, issuer)
  })
})
