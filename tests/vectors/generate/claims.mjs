// RFC 7519 §4.1, RFC 8725, RFC 9068: registered claims, instants and the policy.
import { K2 } from './keys.mjs'
import { CLAIMS, HEADER, claimed, ISSUER, NOW, refused, text, token, valid } from './token.mjs'

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
  malformed('scope', ['read'], { name: 'scope an array where the policy wants a scope', policy: { scope: 'read' } }),
  malformed('scope', 1, { name: 'scope a number where the policy wants a scope', policy: { scope: 'read' } }),
  malformed('scope', null, { name: 'scope null where the policy wants a scope', policy: { scope: 'read' } }),
  valid('private claims of any type', claimed({ roles: ['a', 1, null], x: { y: true }, n: -1.5, z: null })),
]

const expired = refused('TOKEN_EXPIRED')
const early = refused('TOKEN_NOT_YET_VALID')
const old = refused('TOKEN_TOO_OLD')
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
  expired('exp before the epoch', claimed({ exp: -1 })),
  expired('exp far before the epoch', fraction('exp', '-1e300')),
  valid('exp half a second after the end', fraction('exp', `${NOW - 5}.5`)),
  expired('exp half a second before the end', fraction('exp', `${NOW - 6}.5`)),
  expired('a fractional now after exp', claimed({ exp: NOW - 5 }), { now: NOW + 0.25 }),
  valid('a fractional now before exp', claimed({ exp: NOW - 5 }), { now: NOW - 0.25 }),
  valid('exp in exponent notation', fraction('exp', '1.767312e9')),
  valid('exp far away', fraction('exp', '1e300')),
  valid('exp beyond the integers that JavaScript knows', claimed({ exp: 2 ** 53 + 2 })),
  expired('an expired token where expiry is optional', claimed({ exp: NOW - 60 }), { policy: { expiry: 'optional' } }),
  expired('a token of milliseconds read in a later age', claimed({ exp: NOW }), { now: NOW * 1000 }),
  valid('nbf in the past', claimed({ nbf: NOW - 60 })),
  valid('nbf five seconds ahead, within the leeway', claimed({ nbf: NOW + 5 })),
  early('nbf six seconds ahead', claimed({ nbf: NOW + 6 }), { claim: 'nbf' }),
  early('nbf a fraction beyond the leeway', fraction('nbf', `${NOW + 5}.25`), { claim: 'nbf' }),
  early('nbf one second ahead with no leeway', claimed({ nbf: NOW + 1 }), { claim: 'nbf', policy: { leeway: 0 } }),
  valid('nbf at now with no leeway', claimed({ nbf: NOW }), { policy: { leeway: 0 } }),
  early('nbf far away', fraction('nbf', '1e300'), { claim: 'nbf' }),
  valid('nbf before the epoch', claimed({ nbf: -1 })),
  valid('iat 65 seconds ahead: a minute and the leeway', claimed({ iat: NOW + 65 })),
  early('iat 66 seconds ahead', claimed({ iat: NOW + 66 }), { claim: 'iat' }),
  valid('iat 60 seconds ahead with no leeway', claimed({ iat: NOW + 60 }), { policy: { leeway: 0 } }),
  early('iat 61 seconds ahead with no leeway', claimed({ iat: NOW + 61 }), { claim: 'iat', policy: { leeway: 0 } }),
  early('iat in milliseconds', claimed({ iat: NOW * 1000 }), { claim: 'iat' }),
  valid('iat before the epoch', claimed({ iat: -1 })),
  valid('iat absent', claimed({ iat: undefined })),
  valid('issued one second before it is too old', claimed({ iat: NOW - 304 }), { policy: { maxAge: 300 } }),
  old('issued as long ago as the maximum age and the leeway', claimed({ iat: NOW - 305 }), { policy: { maxAge: 300 } }),
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

const issuer = refused('ISSUER_MISMATCH')
const audience = refused('AUDIENCE_MISMATCH')
const subject = refused('SUBJECT_MISMATCH')
const insufficient = refused('SCOPE_INSUFFICIENT')
const scoped = (scope, wanted) => [claimed({ scope }), { policy: { scope: wanted } }]

export const expectations = [
  issuer('another issuer', claimed({ iss: 'https://evil.example' })),
  issuer('the issuer with a slash', claimed({ iss: `${ISSUER}/` })),
  issuer('the issuer in capitals', claimed({ iss: ISSUER.toUpperCase() })),
  issuer('an empty issuer', claimed({ iss: '' })),
  issuer('an issuer that begins like the expected', claimed({ iss: `${ISSUER}.evil.example` })),
  valid('one of several issuers', claimed({ iss: 'https://b.example' }), { policy: { issuer: ['https://a.example', 'https://b.example'] } }),
  issuer('none of several issuers', claimed({}), { policy: { issuer: ['https://a.example', 'https://b.example'] } }),
  valid('another issuer where the policy checks none', claimed({ iss: 'https://evil.example' }), { policy: { issuer: null } }),
  audience('another audience', claimed({ aud: 'web' })),
  audience('the audience in capitals', claimed({ aud: 'API' })),
  audience('an audience that begins like the expected', claimed({ aud: 'api2' })),
  audience('audiences in one string', claimed({ aud: 'api web' })),
  audience('an empty audience', claimed({ aud: '' })),
  audience('an empty array of audiences', claimed({ aud: [] })),
  audience('an array of other audiences', claimed({ aud: ['web', 'app'] })),
  valid('an array with the audience', claimed({ aud: ['web', 'api'] })),
  valid('one of several accepted audiences', claimed({ aud: 'web' }), { policy: { audience: ['api', 'web'] } }),
  valid('another audience where the policy checks none', claimed({ aud: 'web' }), { policy: { audience: null } }),
  subject('another subject', claimed({ sub: 'user-2' }), { policy: { subject: 'user-1' } }),
  valid('the subject', claimed({}), { policy: { subject: 'user-1' } }),
  insufficient('no scope where the policy wants one', claimed({}), { policy: { scope: 'read' } }),
  insufficient('another scope', ...scoped('write', 'read')),
  insufficient('a scope that begins like the wanted', ...scoped('readonly', 'read')),
  insufficient('a scope in capitals', ...scoped('READ', 'read')),
  insufficient('scopes separated by a tab', ...scoped('write\tread', 'read')),
  insufficient('scopes separated by a comma', ...scoped('write,read', 'read')),
  insufficient('an empty scope', ...scoped('', 'read')),
  insufficient('one of two scopes', ...scoped('read', ['read', 'write'])),
  insufficient('one of two scopes in one string', ...scoped('read', 'read write')),
  valid('the scope', ...scoped('read', 'read')),
  valid('the scope among others', ...scoped('admin read write', 'read')),
  valid('both scopes in another order', ...scoped('write read', ['read', 'write'])),
  valid('a scope that nobody asks for', claimed({ scope: 'read' })),
]

const signature = refused('SIGNATURE_INVALID')
export const order = [
  signature('expired and signed by another key', claimed({ exp: 1 }, K2)),
  signature('of another issuer and signed by another key', claimed({ iss: 'https://evil.example' }, K2)),
  signature('with a claim of a wrong type and signed by another key', claimed({ exp: 'x' }, K2)),
  signature('without the wanted scope and signed by another key', claimed({}, K2), { policy: { scope: 'read' } }),
  signature('with a payload that is no JSON and signed by another key', token(HEADER, '{', K2)),
  signature('with a claim twice and signed by another key', token(HEADER, text(CLAIMS, '"sub":"admin"'), K2)),
  signature('of another type and signed by another key', token({ ...HEADER, typ: 'refresh+jwt' }, CLAIMS, K2)),
]
