import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { login, makeStorage, setUp } from './support/set-up.js'

/** A client without credentials, which has a refresh token to lose, and what the service answers to it. */
const loggedIn = async (options) => {
  const storage = makeStorage()
  const made = setUp({ storage })
  await made.client.token()
  made.clock.offset = 3600
  const client = made.clientWith({ storage, ...options })
  const before = storage.kept
  /** The code with which the client fails when each renewal is answered like that. */
  const codeFor = async (answer) => {
    made.state.intercept = () => answer.clone()
    const error = await client.token().catch((reason) => reason)
    made.state.intercept = undefined
    return error.code
  }
  return { ...made, client, storage, before, codeFor }
}

const refused = (status, body) => Response.json(body, { status })

/** The codes of the package that end a refresh token. */
const ENDS = [
  'ERR_ALGORITHM_NOT_ALLOWED', 'ERR_CLAIM_MALFORMED', 'ERR_CLAIM_MISSING', 'ERR_CREDENTIALS_INVALID', 'ERR_CRITICAL_HEADER',
  'ERR_TOKEN_MALFORMED', 'ERR_TOKEN_REUSED', 'ERR_TOKEN_REVOKED', 'ERR_TOKEN_TOO_LARGE', 'ERR_TYPE_MISMATCH',
]
/** Those after which it may be good again. */
const MAY_END = ['ERR_AUDIENCE_MISMATCH', 'ERR_ISSUER_MISMATCH', 'ERR_KEY_UNKNOWN', 'ERR_SIGNATURE_INVALID', 'ERR_TOKEN_EXPIRED']

describe('a refresh token is ended', () => {
  for (const code of ENDS) {
    test(`by ${code}`, async () => {
      // The code alone decides: the word of a request that was found bad ends nothing by itself.
      for (const [status, error] of [[400, 'invalid_request'], [401, 'invalid_grant']]) {
        const { codeFor, storage, client } = await loggedIn()
        assert.equal(await codeFor(refused(status, { error, code })), code)
        assert.equal(storage.kept, undefined)
        await assert.rejects(client.token(), { code: 'ERR_LOGIN_REQUIRED' })
      }
    })
  }

  for (const error of ['invalid_grant', 'invalid_client']) {
    test(`by ${error} of a service without codes`, async () => {
      for (const status of [400, 401]) {
        const { codeFor, storage } = await loggedIn()
        assert.equal(await codeFor(refused(status, { error })), error)
        assert.equal(storage.kept, undefined)
      }
    })
  }

  test('by the real service, when its grant is revoked', async () => {
    const { service, client, storage } = await loggedIn()
    await service.revokeGrantsOf('ada')
    await assert.rejects(client.token(), { name: 'RenewalError', code: 'ERR_TOKEN_REVOKED' })
    assert.equal(storage.kept, undefined)
  })
})

describe('a refresh token is kept', () => {
  for (const code of MAY_END) {
    test(`through ${code}, which the service may take back`, async () => {
      const { codeFor, storage, before, client, renewals } = await loggedIn()
      assert.equal(await codeFor(refused(401, { error: 'invalid_grant', code })), code)
      assert.equal(storage.kept, before)
      await client.token()
      assert.deepEqual(renewals().slice(-2), ['POST /auth/refresh', 'POST /auth/refresh'])
    })
  }

  const outages = {
    'a gateway that knows no such path': refused(404, { error: 'not_found' }),
    'a gateway that forbids': refused(403, { error: 'forbidden', code: 'ERR_ACCESS' }),
    'a gateway that forbids in the words of OAuth': refused(403, { error: 'invalid_grant' }),
    'a gateway that finds the request bad': refused(400, { error: 'bad_request' }),
    'a gateway that wants credentials of its own': refused(401, { error: 'unauthorized', code: 'ERR_CREDENTIALS_MISSING' }),
    'a firewall that finds the request malformed': refused(400, { error: 'invalid_request', code: 'ERR_REQUEST_MALFORMED' }),
    'an unknown code': refused(401, { error: 'nonsense', code: 'ERR_NONSENSE' }),
    'an error that is not a string': refused(401, { error: { message: 'invalid_grant' } }),
    'a 409 in the words of OAuth': refused(409, { error: 'invalid_grant', code: 'ERR_TOKEN_REVOKED' }),
    'an empty object': Response.json({}),
    'null': Response.json(null),
    'a list': refused(400, []),
    'JSON without an error': refused(403, { message: 'no' }),
    'nothing': new Response(),
    'a web page': new Response('<!doctype html>', { status: 404 }),
    'a token that is not a string': Response.json({ access_token: { error: 'invalid_grant' } }),
    'an empty token': Response.json({ access_token: '' }),
  }
  for (const [name, answer] of Object.entries(outages)) {
    test(`through ${name}`, async () => {
      const { codeFor, storage, before, client, renewals } = await loggedIn({ retries: 1 })
      assert.equal(await codeFor(answer), 'ERR_SERVICE_UNAVAILABLE')
      assert.equal(storage.kept, before)
      await client.token()
      assert.deepEqual(renewals().slice(-3), ['POST /auth/refresh', 'POST /auth/refresh', 'POST /auth/refresh'])
    })
  }

  /** A client without credentials, whose clock is right whatever that of the service says. */
  const besideClock = async (serviceOptions) => {
    const storage = makeStorage()
    const { client, clientWith, clock } = setUp({ storage }, serviceOptions)
    await client.token()
    return { clock, restart: () => clientWith({ storage, retries: 0, now: () => Date.now() / 1000 }) }
  }

  test('while the clock of the service is an hour behind', async () => {
    const { clock, restart } = await besideClock()
    clock.offset = -3600
    await assert.rejects(restart().token(), { code: 'ERR_SERVICE_UNAVAILABLE' })
    clock.offset = 0
    assert.match(await restart().token(), /^ey/)
  })

  test('while the clock of the service is an hour ahead, and when it is set right', async () => {
    const { clock, restart } = await besideClock()
    clock.offset = 3600
    assert.match(await restart().token(), /^ey/)
    clock.offset = 0
    await assert.rejects(restart().token(), { code: 'ERR_SERVICE_UNAVAILABLE' })
    clock.offset = 3600
    assert.match(await restart().token(), /^ey/)
  })

  test('while the clock of the service is so far ahead that the token has expired there', async () => {
    const { clock, restart } = await besideClock({ refreshLifetime: 1800 })
    clock.offset = 3600
    await assert.rejects(restart().token(), { code: 'ERR_TOKEN_EXPIRED' })
    clock.offset = 0
    assert.match(await restart().token(), /^ey/)
  })
})

describe('a log-in', () => {
  test('that is refused says why, and is not tried again', async () => {
    const { client, renewals } = setUp({ credentials: { username: 'ada', password: 'wrong' } })
    await assert.rejects(client.token(), { name: 'RenewalError', code: 'ERR_CREDENTIALS_INVALID' })
    assert.deepEqual(renewals(), ['POST /token'])
  })

  test('that asks for what OAuth refuses by another word says so', async () => {
    const { client, renewals } = setUp({ credentials: { ...login, scope: 'everything' } })
    await assert.rejects(client.token(), { code: 'ERR_SCOPE_INVALID' })
    assert.equal(renewals().length, 1)
  })

  for (const error of ['invalid_request', 'invalid_scope', 'unauthorized_client', 'unsupported_grant_type', 'unsupported_token_type']) {
    test(`that a service without codes refuses by ${error} is not tried again`, async () => {
      const { client, state, renewals } = setUp()
      state.intercept = () => refused(400, { error })
      await assert.rejects(client.token(), { name: 'RenewalError', code: error })
      assert.equal(renewals().length, 1)
    })
  }

  test('is not taken for refused by the answer of a gateway', async () => {
    for (const [status, body] of [[403, { error: 'forbidden' }], [400, { error: 'bad_request' }], [400, { error: ['invalid_request'] }], [400, {}], [400, null]]) {
      const { client, state, renewals } = setUp({ retries: 2 })
      state.intercept = () => refused(status, body)
      await assert.rejects(client.token(), { code: 'ERR_SERVICE_UNAVAILABLE' })
      assert.equal(renewals().length, 3)
    }
  })

  test('that is refused has the code of the service if it is one, and its first 200 characters', async () => {
    const description = 'why '.repeat(100)
    for (const code of ['a secret of ERR_X', 'ERR_', `ERR_${'X'.repeat(61)}`, ['ERR_TOKEN_REVOKED'], 7, undefined]) {
      const { client, state } = setUp()
      state.intercept = () => refused(401, { error: 'invalid_grant', error_description: description, code })
      await assert.rejects(client.token(), { code: 'invalid_grant', message: description.slice(0, 200) })
    }
    for (const description of [undefined, 7]) {
      const { client, state } = setUp()
      state.intercept = () => refused(401, { error: 'invalid_grant', error_description: description, code: 'ERR_CREDENTIALS_INVALID' })
      await assert.rejects(client.token(), { code: 'ERR_CREDENTIALS_INVALID', message: 'the service refused' })
    }
  })
})

describe('an outage says what the service answered:', () => {
  const causes = {
    'nothing': [new Response(), 'it answered 200 with something unexpected'],
    'null': [Response.json(null), 'it answered 200 with something unexpected'],
    'an object': [Response.json({}), 'it answered 200 with something unexpected'],
    'a bad request that is null': [refused(400, null), 'it answered 400 with something unexpected'],
    'a bad request without content': [new Response(null, { status: 400 }), 'it answered 400 with something unexpected'],
    'a fault': [new Response(null, { status: 500 }), 'it answered 500'],
    'too many requests': [new Response(null, { status: 429 }), 'it answered 429'],
    'several choices': [new Response(null, { status: 300 }), 'it redirects: use the target URL'],
    'the last of the redirects': [new Response(null, { status: 399 }), 'it redirects: use the target URL'],
    'the first of the refusals': [new Response(null, { status: 400 }), 'it answered 400 with something unexpected'],
    'what a browser hides': [Response.error(), 'it redirects: use the target URL'],
  }
  for (const [name, [answer, message]] of Object.entries(causes)) {
    test(name, async () => {
      const { client, state } = setUp({ retries: 0 })
      state.intercept = () => answer.clone()
      const error = await client.token().catch((reason) => reason)
      assert.deepEqual([error.code, error.cause?.message], ['ERR_SERVICE_UNAVAILABLE', message])
    })
  }

  test('a refusal of the request, which says nothing of the refresh token', async () => {
    const { client, state } = await loggedIn({ retries: 0 })
    state.intercept = () => refused(400, { error: 'invalid_request' })
    const { cause } = await client.token().catch((reason) => reason)
    assert.equal(cause.message, 'it answered 400 with something unexpected')
    assert.equal(cause.cause.code, 'invalid_request')
  })
})

test('an error without a cause has none', async () => {
  const { client } = setUp({ credentials: undefined })
  const error = await client.token().catch((reason) => reason)
  assert.equal(error.code, 'ERR_LOGIN_REQUIRED')
  assert.ok(!('cause' in error))
})

test('no message repeats what the service answered instead of JSON', async () => {
  const { client, state } = setUp({ retries: 0 })
  state.intercept = () => new Response('{"access_token":"eySECRET"', { status: 200 })
  const error = await client.token().catch((reason) => reason)
  for (let cause = error; cause !== undefined; cause = cause.cause) assert.doesNotMatch(`${cause.message}${cause.stack}`, /SECRET/)
})
