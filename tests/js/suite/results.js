import { Verifier, decode, inspect, verify } from 'countersign'
import { equal, ok, optionRefusal, refusal } from './support/assert.js'
import { keySet, policy, signingKey, token } from './support/fixtures.js'
import { test } from './support/registry.js'

const frozenToItsDepth = (value) => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  ok(Object.isFrozen(value), `not frozen: ${JSON.stringify(value)}`)
  Object.values(value).forEach(frozenToItsDepth)
}

test('results are frozen to their depth', () => {
  const text = token({ roles: [{ name: 'a', list: [[]] }] })
  frozenToItsDepth(verify(text, keySet(), policy()))
  frozenToItsDepth(decode(text))
  frozenToItsDepth(inspect(text, { keys: keySet(), policy: policy() }))
})

test('results are plain objects', () => {
  const { header, claims } = verify(token({ roles: [{}] }), keySet(), policy())
  for (const value of [header, claims, claims.roles[0]]) equal(Object.getPrototypeOf(value), Object.prototype)
})

test('a claim called __proto__ is data and changes no prototype', () => {
  const text = token(JSON.parse('{"__proto__":{"admin":true},"nested":{"__proto__":{"admin":true},"constructor":5}}'))
  for (const claims of [verify(text, keySet(), policy()).claims, decode(text).claims, inspect(text).claims]) {
    equal(claims.admin, undefined)
    equal(claims.nested.admin, undefined)
    equal(Object.getPrototypeOf(claims), Object.prototype)
    ok(Object.hasOwn(claims, '__proto__'))
  }
  equal({}.admin, undefined)
})

test('a polluted Object.prototype changes nothing', () => {
  const text = token()
  const polluted = { issuer: null, audience: null, expiry: 'optional', leeway: 300, cache: 'x', revocation: 5, now: 5, unknown: 1,
    ready() {}, refresh() {}, isRevoked: () => false, exp: 1, kid: 'x', keys: [] }
  try {
    for (const [name, value] of Object.entries(polluted)) {
      Object.defineProperty(Object.prototype, name, { value, enumerable: true, configurable: true, writable: true })
    }
    optionRefusal('issuer', () => verify(text, keySet(), { audience: 'api' }))
    optionRefusal('audience', () => verify(text, keySet(), { issuer: 'x' }))
    optionRefusal('revocation', () => verify(text, keySet(), policy({ revocation: {} })))
    refusal('ERR_ISSUER_MISMATCH', () => verify(text, keySet(), policy({ issuer: 'x' })))
    refusal('ERR_CLAIM_MISSING', () => verify(token({}, { expiresIn: 'never' }), keySet(), policy()))
    const endless = verify(token({}, { expiresIn: 'never' }), signingKey().toPublicJwk(), policy({ expiry: 'optional' }))
    equal(endless.expiresAt, null)
    equal(verify(text, { keys: [signingKey().toPublicJwk()] }, policy()).claims.sub, 'user-1')
  } finally {
    for (const name of Object.keys(polluted)) delete Object.prototype[name]
  }
})

test('a polluted toJSON changes no policy', () => {
  const [text, keys] = [token(), keySet()]
  const toJSON = { value: () => null, configurable: true }
  try {
    for (const { prototype } of [Object, Array, String]) Object.defineProperty(prototype, 'toJSON', toJSON)
    refusal('ERR_ISSUER_MISMATCH', () => verify(text, keys, policy({ issuer: ['x'] })))
    refusal('ERR_AUDIENCE_MISMATCH', () => verify(text, keys, policy({ audience: 'x' })))
  } finally {
    for (const { prototype } of [Object, Array, String]) delete prototype.toJSON
  }
})

test('options count as own enumerable properties only', () => {
  optionRefusal('policy', () => new Verifier(keySet(), Object.create(policy())))
  const hidden = Object.defineProperty(policy(), 'issuer', { enumerable: false })
  optionRefusal('issuer', () => new Verifier(keySet(), hidden))
  optionRefusal('__proto__', () => new Verifier(keySet(), { ...policy(), ['__proto__']: {} }))
})

test('an option is read once', () => {
  let reads = 0
  const options = Object.defineProperty(policy(), 'issuer', { enumerable: true, get: () => (reads++, 'https://auth.example') })
  new Verifier(keySet(), options).verify(token())
  equal(reads, 1)
})

test('each of many headers is its own, and one that comes back is the same object', () => {
  const keys = Array.from({ length: 2010 }, (_, number) => signingKey({ kid: `k${number}` }))
  const publicKeys = keys.map((key) => key.toPublicJwk())
  const verifiers = [0, 670, 1340].map((first) => new Verifier({ keys: publicKeys.slice(first, first + 670) }, policy({ cache: false })))
  const headerOf = (number, claims) => verifiers[Math.floor(number / 670)].verify(token(claims, {}, keys[number])).header
  const headers = keys.map((_, number) => headerOf(number, {}))
  for (const [number, { kid }] of headers.entries()) equal(kid, `k${number}`)
  ok(headerOf(0, { other: true }) !== headers[0], 'none is kept for ever')
  ok(headerOf(2009, { other: true }) === headers[2009])
})
