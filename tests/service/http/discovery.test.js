import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Verifier } from 'countersign'
import { ask } from '../support/requests.js'
import { key } from '../support/service.js'

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
    assert.deepEqual(metadata.grant_types_supported, ['password', 'client_credentials', 'refresh_token', 'authorization_code'])
    assert.equal(metadata.token_endpoint, 'https://auth.example/tenant/token')
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
