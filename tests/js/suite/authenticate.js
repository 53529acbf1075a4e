import { KeySet, SigningKey, TokenError, Verifier, bearerToken } from 'countersign'
import bearer from '../../vectors/bearer.json' with { type: 'json' }
import { equal, ok, optionRefusal, refusal, rejection } from './support/assert.js'
import { keySet, policy, tampered, token } from './support/fixtures.js'
import { test } from './support/registry.js'

const verifier = (members) => new Verifier(keySet(), policy(members))

test('a request, its headers, a Node request and the header itself all authenticate', async () => {
  const authorization = `Bearer ${token()}`
  const headers = new Headers({ authorization })
  const nodeRequest = { headers: { authorization, host: 'localhost' } }
  for (const credentials of [new Request('https://api.example', { headers }), headers, nodeRequest, authorization]) {
    equal((await verifier().authenticate(credentials)).claims.sub, 'user-1')
  }
})

test('without credentials the answer is a 401 that names no error', async () => {
  const none = [undefined, null, '', 'Basic dXNlcjpwYXNz', new Headers(), new Request('https://api.example'), { headers: {} }]
  for (const credentials of none) {
    const error = await rejection('ERR_CREDENTIALS_MISSING', verifier().authenticate(credentials))
    equal(error.message, 'You must specify a Bearer token in the Authorization header to access this resource')
    equal(error.status, 401)
    equal(error.challenge(), 'Bearer')
  }
})

test('the vectors of the Authorization header give their codes', async () => {
  for (const { name, header, expect } of bearer.cases) {
    const promise = verifier().authenticate(header ?? undefined)
    if (expect !== 'valid') await rejection(expect, promise, name)
    else ok(!(await promise.catch(({ code }) => code)).startsWith('ERR_CREDENTIALS'), name)
  }
})

test('what is no credentials at all is the program\'s mistake', async () => {
  for (const credentials of [5, true, {}, [], () => {}, Symbol('s'), { headers: 5 }]) {
    await rejection('ERR_OPTION_INVALID', verifier().authenticate(credentials), String(credentials))
  }
  await rejection('ERR_TOKEN_MALFORMED', verifier().authenticate({ headers: { authorization: 5 } }))
})

test('a Node request has one Authorization header, however Node hands it on', async () => {
  const authorization = `Bearer ${token()}`
  const other = ['Accept-Ranges', 'bytes', 'X-Forwarded-P', authorization]
  for (const credentials of [
    { headers: { authorization: [authorization] } },
    { headers: { authorization }, rawHeaders: ['AUTHORIZATION', authorization, ...other] },
    { headers: { authorization }, raw: { rawHeaders: [...other, 'Authorization', authorization] } },
  ]) equal((await verifier().authenticate(credentials)).claims.sub, 'user-1')
  for (const credentials of [
    { headers: { authorization: [authorization, authorization] } },
    { headers: { authorization }, rawHeaders: ['Authorization', authorization, ...other, 'authorization', authorization] },
    { headers: { authorization }, raw: { rawHeaders: ['Authorization', 'Basic eA==', 'AUTHORIZATION', authorization] } },
  ]) await rejection('ERR_CREDENTIALS_MALFORMED', verifier().authenticate(credentials))
  const inherited = Object.create({ authorization })
  await rejection('ERR_CREDENTIALS_MISSING', verifier().authenticate({ headers: inherited }))
  optionRefusal('credentials', () => bearerToken({}))
})

test('a giant header is refused', async () => {
  await rejection('ERR_TOKEN_TOO_LARGE', verifier().authenticate(`Bearer ${'x'.repeat(2_000_000)}`))
})

test('a bad token is refused with its status and challenge', async () => {
  const error = await rejection('ERR_SIGNATURE_INVALID', verifier().authenticate(`Bearer ${tampered(token())}`))
  equal(error.status, 401)
  ok(error.challenge().startsWith('Bearer error="invalid_token"'))
})

test('keys that are still to be loaded are waited for', async () => {
  const source = { current: undefined, async ready() { this.current = keySet() }, refresh: () => false }
  const waiting = new Verifier(source, policy())
  refusal('ERR_KEYS_UNAVAILABLE', () => waiting.verify(token()))
  equal((await waiting.authenticate(`Bearer ${token()}`)).claims.sub, 'user-1')
  waiting.verify(token())
})

test('an unknown kid asks once for newer keys', async () => {
  let asked = 0
  const source = {
    current: new KeySet(SigningKey.generate()),
    ready() {},
    async refresh() {
      asked++
      this.current = keySet()
      return true
    },
  }
  const rotating = new Verifier(source, policy())
  refusal('ERR_KEY_UNKNOWN', () => rotating.verify(token()))
  equal(asked, 0)
  equal((await rotating.authenticate(`Bearer ${token()}`)).claims.sub, 'user-1')
  equal(asked, 1)
  await rejection('ERR_SIGNATURE_INVALID', rotating.authenticate(`Bearer ${tampered(token())}`))
  equal(asked, 1)
})

test('a kid that newer keys lack too stays unknown', async () => {
  const source = { current: new KeySet(SigningKey.generate()), ready() {}, refresh: () => false }
  await rejection('ERR_KEY_UNKNOWN', new Verifier(source, policy()).authenticate(`Bearer ${token()}`))
})

test('keys that cannot be had are an outage with its cause', async () => {
  const failure = new Error('no network')
  const rejecting = { current: undefined, ready: () => Promise.reject(failure), refresh: () => false }
  const error = await rejection('ERR_KEYS_UNAVAILABLE', new Verifier(rejecting, policy()).authenticate(`Bearer ${token()}`))
  equal(error.cause, failure)
  equal(error.status, 503)
  equal(error.challenge(), undefined)
  const empty = { current: undefined, failure, ready() {}, refresh: () => false }
  equal((await rejection('ERR_KEYS_UNAVAILABLE', new Verifier(empty, policy()).authenticate(`Bearer ${token()}`))).cause, failure)
})

test('a TokenError that a key source chose itself is thrown as it is', async () => {
  const own = new TokenError('ERR_KEY_SET_INVALID', 'the keys are being replaced')
  const source = { current: undefined, ready: () => Promise.reject(own), refresh: () => false }
  equal(await rejection('ERR_KEY_SET_INVALID', new Verifier(source, policy()).authenticate(`Bearer ${token()}`)), own)
})

test('missing credentials are told before any key is waited for', async () => {
  const source = { current: undefined, ready: () => Promise.reject(new Error('asked')), refresh: () => false }
  await rejection('ERR_CREDENTIALS_MISSING', new Verifier(source, policy()).authenticate(new Headers()))
})

test('a revocation list is waited for, then asked', async () => {
  let loaded = false
  const revocation = { ready: async () => { loaded = true }, isRevoked: ({ sub }) => loaded && sub === 'user-1' }
  await rejection('ERR_TOKEN_REVOKED', verifier({ revocation }).authenticate(`Bearer ${token()}`))
  equal((await verifier({ revocation }).authenticate(`Bearer ${token({ sub: 'user-2' })}`)).claims.sub, 'user-2')
})

test('a revocation list that fails is an outage, never a bad token', async () => {
  const failure = new Error('no network')
  const fail = () => { throw failure }
  for (const revocation of [{ isRevoked: fail }, { ready: async () => fail(), isRevoked: () => false }]) {
    const error = await rejection('ERR_STORE_UNAVAILABLE', verifier({ revocation }).authenticate(`Bearer ${token()}`))
    equal(error.cause, failure)
    equal(error.status, 503)
  }
  const own = { isRevoked: () => { throw new TokenError('ERR_KEYS_UNAVAILABLE', 'x') } }
  refusal('ERR_KEYS_UNAVAILABLE', () => verifier({ revocation: own }).verify(token()))
})

test('a revocation test that answers with a promise or nothing refuses', () => {
  for (const answer of [Promise.resolve(false), undefined, null, 0]) {
    refusal('ERR_TOKEN_REVOKED', () => verifier({ revocation: { isRevoked: () => answer } }).verify(token()))
  }
})

test('a bad token never reaches the revocation list', () => {
  const revocation = { isRevoked: () => { throw new Error('asked') } }
  refusal('ERR_SIGNATURE_INVALID', () => verifier({ revocation }).verify(tampered(token())))
})
