// What an Issuer makes of claims and options: the header and payload of its token, or the option that it refuses.
import { base64url, K1 } from './keys.mjs'
import { ISSUER, NOW } from './token.mjs'

export const ISSUING_HEAD = { now: NOW, key: { ...K1.jwk, d: base64url(K1.seed) } }
const HEADER = { alg: 'EdDSA', typ: 'JWT', kid: 'k1' }
const OPTIONS = { expiresIn: 3600, jwtId: 'id-1' }
const TIMES = { iat: NOW, exp: NOW + 3600, jti: 'id-1' }

const issued = (name, claims, options, payload, more) => ({
  name, claims, options: { ...OPTIONS, ...options }, expect: 'valid', header: HEADER, payload: { ...TIMES, ...payload }, ...more,
})
const refused = (name, option, claims, options, more) => ({ name, claims, options: { ...OPTIONS, ...options }, expect: 'ERR_OPTION_INVALID', option, ...more })
const header = (changes) => ({ header: { ...HEADER, ...changes } })
const key = (changes) => ({ key: { ...ISSUING_HEAD.key, ...changes } })
const both = (claim, value, option) => refused(`${claim} among the claims and the options`, option, { [claim]: value }, { [option]: value })
const wrong = (claim, value) => refused(`a claim ${claim} of ${JSON.stringify(value)}`, `claims.${claim}`, { [claim]: value }, { jwtId: undefined })
const ODD = JSON.parse('{"__proto__":{"admin":true},"constructor":1,"":2,"exp ":3}')

export const issuing = [
  issued('no claims', {}, {}, {}),
  issued('claims of all types', { a: [1, null, { b: true }], c: 'é🔑"\\\n', d: -0.5 }, {}, { a: [1, null, { b: true }], c: 'é🔑"\\\n', d: -0.5 }),
  issued('claims with odd names', ODD, {}, ODD),
  issued('registered claims among the claims', { iss: ISSUER, sub: 'user-1', aud: ['a', 'b'], scope: 'read' }, {}, { iss: ISSUER, sub: 'user-1', aud: ['a', 'b'], scope: 'read' }),
  issued('jti among the claims', { jti: 'mine' }, { jwtId: undefined }, { jti: 'mine' }),
  issued('issuer, subject and audience', {}, { issuer: ISSUER, subject: 'user-1', audience: 'api' }, { iss: ISSUER, sub: 'user-1', aud: 'api' }),
  issued('a single audience in an array', {}, { audience: ['api'] }, { aud: 'api' }),
  issued('several audiences', {}, { audience: ['api', 'web'] }, { aud: ['api', 'web'] }),
  issued('quotes in the options', {}, { issuer: 'a"b', subject: 'c\\d', audience: 'e\nf', jwtId: '"' }, { iss: 'a"b', sub: 'c\\d', aud: 'e\nf', jti: '"' }),
  issued('a scope', {}, { scope: 'read write' }, { scope: 'read write' }),
  issued('scopes in an array, one of them twice', {}, { scope: ['read', 'write', 'read'] }, { scope: 'read write' }),
  issued('a token that never expires', {}, { expiresIn: 'never' }, { exp: undefined }),
  issued('a life of half a second, rounded up', {}, { expiresIn: 0.5 }, { exp: NOW + 1 }),
  issued('a fractional now, rounded down', {}, {}, {}, { now: NOW + 0.75 }),
  issued('the last instant', {}, { expiresIn: 253402300799 - NOW }, { exp: 253402300799 }),
  issued('the first instant', {}, {}, { iat: 0, exp: 3600 }, { now: 0 }),
  issued('nbf at once', {}, { notBefore: 0 }, { nbf: NOW }),
  issued('nbf later', {}, { notBefore: 60 }, { nbf: NOW + 60 }),
  issued('another type', {}, { type: 'at+jwt' }, {}, header({ typ: 'at+jwt' })),
  issued('quotes in the type', {}, { type: 'a"b\\' }, {}, header({ typ: 'a"b\\' })),
  issued('a key that says Ed25519', {}, {}, {}, { ...key({ alg: 'Ed25519' }), ...header({ alg: 'Ed25519' }) }),
  issued('a key that says EdDSA', {}, {}, {}, { ...key({ alg: 'EdDSA' }), ...header({}) }),
  issued('a key without a kid', {}, {}, {}, { ...key({ kid: undefined }), ...header({ kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' }) }),
  issued('a kid with quotes and an emoji', {}, {}, {}, { ...key({ kid: '"🔑\\' }), ...header({ kid: '"🔑\\' }) }),
  ...['iat', 'exp', 'nbf'].map((claim) => refused(`${claim} among the claims`, `claims.${claim}`, { [claim]: NOW })),
  refused('exp among the claims of a token that never expires', 'claims.exp', { exp: NOW }, { expiresIn: 'never' }),
  both('iss', ISSUER, 'issuer'),
  both('sub', 'user-1', 'subject'),
  both('aud', 'api', 'audience'),
  both('scope', 'read', 'scope'),
  both('jti', 'id-1', 'jwtId'),
  ...[['iss', 1], ['iss', null], ['sub', ['x']], ['jti', 7], ['aud', 1], ['aud', ['a', 1]], ['aud', null]].map((row) => wrong(...row)),
  ...[[], 'x', 1, null, true].map((claims) => refused(`claims that are ${JSON.stringify(claims)}`, 'claims', claims)),
  refused('a life of zero', 'expiresIn', {}, { expiresIn: 0 }),
  refused('a life below zero', 'expiresIn', {}, { expiresIn: -1 }),
  refused('a life beyond the year 9999', 'expiresIn', {}, { expiresIn: 253402300800 - NOW }),
  refused('nbf before now', 'notBefore', {}, { notBefore: -1 }),
  refused('nbf beyond the year 9999', 'notBefore', {}, { notBefore: 253402300800 - NOW, expiresIn: 'never' }),
  refused('a now before the epoch', 'now', {}, {}, { now: -1 }),
  refused('a now in milliseconds', 'now', {}, {}, { now: NOW * 1000 }),
  refused('an empty type', 'type', {}, { type: '' }),
  refused('a scope with a quote', 'scope', {}, { scope: 'rea"d' }),
  refused('a scope with a letter that is not ASCII', 'scope', {}, { scope: ['read', 'lésen'] }),
]
