// RFC 8725 §3.8 to 3.10, RFC 6749 §3.3: what the policy expects, and that it is asked only after the signature.
import { K2 } from './keys.mjs'
import { CLAIMS, HEADER, claimed, ISSUER, refused, text, token, valid } from './token.mjs'

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
  valid('the scope in an array', ...scoped(['write', 'read'], 'read')),
  insufficient('an array without the scope', ...scoped(['read write'], 'read')),
  insufficient('an empty array of scopes', ...scoped([], 'read')),
  valid('a scope that nobody asks for', claimed({ scope: 'read' })),
]

const unproven = refused('PROOF_REQUIRED')
const JKT = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I'

/** RFC 7800, RFC 9449 §7.2: whoever presents a bound token without a proof may have stolen it. */
export const bound = [
  unproven('bound to a DPoP key (cnf.jkt)', claimed({ cnf: { jkt: JKT } })),
  unproven('bound to a certificate (cnf.x5t#S256)', claimed({ cnf: { 'x5t#S256': JKT } })),
  unproven('bound to a key that cnf holds (cnf.jwk)', claimed({ cnf: { jwk: K2.jwk } })),
  unproven('bound in a way that nobody knows (cnf)', claimed({ cnf: { 'https://example.com/way': 1 } })),
  unproven('an empty cnf', claimed({ cnf: {} })),
  ...[null, false, 1, '', JKT, []].map((cnf) => unproven(`cnf ${JSON.stringify(cnf)}, which binds to nothing that can be read`, claimed({ cnf }))),
  unproven('bound (cnf), and without the wanted scope', claimed({ cnf: { jkt: JKT } }), { policy: { scope: 'read' } }),
  unproven('bound (cnf) where the policy spells its default', claimed({ cnf: { jkt: JKT } }), { policy: { boundTokens: 'require-proof' } }),
  refused('TOKEN_EXPIRED')('bound (cnf), and expired', claimed({ cnf: { jkt: JKT }, exp: 1 })),
  refused('SIGNATURE_INVALID')('bound (cnf), and signed by another key', claimed({ cnf: { jkt: JKT } }, K2)),
  valid('bound (cnf) where the policy accepts it as a bearer token', claimed({ cnf: { jkt: JKT } }), { policy: { boundTokens: 'accept-as-bearer' } }),
  valid('a header parameter cnf, which binds nothing', token({ ...HEADER, cnf: { jkt: JKT } })),
  valid('a cnf deeper down, which binds nothing', claimed({ x: { cnf: { jkt: JKT } } })),
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
