// RFC 7519 §4.1: the shape, range and presence of registered claims, and the instants they state.
import { CLAIMS, HEADER, claimed, NOW, refused, text, token, valid } from './token.mjs'

const malformed = (claim, value, more) =>
  refused('CLAIM_MALFORMED')(`${claim} ${JSON.stringify(value)}`, claimed({ [claim]: value }), { claim, ...more })
const missing = (claim, name, claims, policy) => refused('CLAIM_MISSING')(name, claimed(claims), { claim, policy })

const NOT_NUMBERS = ['"123"', '""', 'null', 'true', '[]', '{}', '[1]'].map((json) => JSON.parse(json))
const NOT_STRINGS = [1, null, true, [], {}, ['x']]

export const shapes = [
  ...['exp', 'nbf', 'iat'].flatMap((claim) => NOT_NUMBERS.map((value) => malformed(claim, value))),
  ...['iss', 'sub', 'jti'].flatMap((claim) => NOT_STRINGS.map((value) => malformed(claim, value))),
  ...[1, null, true, {}, [1], ['api', 1], ['api', null], [['api']]].map((value) => malformed('aud', value)),
  malformed('aud', 7, { name: 'aud 7 where the policy checks no audience', policy: { audience: null } }),
  malformed('iss', 7, { name: 'iss 7 where the policy checks no issuer', policy: { issuer: null } }),
  malformed('exp', 'soon', { name: 'exp "soon" where the policy lets tokens live for ever', policy: { expiry: 'optional' } }),
  malformed('scope', ['read', 1], { name: 'scope an array with a number where the policy wants a scope', policy: { scope: 'read' } }),
  malformed('scope', 1, { name: 'scope a number where the policy wants a scope', policy: { scope: 'read' } }),
  malformed('scope', null, { name: 'scope null where the policy wants a scope', policy: { scope: 'read' } }),
  valid('private claims of any type', claimed({ roles: ['a', 1, null], x: { y: true }, n: -1.5, z: null })),
]

/** 9999-12-31T23:59:59Z. */
const LAST = 253402300799
const expired = refused('TOKEN_EXPIRED')
const early = refused('TOKEN_NOT_YET_VALID')
const old = refused('TOKEN_TOO_OLD')
const outOfRange = refused('CLAIM_MALFORMED')
const fraction = (claim, literal) => token(HEADER, text({ ...CLAIMS, [claim]: undefined }, `"${claim}":${literal}`))

export const instants = [
  valid('exp one second after now', claimed({ exp: NOW + 1 })),
  valid('exp at now, within the leeway', claimed({ exp: NOW })),
  valid('exp four seconds ago, within the leeway of five', claimed({ exp: NOW - 4 })),
  expired('exp five seconds ago, at the end of the leeway', claimed({ exp: NOW - 5 })),
  expired('exp an hour ago', claimed({ exp: NOW - 3600 })),
  expired('exp at now with no leeway', claimed({ exp: NOW }), { policy: { leeway: 0 } }),
  valid('exp one second after now with no leeway', claimed({ exp: NOW + 1 }), { policy: { leeway: 0 } }),
  valid('exp 299 seconds ago with a leeway of 300', claimed({ exp: NOW - 299 }), { policy: { leeway: 300 } }),
  expired('exp 300 seconds ago with a leeway of 300', claimed({ exp: NOW - 300 }), { policy: { leeway: 300 } }),
  expired('exp at zero', claimed({ exp: 0 })),
  outOfRange('exp before the epoch', claimed({ exp: -1 }), { claim: 'exp' }),
  outOfRange('exp far before the epoch', fraction('exp', '-1e300'), { claim: 'exp' }),
  valid('exp four and a half seconds ago, within the leeway of five', fraction('exp', `${NOW - 5}.5`)),
  expired('exp five and a half seconds ago', fraction('exp', `${NOW - 6}.5`)),
  expired('a quarter of a second after the end', claimed({ exp: NOW - 5 }), { now: NOW + 0.25 }),
  valid('a quarter of a second before the end', claimed({ exp: NOW - 5 }), { now: NOW - 0.25 }),
  valid('exp in exponent notation', fraction('exp', '1.767312e9')),
  valid('exp in the last second of the year 9999', claimed({ exp: LAST })),
  outOfRange('exp in the year 10000', claimed({ exp: LAST + 1 }), { claim: 'exp' }),
  outOfRange('exp in milliseconds', claimed({ exp: (NOW + 3600) * 1000 }), { claim: 'exp' }),
  outOfRange('exp far away', fraction('exp', '1e300'), { claim: 'exp' }),
  outOfRange('exp far away where expiry is optional', fraction('exp', '1e300'), { claim: 'exp', policy: { expiry: 'optional' } }),
  expired('an expired token where expiry is optional', claimed({ exp: NOW - 60 }), { policy: { expiry: 'optional' } }),
  expired('a now in milliseconds', claimed({ exp: NOW }), { now: NOW * 1000 }),
  valid('nbf in the past', claimed({ nbf: NOW - 60 })),
  valid('nbf five seconds ahead, within the leeway', claimed({ nbf: NOW + 5 })),
  early('nbf six seconds ahead', claimed({ nbf: NOW + 6 }), { claim: 'nbf' }),
  early('nbf a fraction beyond the leeway', fraction('nbf', `${NOW + 5}.25`), { claim: 'nbf' }),
  early('nbf one second ahead with no leeway', claimed({ nbf: NOW + 1 }), { claim: 'nbf', policy: { leeway: 0 } }),
  valid('nbf at now with no leeway', claimed({ nbf: NOW }), { policy: { leeway: 0 } }),
  early('nbf a thousand years ahead', claimed({ nbf: NOW + 31556952000 }), { claim: 'nbf' }),
  outOfRange('nbf in milliseconds', claimed({ nbf: NOW * 1000 }), { claim: 'nbf' }),
  outOfRange('nbf before the epoch', claimed({ nbf: -1 }), { claim: 'nbf' }),
  valid('nbf at zero', claimed({ nbf: 0 })),
  valid('iat 65 seconds ahead: a minute and the leeway', claimed({ iat: NOW + 65 })),
  early('iat 66 seconds ahead', claimed({ iat: NOW + 66 }), { claim: 'iat' }),
  valid('iat 60 seconds ahead with no leeway', claimed({ iat: NOW + 60 }), { policy: { leeway: 0 } }),
  early('iat 61 seconds ahead with no leeway', claimed({ iat: NOW + 61 }), { claim: 'iat', policy: { leeway: 0 } }),
  outOfRange('iat in milliseconds', claimed({ iat: NOW * 1000 }), { claim: 'iat' }),
  outOfRange('iat before the epoch', claimed({ iat: -1 }), { claim: 'iat' }),
  valid('iat at zero, written as a negative one', fraction('iat', '-0')),
  valid('iat absent', claimed({ iat: undefined })),
  valid('issued as long ago as the maximum age and the leeway', claimed({ iat: NOW - 305 }), { policy: { maxAge: 300 } }),
  old('issued one second longer ago than the maximum age and the leeway', claimed({ iat: NOW - 306 }), { policy: { maxAge: 300 } }),
  old('issued a day ago with a maximum age of an hour', claimed({ iat: NOW - 86400 }), { policy: { maxAge: 3600 } }),
  missing('iat', 'iat absent where the policy has a maximum age', { iat: undefined }, { maxAge: 300 }),
]

export const presence = [
  missing('iss', 'iss absent', { iss: undefined }),
  missing('aud', 'aud absent', { aud: undefined }),
  missing('exp', 'exp absent', { exp: undefined }),
  missing('sub', 'sub absent where the policy names a subject', { sub: undefined }, { subject: 'user-1' }),
  missing('sub', 'sub absent where the policy requires it', { sub: undefined }, { requiredClaims: ['sub'] }),
  missing('tenant', 'a private claim absent where the policy requires it', {}, { requiredClaims: ['sub', 'tenant'] }),
  missing('__proto__', 'a required claim that every JavaScript object has', {}, { requiredClaims: ['__proto__'] }),
  missing('toString', 'a required claim that every JavaScript object inherits', {}, { requiredClaims: ['toString'] }),
  valid('a private claim where the policy requires it', claimed({ tenant: 't1' }), { policy: { requiredClaims: ['tenant'] } }),
  valid('exp absent where expiry is optional', claimed({ exp: undefined }), { policy: { expiry: 'optional' } }),
  valid('iss absent where the policy checks no issuer', claimed({ iss: undefined }), { policy: { issuer: null } }),
  valid('aud absent where the policy checks no audience', claimed({ aud: undefined }), { policy: { audience: null } }),
  valid('sub and jti absent', claimed({ sub: undefined, jti: undefined })),
  refused('CLAIM_MISSING')('an empty object as payload', token(HEADER, {})),
]
