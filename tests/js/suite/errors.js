import { KeySet, SigningKey, TokenError, Verifier, issueWithSigner, verify } from 'countersign'
import dpopVectors from '../../vectors/dpop.json' with { type: 'json' }
import malformed from '../../vectors/malformed_tokens.json' with { type: 'json' }
import { equal, ok, refusal, same } from './support/assert.js'
import { NOW, at, keySet, policy, publicJwk, signer, tampered, thumbprint, token } from './support/fixtures.js'
import { test } from './support/registry.js'

const vector = (code) => {
  const found = malformed.cases.find(({ expect }) => expect === code)
  const members = { ...malformed.policy, ...found.policy, now: at(found.now ?? malformed.now) }
  return () => verify(found.token, found.keys ?? malformed.keys, members)
}
const verifying = (text, members) => () => verify(text, keySet(), policy(members))
const proving = (dpop = {}, name = 'another host') => () => {
  const { proof } = dpopVectors.cases.find((one) => one.name === name)
  const headers = new Headers({ authorization: `DPoP ${dpopVectors.token}`, ...(proof === null ? {} : { dpop: proof }) })
  return new Verifier(dpopVectors.keys, { ...dpopVectors.policy, now: at(dpopVectors.now), dpop }).authenticate({ ...dpopVectors.request, headers })
}
const revocation = (isRevoked) => ({ revocation: { isRevoked } })

/** What each code takes: one line per code. */
const causes = {
  ERR_ALGORITHM_NOT_ALLOWED: vector('ERR_ALGORITHM_NOT_ALLOWED'),
  ERR_AUDIENCE_MISMATCH: () => verifying(token(), { audience: 'other' })(),
  ERR_CLAIM_MALFORMED: vector('ERR_CLAIM_MALFORMED'),
  ERR_CLAIM_MISSING: () => verifying(token(), { requiredClaims: ['role'] })(),
  ERR_CREDENTIALS_MALFORMED: () => new Verifier(keySet(), policy()).authenticate('Bearer'),
  ERR_CREDENTIALS_MISSING: () => new Verifier(keySet(), policy()).authenticate(undefined),
  ERR_CRITICAL_HEADER: vector('ERR_CRITICAL_HEADER'),
  ERR_ISSUER_MISMATCH: () => verifying(token(), { issuer: 'other' })(),
  ERR_KEY_AMBIGUOUS: vector('ERR_KEY_AMBIGUOUS'),
  ERR_KEY_INVALID: () => SigningKey.fromJwk(publicJwk),
  ERR_KEY_SET_INVALID: () => new KeySet({ keys: [] }),
  ERR_KEY_UNKNOWN: () => verify(token(), new KeySet(SigningKey.generate()), policy()),
  ERR_KEYS_UNAVAILABLE: () => verify(token(), { current: undefined, ready() {}, refresh: () => false }, policy()),
  ERR_OPTION_INVALID: () => verify(token(), keySet(), {}),
  ERR_PROOF_INVALID: proving(),
  ERR_PROOF_KEY_MISMATCH: proving({}, 'the proof of another key'),
  ERR_PROOF_MISSING: proving({}, 'no proof at all'),
  ERR_PROOF_NONCE_REQUIRED: proving({ nonces: () => ['n'] }, 'a proof'),
  ERR_PROOF_REPLAYED: proving({ replays: { remember: () => false } }, 'a proof'),
  ERR_PROOF_REQUIRED: () => verifying(token({ cnf: { jkt: thumbprint } }))(),
  ERR_SCOPE_INSUFFICIENT: () => verifying(token(), { scope: 'write' })(),
  ERR_SIGNATURE_INVALID: () => verifying(tampered(token()))(),
  ERR_SIGNER_UNAVAILABLE: () => issueWithSigner({}, { ...signer, sign: async () => { throw new Error('down') } }, { expiresIn: 60 }),
  ERR_STORE_UNAVAILABLE: () => verifying(token(), revocation(() => { throw new Error('down') }))(),
  ERR_SUBJECT_MISMATCH: () => verifying(token(), { subject: 'other' })(),
  ERR_TOKEN_EXPIRED: () => verifying(token(), { now: at(NOW + 9999) })(),
  ERR_TOKEN_MALFORMED: verifying('a.b'),
  ERR_TOKEN_NOT_YET_VALID: () => verifying(token(), { now: at(NOW - 9999) })(),
  // Only a refresh token can be used twice: the tests of the service reach it.
  ERR_TOKEN_REUSED: () => { throw new TokenError('ERR_TOKEN_REUSED', 'the token was used before') },
  ERR_TOKEN_REVOKED: () => verifying(token(), revocation(() => true))(),
  ERR_TOKEN_TOO_LARGE: verifying('x'.repeat(8193)),
  ERR_TOKEN_TOO_OLD: () => verifying(token(), { maxAge: 1, now: at(NOW + 9) })(),
  ERR_TYPE_MISMATCH: () => verifying(token({}, { type: 'other' }))(),
}

const statuses = {
  ERR_CREDENTIALS_MALFORMED: 400, ERR_SCOPE_INSUFFICIENT: 403, ERR_KEYS_UNAVAILABLE: 503, ERR_SIGNER_UNAVAILABLE: 503, ERR_STORE_UNAVAILABLE: 503,
  ERR_KEY_INVALID: 500, ERR_KEY_SET_INVALID: 500, ERR_OPTION_INVALID: 500,
}

const thrownBy = async (action) => {
  try {
    await action()
  } catch (error) {
    return error
  }
}

test('there is a cause for every code, and every code is listed', () => {
  same([...TokenError.codes].sort(), Object.keys(causes).sort())
})

test('every code is reached, with its status', async () => {
  for (const [code, cause] of Object.entries(causes)) {
    const error = await thrownBy(cause)
    ok(error instanceof TokenError, `${code}: ${error?.stack}`)
    equal(error.code, code)
    equal(error.status, statuses[code] ?? 401, code)
    ok(error.message.length > 5, code)
  }
})

test('the challenge of every code is what RFC 6750 says', async () => {
  const words = { 400: 'invalid_request', 401: 'invalid_token', 403: 'insufficient_scope' }
  for (const [code, cause] of Object.entries(causes)) {
    const error = await thrownBy(cause)
    const challenge = error.challenge('countersign')
    if (error.status >= 500) equal(challenge, undefined, code)
    else if (code === 'ERR_CREDENTIALS_MISSING') equal(challenge, 'Bearer realm="countersign"')
    else if (code.startsWith('ERR_PROOF_')) ok(/^DPoP realm="countersign", error="(invalid_token|invalid_dpop_proof|use_dpop_nonce)", .*, algs="EdDSA Ed25519"$/.test(challenge), `${code}: ${challenge}`)
    else ok(challenge.startsWith(`Bearer realm="countersign", error="${words[error.status]}"`), `${code}: ${challenge}`)
  }
})

test('a challenge for scopes names those required', async () => {
  const error = await thrownBy(causes.ERR_SCOPE_INSUFFICIENT)
  ok(error.challenge().includes('scope="write"'), error.challenge())
})

test('no challenge can end its header or its quotes', () => {
  const nasty = 'a"b\\c\r\nSet-Cookie: x=1\u0000é😀'
  for (const text of [new TokenError('ERR_TOKEN_MALFORMED', nasty).challenge(nasty), new TokenError('ERR_SCOPE_INSUFFICIENT', 'x', { scope: nasty }).challenge()]) {
    ok(/^[\x20-\x7e]*$/.test(text), JSON.stringify(text))
    equal(new Headers({ 'www-authenticate': text }).get('www-authenticate'), text)
    equal(text.replaceAll(/\\./g, '').split('"').length % 2, 1, text)
  }
})

test('no message holds the token or a part of it', async () => {
  for (const cause of malformed.cases) {
    const error = await thrownBy(() => verify(cause.token, cause.keys ?? malformed.keys, { ...malformed.policy, ...cause.policy, now: at(cause.now ?? malformed.now) }))
    if (error === undefined) continue
    for (const part of cause.token.split('.')) ok(part.length < 12 || !error.message.includes(part), `${cause.name}: ${error.message}`)
  }
})

test('a TokenError is an Error with a name and a stack', () => {
  const error = refusal('ERR_TOKEN_MALFORMED', causes.ERR_TOKEN_MALFORMED)
  ok(error instanceof Error)
  equal(error.name, 'TokenError')
  ok(String(error).startsWith('TokenError: '))
  ok(typeof error.stack === 'string')
  equal(Object.hasOwn(error, 'claim'), false)
  equal(Object.hasOwn(error, 'cause'), false)
})

test('an error has no member that says nothing', () => {
  const error = new TokenError('ERR_TOKEN_EXPIRED', 'the token has expired')
  for (const name of ['claim', 'scope', 'cause']) equal(Object.hasOwn(error, name), false, name)
  const full = new TokenError('ERR_SCOPE_INSUFFICIENT', 'a scope is lacking', { claim: 'scope', scope: 'read', cause: 5 })
  same([full.claim, full.scope, full.cause], ['scope', 'read', 5])
})
