import { inspect } from 'countersign'
import malformed from '../../vectors/malformed_tokens.json' with { type: 'json' }
import { equal, ok, optionRefusal, same } from './support/assert.js'
import { NOW, at, keySet, policy, publicJwk, signingKey, tampered, thumbprint, token } from './support/fixtures.js'
import { test } from './support/registry.js'

test('an inspection of a good token says valid, and which key', () => {
  for (const keys of [keySet(), signingKey(), publicJwk, { keys: [publicJwk] }, { current: keySet(), ready() {}, refresh: () => false }]) {
    const inspection = inspect(token(), { keys, policy: policy() })
    equal(inspection.kind, 'jws')
    equal(inspection.verdict.state, 'valid')
    equal(inspection.verdict.code, null)
    equal(inspection.key.kid, thumbprint)
    equal(inspection.claims.sub, 'user-1')
    equal(inspection.header.alg, 'EdDSA')
  }
})

test('without keys nothing is checked, and all is shown', () => {
  const inspection = inspect(token(), { now: at(NOW) })
  equal(inspection.verdict.state, 'unchecked')
  equal(inspection.key, null)
  equal(inspection.claims.sub, 'user-1')
  equal(inspect(token(), { keys: { current: undefined, ready() {}, refresh: () => false }, now: at(NOW) }).verdict.state, 'unchecked')
})

test('a refusal has its code', () => {
  const refused = inspect(tampered(token()), { keys: keySet(), policy: policy() })
  equal(refused.verdict.state, 'refused')
  equal(refused.verdict.code, 'ERR_SIGNATURE_INVALID')
  equal(refused.claims.sub, 'user-1')
  equal(inspect(token(), { keys: keySet(), policy: policy(), now: at(NOW + 9999) }).verdict.code, 'ERR_TOKEN_EXPIRED')
})

test('issuer and audience may stay open here', () => {
  equal(inspect(token(), { keys: keySet(), now: at(NOW) }).verdict.state, 'valid')
})

test('nothing that a token holds makes inspect throw', () => {
  const strange = ['', '.', '..', '....', 'Bearer', `Bearer ${token()}`, '\u0000', '\ud800', 'é'.repeat(100), '{}', 'x'.repeat(3_000_000), 'ey.'.repeat(1000)]
  for (const text of strange) {
    const { verdict, kind, summary } = inspect(text, { keys: keySet(), policy: policy() })
    ok(typeof verdict.message === 'string' && typeof kind === 'string' && typeof summary === 'string', text.slice(0, 20))
  }
  equal(inspect(`Bearer ${token()}`, { keys: keySet(), policy: policy() }).verdict.state, 'valid')
})

test('the verdict about every malformed token is what verify throws', () => {
  for (const { name, token: text, expect, policy: members, keys, now } of malformed.cases) {
    // What people paste often has its scheme or white space around it.
    if (/^\s|\s$|^Bearer /i.test(text)) continue
    const inspection = inspect(text, { keys: keys ?? malformed.keys, policy: { ...malformed.policy, ...members }, now: at(now ?? malformed.now) })
    equal(inspection.verdict.code, expect === 'valid' ? null : expect, name)
  }
})

test('findings name their rule, level, text and source', () => {
  const { findings } = inspect(token(), { keys: keySet(), policy: policy() })
  ok(findings.length > 0)
  for (const { rule, level, text, source } of findings) {
    ok([rule, text, source].every((member) => typeof member === 'string') && ['pass', 'warn', 'fail', 'skip'].includes(level), rule)
  }
})

test('the options of inspect are checked', () => {
  optionRefusal('unknown', () => inspect(token(), { unknown: 1 }))
  optionRefusal('leeway', () => inspect(token(), { policy: { leeway: -1 } }))
  optionRefusal('clockTolerance', () => inspect(token(), { keys: keySet(), policy: { clockTolerance: 5 } }))
  optionRefusal('token', () => inspect(5))
  for (const bad of [null, 5, 'x', []]) optionRefusal('options', () => inspect(token(), bad))
  same(inspect(token(), { policy: { cache: 5, revocation: { isRevoked: () => true }, now: at(NOW) } }).verdict.state, 'unchecked')
})

test('what is not there, or no JSON object, is null', () => {
  const part = (text) => btoa(text).replaceAll('=', '')
  const header = part('{"alg":"none"}')
  for (const payload of ['[1]', '5', '"text"', 'null', 'true', '{"a":', 'not JSON']) {
    const inspection = inspect(`${header}.${part(payload)}.`)
    equal(inspection.claims, null, payload)
    equal(inspection.header?.alg, 'none', payload)
  }
  for (const text of ['', 'x', 'acme_live_x']) {
    const { header, claims } = inspect(text)
    equal(header, null, text)
    equal(claims, null, text)
  }
})

test('of a giant no more is read than it takes to say so', () => {
  const { bytes, verdict } = inspect('x'.repeat(3_000_000), { keys: keySet(), policy: policy() })
  equal(bytes, 1024 * 1024 + 1)
  equal(verdict.code, 'ERR_TOKEN_TOO_LARGE')
})
