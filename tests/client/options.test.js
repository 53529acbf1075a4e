import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ClientError, TokenClient } from 'countersign/client'
import { ISSUER, setUp } from './support/set-up.js'

const invalid = (name) => (error) => {
  assert.ok(error instanceof ClientError && error instanceof TypeError)
  assert.equal(error.code, 'ERR_OPTION_INVALID')
  assert.equal(error.name, 'ClientError')
  assert.ok(error.message.includes(name), error.message)
  return true
}

const WRONG = {
  url: [undefined, null, 7, '', 'auth.example', 'http://auth.example', 'ftp://auth.example', 'data:,x', 'https://user:password@auth.example', 'https://auth.example?x', 'https://auth.example#x', 'http://localhost.evil.example',
    new URL(ISSUER), [ISSUER], 'ftp://localhost', 'https://user@auth.example', 'https://:password@auth.example'],
  origins: [null, 'https://api.example', [7], [''], ['api.example'], ['http://api.example'], ['data:,x'], ['null'], ['blob:https://api.example/1'],
    ['file:///etc'], ['https://api.example/v1'], ['https://api.example?x'], ['https://api.example/#x'], ['https://user@api.example'], ['https://*.example/x'], ['ws://api.example'], [['https://api.example']], [new URL('https://api.example')]],
  credentials: [null, 'secret', 7, [], {}, { username: 'ada' }, { password: 'x' }, { username: '', password: 'x' }, { username: 'ada', password: 7 }, { apiKey: '' }, { apiKey: 7 }, { api_key: 'x' }, { apiKey: 'x', username: 'ada', password: 'x' }],
  storage: [null, {}, { load: () => {} }, { save: () => {} }, { load: 'x', save: () => {} }, () => {}],
  retries: [null, -1, 1.5, 101, NaN, Infinity, '3', [3]],
  timeout: [null, 0, -1, NaN, Infinity, '8', 2 ** 31 / 1000],
  onRenewed: [null, {}, 'log'],
  onError: [null, {}],
  fetch: [null, {}],
  now: [null, 1_900_000_000, new Date()],
  random: [null, 0.5],
}
for (const name of ['margin', 'firstDelay', 'maxDelay']) WRONG[name] = [null, -1, NaN, Infinity, '60', [60], 2 ** 31 / 1000, 10n]

describe('an option of a token client that is wrong is refused:', () => {
  for (const [name, values] of Object.entries(WRONG)) {
    test(name, () => {
      for (const value of values) {
        assert.throws(() => new TokenClient({ url: ISSUER, [name]: value }), invalid(name), `${name}: ${String(value)}`)
      }
    })
  }

  test('one that is not known', () => {
    for (const name of ['place', 'Url', 'timeOut', 'constructor']) assert.throws(() => new TokenClient({ url: ISSUER, [name]: 1 }), invalid(name))
  })

  test('all of them at once', () => {
    for (const options of [undefined, null, 7, 'https://auth.example', [], new Map([['url', ISSUER]])]) {
      assert.throws(() => new TokenClient(options), invalid('option'))
    }
  })

  test('without repeating its value', () => {
    const secret = 'hunter2'
    for (const options of [{ credentials: { username: secret, password: 7 } }, { url: `https://user:${secret}@auth.example` }, { origins: [`https://${secret}@x`] }]) {
      assert.throws(() => new TokenClient({ url: ISSUER, ...options }), ({ message }) => !message.includes(secret))
    }
  })
})

describe('an option of a token client is accepted:', () => {
  const GOOD = {
    url: [ISSUER, `${ISSUER}/`, `${ISSUER}/tenant/7`, 'http://localhost:3000', 'http://127.0.0.1:8787/auth', 'http://[::1]:1'],
    origins: [[], ['https://api.example'], ['https://api.example/', 'https://API.example:8443'], ['http://localhost:3000']],
    credentials: [() => {}, { apiKey: 'x' }, { username: 'ada', password: 'x' }, { username: 'ada', password: 'x', otp: '123456' }, Object.assign(Object.create(null), { apiKey: 'x' })],
    retries: [0, 100],
    margin: [0, 0.5, 2_147_483],
    timeout: [0.001, 2_147_483],
    storage: [{ load: () => undefined, save: () => {} }, new (class { load() {} save() {} })()],
  }
  for (const [name, values] of Object.entries(GOOD)) {
    test(name, () => {
      for (const value of [...values, undefined]) if (name !== 'url' || value) new TokenClient({ url: ISSUER, [name]: value })
    })
  }

  test('only if it is the object’s own', () => {
    Object.prototype.origins = ['https://evil.example']
    try {
      new TokenClient({ url: ISSUER })
      return assert.rejects(new TokenClient({ url: ISSUER }).fetch('https://evil.example'), { code: 'ERR_ORIGIN_NOT_ALLOWED' })
    } finally {
      delete Object.prototype.origins
    }
  })
})

test('credentials are the object’s own: nothing of Object.prototype logs in', () => {
  for (const [name, other] of [['username', 'password'], ['password', 'username']]) {
    Object.prototype[name] = 'inherited'
    try {
      assert.throws(() => new TokenClient({ url: ISSUER, credentials: { [other]: 'x' } }), invalid('credentials'))
    } finally {
      delete Object.prototype[name]
    }
  }
})

test('credentials that a function returns have the same shape, or nothing is sent', async () => {
  for (const wrong of ['secret', { username: 'ada' }, { apiKey: 7 }, []]) {
    const { client, log } = setUp({ credentials: async () => wrong })
    await assert.rejects(client.token(), invalid('credentials'))
    assert.deepEqual(log, [])
  }
  for (const nothing of [undefined, null]) {
    const { client } = setUp({ credentials: async () => nothing })
    await assert.rejects(client.token(), { name: 'RenewalError', code: 'ERR_LOGIN_REQUIRED' })
  }
})

test('what a function of credentials throws is what the request fails with', async () => {
  const { get } = setUp({ credentials: async () => { throw new RangeError('the user closed the window') } })
  await assert.rejects(get(), { name: 'RangeError', message: 'the user closed the window' })
})

describe('the token', () => {
  test('is never sent to another origin', async () => {
    const { client, log } = setUp()
    for (const url of ['https://evil.example/', `http://${new URL(ISSUER).host}/`, `${ISSUER}:8443/`, `${ISSUER}.evil.example/`, `https://x@evil.example/`.replace('x@', '')]) {
      await assert.rejects(client.fetch(url), (error) => error instanceof ClientError && error instanceof TypeError && error.code === 'ERR_ORIGIN_NOT_ALLOWED', url)
    }
    assert.deepEqual(log, [])
  })

  test('is sent to the origins of the options, which need not include the service', async () => {
    const { client, state } = setUp({ origins: ['https://api.example'] })
    state.intercept = (request) => (request.url.startsWith('https://api') ? new Response(request.headers.get('authorization')) : undefined)
    assert.match(await (await client.fetch('https://api.example/')).text(), /^Bearer ey/)
    await assert.rejects(client.fetch(`${ISSUER}/protected-endpoint`), { code: 'ERR_ORIGIN_NOT_ALLOWED' })
  })
})
