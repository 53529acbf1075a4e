import { KeySet, SigningKey, Verifier, verify } from 'countersign'
import { equal, ok, optionRefusal, refusal, rejection, same } from './support/assert.js'
import { NOW, at, audience, issuer, keySet, policy, publicJwk, signingKey, tampered, thumbprint, token } from './support/fixtures.js'
import { test } from './support/registry.js'

test('a verified token gives its header, its claims and its end', () => {
  const result = verify(token(), keySet(), policy())
  same(Object.keys(result).sort(), ['claims', 'expiresAt', 'header'])
  same(result.header, { alg: 'EdDSA', kid: thumbprint, typ: 'JWT' })
  equal(result.claims.sub, 'user-1')
  equal(result.expiresAt, NOW + 3600)
})

test('a token without end has expiresAt null, and needs a policy that allows it', () => {
  const endless = token({}, { expiresIn: 'never' })
  equal(verify(endless, keySet(), policy({ expiry: 'optional' })).expiresAt, null)
  equal(refusal('ERR_CLAIM_MISSING', () => verify(endless, keySet(), policy())).claim, 'exp')
})

test('a change of any part is noticed', () => {
  for (const part of [0, 1, 2]) {
    let error
    try { verify(tampered(token(), part), keySet(), policy()) } catch (thrown) { error = thrown }
    ok(['ERR_SIGNATURE_INVALID', 'ERR_TOKEN_MALFORMED', 'ERR_KEY_UNKNOWN'].includes(error?.code), `part ${part}: ${error}`)
  }
  refusal('ERR_SIGNATURE_INVALID', () => verify(tampered(token()), keySet(), policy()))
})

test("a kid chooses its key, and an unknown one is refused", () => {
  const keys = new KeySet({ keys: [{ ...publicJwk, kid: 'a' }, { ...SigningKey.generate().toPublicJwk(), kid: 'b' }] })
  equal(verify(token({}, {}, signingKey({ kid: 'a' })), keys, policy()).header.kid, 'a')
  refusal('ERR_SIGNATURE_INVALID', () => verify(token({}, {}, signingKey({ kid: 'b' })), keys, policy()))
  refusal('ERR_KEY_UNKNOWN', () => verify(token({}, {}, signingKey({ kid: 'c' })), keys, policy()))
})

test('issuer and audience must be given, and null is the way not to check one', () => {
  for (const name of ['issuer', 'audience']) optionRefusal(name, () => verify(token(), keySet(), policy({ [name]: undefined })))
  optionRefusal('issuer', () => new Verifier(keySet(), {}))
  const stranger = token({}, { issuer: 'https://other.example', audience: 'other' })
  equal(verify(stranger, keySet(), policy({ issuer: null, audience: null })).claims.aud, 'other')
  refusal('ERR_ISSUER_MISMATCH', () => verify(stranger, keySet(), policy({ audience: null })))
  refusal('ERR_AUDIENCE_MISMATCH', () => verify(stranger, keySet(), policy({ issuer: null })))
})

test('issuer, audience and type take one of several', () => {
  verify(token(), keySet(), policy({ issuer: ['x', issuer], audience: ['x', audience], type: ['x', 'JWT'] }))
  verify(token({}, { audience: ['a', 'b'] }), keySet(), policy({ audience: 'b' }))
  refusal('ERR_ISSUER_MISMATCH', () => verify(token(), keySet(), policy({ issuer: ['x', 'y'] })))
})

test('the type is compared as a media type, and a refresh token is never an access token', () => {
  for (const type of ['JWT', 'jwt', 'at+jwt', 'application/at+jwt', 'AT+JWT']) verify(token({}, { type }), keySet(), policy())
  refusal('ERR_TYPE_MISMATCH', () => verify(token({}, { type: 'refresh+jwt' }), keySet(), policy()))
  verify(token({}, { type: 'refresh+jwt' }), keySet(), policy({ type: 'application/Refresh+JWT' }))
})

test('missing claims are named', () => {
  const bare = token({}, { issuer: undefined, audience: undefined })
  equal(refusal('ERR_CLAIM_MISSING', () => verify(bare, keySet(), policy({ audience: null }))).claim, 'iss')
  equal(refusal('ERR_CLAIM_MISSING', () => verify(bare, keySet(), policy({ issuer: null }))).claim, 'aud')
  equal(refusal('ERR_CLAIM_MISSING', () => verify(token(), keySet(), policy({ requiredClaims: ['sub', 'role'] }))).claim, 'role')
  verify(token({ role: null }), keySet(), policy({ requiredClaims: ['role'] }))
})

test('the subject is compared where the policy has one', () => {
  verify(token(), keySet(), policy({ subject: 'user-1' }))
  equal(refusal('ERR_SUBJECT_MISMATCH', () => verify(token(), keySet(), policy({ subject: 'user-2' }))).claim, 'sub')
})

test('a token that is bound to a key is refused without a proof, unless the policy says otherwise', async () => {
  const bound = token({ cnf: { jkt: thumbprint } })
  const verifier = new Verifier(keySet(), policy())
  for (const present of [() => verify(bound, keySet(), policy()), () => verifier.verify(bound), () => verify(bound, keySet(), policy({ boundTokens: 'require-proof' }))]) {
    const error = refusal('ERR_PROOF_REQUIRED', present)
    same([error.status, error.claim], [401, 'cnf'])
    ok(error.challenge().startsWith('DPoP error="invalid_token"'), error.challenge())
  }
  await rejection('ERR_PROOF_REQUIRED', verifier.authenticate(`Bearer ${bound}`))
  equal(verify(bound, keySet(), policy({ boundTokens: 'accept-as-bearer' })).claims.cnf.jkt, thumbprint)
})

test('all scopes of the policy are required, and the error has them', () => {
  const reader = token({}, { scope: 'read list' })
  verify(reader, keySet(), policy({ scope: 'read' }))
  verify(reader, keySet(), policy({ scope: ['list', 'read'] }))
  for (const scope of ['read write', ['read', 'write']]) {
    const error = refusal('ERR_SCOPE_INSUFFICIENT', () => verify(reader, keySet(), policy({ scope })))
    equal(error.scope, 'read write')
    equal(error.claim, 'scope')
  }
  refusal('ERR_SCOPE_INSUFFICIENT', () => verify(token({}, { scope: 'reading' }), keySet(), policy({ scope: 'read' })))
})

test('a token ends at exp and the leeway, to the second', () => {
  const verifyAt = (now, members) => verify(token(), keySet(), policy({ now: at(now), ...members }))
  verifyAt(NOW + 3604.999)
  equal(refusal('ERR_TOKEN_EXPIRED', () => verifyAt(NOW + 3605)).claim, 'exp')
  verifyAt(NOW + 3599.999, { leeway: 0 })
  refusal('ERR_TOKEN_EXPIRED', () => verifyAt(NOW + 3600, { leeway: 0 }))
  verifyAt(NOW + 3899, { leeway: 300 })
})

test('a token begins at nbf less the leeway, and is not from the future', () => {
  const later = token({}, { notBefore: 100 })
  const verifyAt = (now) => verify(later, keySet(), policy({ now: at(now) }))
  equal(refusal('ERR_TOKEN_NOT_YET_VALID', () => verifyAt(NOW + 94)).claim, 'nbf')
  verifyAt(NOW + 95)
  equal(refusal('ERR_TOKEN_NOT_YET_VALID', () => verify(token(), keySet(), policy({ now: at(NOW - 66) }))).claim, 'iat')
  verify(token(), keySet(), policy({ now: at(NOW - 65) }))
})

test('maxAge counts from iat, and an age of exactly maxAge is allowed', () => {
  verify(token(), keySet(), policy({ maxAge: 60, now: at(NOW + 65) }))
  refusal('ERR_TOKEN_TOO_OLD', () => verify(token(), keySet(), policy({ maxAge: 60, now: at(NOW + 65.001) })))
})

test('the longest token is maxTokenBytes long', () => {
  const text = token()
  verify(text, keySet(), policy({ maxTokenBytes: text.length }))
  refusal('ERR_TOKEN_TOO_LARGE', () => verify(text, keySet(), policy({ maxTokenBytes: text.length - 1 })))
  refusal('ERR_TOKEN_TOO_LARGE', () => verify(token({ x: 'x'.repeat(8192) }, { maxTokenBytes: 1 << 20 }), keySet(), policy()))
})

test('a signature is looked at before the claims', () => {
  const expired = policy({ now: at(NOW + 99999), issuer: 'x' })
  refusal('ERR_SIGNATURE_INVALID', () => verify(tampered(token()), keySet(), expired))
})

test('a wrong option is refused by name, at construction', () => {
  const wrong = {
    // What JSON has no name for must not become the null that says "not checked".
    issuer: [5, NaN, -Infinity, /x/, {}, [], [5], [NaN], [null], [['x']], () => {}, true, 5n, Symbol('x'), Object('x')],
    audience: [5, NaN, Infinity, /x/, {}, [], [/x/], () => {}],
    type: [5, null, /x/, '', [], [''], {}],
    subject: [5, null, /x/, ['a']],
    scope: [5, null, /x/, '', 'a"b', [5]],
    requiredClaims: [5, null, [5], {}, /x/],
    maxAge: [0, -1, NaN, Infinity, '60', null],
    leeway: [-1, 301, NaN, '5', null],
    expiry: ['never', true, null, ''],
    boundTokens: ['ignore', '', true, null, 5],
    maxTokenBytes: [0, -1, NaN, 1.5, Infinity, '8192', null],
    cache: [0, -1, 1.5, NaN, Infinity, true, '1000', null, {}],
    revocation: [null, 5, {}, () => false, { isRevoked: true }],
    now: [5, null, 'now', Date],
    audiences: ['api'],
    clockTolerance: [5],
    algorithms: [['EdDSA']],
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) optionRefusal(name, () => new Verifier(keySet(), policy({ [name]: value })).verify(token()))
  }
  // No text that a token could have, and not the text with U+FFFD in its place.
  for (const issuer of ['\ud800', ['x', '\udc00x']]) refusal('ERR_OPTION_INVALID', () => new Verifier(keySet(), policy({ issuer })))
  for (const bad of [undefined, null, 5, 'x', [], () => {}, new Map()]) {
    optionRefusal('policy', () => new Verifier(keySet(), bad))
    optionRefusal('policy', () => verify(token(), keySet(), bad))
  }
})

test('options that are undefined count as absent', () => {
  verify(token(), keySet(), policy({ type: undefined, scope: undefined, leeway: undefined, cache: undefined, revocation: undefined }))
})

test('without a clock of its own a verifier uses the system\'s', () => {
  const fresh = token({}, { now: undefined })
  equal(verify(fresh, keySet(), { issuer, audience }).claims.sub, 'user-1')
  refusal('ERR_TOKEN_EXPIRED', () => verify(token({}, { now: at(NOW - 1e8) }), keySet(), { issuer, audience }))
})

test('a token may be long, if the policy says so', () => {
  const all = 'x'.repeat(30_000)
  const text = token({ all }, { maxTokenBytes: 65_536 })
  equal(verify(text, keySet(), policy({ maxTokenBytes: 65_536 })).claims.all, all)
  refusal('ERR_TOKEN_TOO_LARGE', () => verify(text, keySet(), policy()))
})
