import { Issuer, decode, issue, verify } from 'countersign'
import { equal, ok, optionRefusal, same } from '../support/assert.js'
import { NOW, at, keySet, policy, signingKey, thumbprint, token } from '../support/fixtures.js'
import { test } from '../support/registry.js'

const options = (members = {}) => ({ expiresIn: 60, now: at(NOW), ...members })
const issued = (claims, members) => decode(issue(claims, signingKey(), options(members)))

test('a token says what its claims and options say', () => {
  const { header, claims } = issued(
    { role: 'admin', nested: { list: [1, null, 'é'] } },
    { issuer: 'i', audience: 'a', subject: 's', jwtId: 'j', notBefore: 5, scope: 'read write' },
  )
  same(header, { alg: 'EdDSA', kid: thumbprint, typ: 'JWT' })
  same(claims, {
    iss: 'i', aud: 'a', sub: 's', jti: 'j', nbf: NOW + 5, iat: NOW, exp: NOW + 60, scope: 'read write',
    role: 'admin', nested: { list: [1, null, 'é'] },
  })
})

test('lists of audiences and of scopes, and another type, are written as their RFCs say', () => {
  const { header, claims } = issued({}, { audience: ['a', 'b'], scope: ['read', 'write'], type: 'at+jwt' })
  same(claims.aud, ['a', 'b'])
  equal(claims.scope, 'read write')
  equal(header.typ, 'at+jwt')
})

test('a jti is made up where none is given, and differs each time', () => {
  ok(issued({}).claims.jti.length >= 16)
  ok(issued({}).claims.jti !== issued({}).claims.jti)
  equal(issued({ jti: 'mine' }).claims.jti, 'mine')
})

test('a token that never expires has to be asked for', () => {
  equal(Object.hasOwn(issued({}, { expiresIn: 'never' }).claims, 'exp'), false)
  optionRefusal('expiresIn', () => issue({}, signingKey(), {}))
})

test('the times that the key holder sets are not taken from the claims', () => {
  for (const claim of ['iat', 'exp', 'nbf']) optionRefusal(claim, () => issued({ [claim]: NOW }))
})

test('a claim given twice is refused', () => {
  const twice = { iss: 'issuer', aud: 'audience', sub: 'subject', jti: 'jwtId', scope: 'scope' }
  for (const [claim, option] of Object.entries(twice)) {
    const error = optionRefusal(option, () => issued({ [claim]: 'x' }, { [option]: 'x' }))
    ok(error.message.includes(option))
  }
})

test('an Issuer issues with the same options each time', () => {
  const issuer = new Issuer(signingKey(), options({ issuer: 'i' }))
  equal(decode(issuer.issue({ sub: 'a' })).claims.sub, 'a')
  equal(decode(issuer.issue()).claims.iss, 'i')
  ok(issuer.issue() !== issuer.issue())
})

test('the clock of the options is the clock', () => {
  let now = NOW
  const issuer = new Issuer(signingKey(), options({ now: () => now }))
  now += 10.75
  equal(decode(issuer.issue()).claims.iat, NOW + 10)
  const { iat } = decode(issue({}, signingKey(), { expiresIn: 60 })).claims
  ok(Math.abs(iat - Date.now() / 1000) < 60)
})

test('what is verified is what was issued', () => {
  const claims = { text: 'ü\u0000"\\\u2028😀', number: 0.1, big: 1e21, list: [[], {}, [{}]], '': 1, __proto__: null }
  const result = verify(token(claims), keySet(), policy())
  for (const [name, value] of Object.entries(claims)) same(result.claims[name], value)
})

test('claims that JSON would lose or change are refused', () => {
  const circular = {}
  circular.self = circular
  const bad = [{ x: NaN }, { x: Infinity }, { x: () => {} }, { x: Symbol('s') }, { x: 1n }, { x: [undefined, NaN] }, circular]
  for (const claims of [...bad, null, [], 'x', 5, () => {}, new Map(), new Date()]) optionRefusal('claims', () => issued(claims))
})

test('a member that is undefined counts as absent', () => {
  const { claims } = issued({ role: undefined }, { issuer: undefined, scope: undefined })
  equal(Object.hasOwn(claims, 'role'), false)
  equal(Object.hasOwn(claims, 'iss'), false)
})

test('a token longer than verifiers accept by default is only issued if an option allows it', () => {
  const claims = { text: 'x'.repeat(6200) }
  optionRefusal('maxTokenBytes', () => issued(claims))
  const { length } = issue(claims, signingKey(), options({ maxTokenBytes: 1 << 20 }))
  equal(issue(claims, signingKey(), options({ maxTokenBytes: length })).length, length)
  optionRefusal('maxTokenBytes', () => issued(claims, { maxTokenBytes: length - 1 }))
})

test('a wrong option is refused by name', () => {
  const wrong = {
    expiresIn: [0, -1, NaN, Infinity, '60', null, 'ever', 1e300],
    notBefore: [NaN, Infinity, '5', null],
    issuer: [5, null, /x/, [], {}, () => {}],
    audience: [5, null, /x/, [5], {}],
    subject: [5, null, /x/],
    jwtId: [5, null, {}],
    type: [5, null, /x/, ''],
    scope: [5, null, /x/, [5], 'a"b', ''],
    maxTokenBytes: [0, -1, 0.5, NaN, Infinity, '8192', null, 2 ** 53],
    now: [5, null, 'now', at(NaN), at('5'), at(undefined), at(Infinity)],
    unknown: [1],
    kid: ['x'],
    algorithm: ['none'],
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) optionRefusal(name, () => issued({}, { [name]: value }))
  }
  for (const bad of [undefined, null, 5, 'x', [], () => {}, new Map()]) optionRefusal('options', () => new Issuer(signingKey(), bad))
})
