import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issue, KeySet, RemoteKeySet, SigningKey, Verifier } from 'countersign'
import { MisbehavingIssuer, publish } from '../support/misbehaving-issuer.js'

const [key, otherKey, intruder] = [SigningKey.generate(), SigningKey.generate(), SigningKey.generate()]
const [ONE, OTHER] = ['https://one.example', 'https://other.example']
const policyOf = (issuer) => ({ issuer, audience: 'api' })
const tokenOf = (signer, issuer) => issue({ sub: 'user-1' }, signer, { issuer, audience: 'api', expiresIn: 60 })

const twoIssuers = async (t) => {
  const one = await MisbehavingIssuer.start({ answer: publish([key]) })
  const other = await MisbehavingIssuer.start({ answer: publish([otherKey]) })
  t.after(() => Promise.all([one.close(), other.close()]))
  const verifier = new Verifier([
    { keys: new RemoteKeySet(one.url), policy: policyOf(ONE) },
    { keys: new RemoteKeySet(other.url), policy: { ...policyOf(OTHER), scope: 'read' } },
  ])
  return { one, other, verifier, authenticate: (token) => verifier.authenticate(`Bearer ${token}`) }
}

test('iss picks the keys and the policy, and only that issuer is asked', async (t) => {
  const { one, other, authenticate } = await twoIssuers(t)
  assert.equal((await authenticate(tokenOf(key, ONE))).claims.iss, ONE)
  assert.deepEqual([one.requests, other.requests], [1, 0])
  await assert.rejects(authenticate(tokenOf(otherKey, OTHER)), { code: 'ERR_SCOPE_INSUFFICIENT', status: 403 })
  assert.deepEqual([one.requests, other.requests], [1, 1])
})

test('an issuer that is not listed is refused before any fetch', async (t) => {
  const { one, other, authenticate } = await twoIssuers(t)
  for (const issuer of ['https://evil.example', `${ONE}/`, '__proto__', '']) {
    await assert.rejects(authenticate(tokenOf(intruder, issuer)), { code: 'ERR_ISSUER_MISMATCH', claim: 'iss', status: 401 }, issuer)
  }
  await assert.rejects(authenticate(issue({}, key, { expiresIn: 60 })), { code: 'ERR_CLAIM_MISSING', claim: 'iss' })
  assert.deepEqual([one.requests, other.requests], [0, 0])
})

test('an iss of another type is malformed, not missing, and asks no issuer', async (t) => {
  const { one, other, authenticate } = await twoIssuers(t)
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const iss of [[ONE], 7, null, { name: ONE }]) {
    const token = `${part({ alg: 'EdDSA' })}.${part({ iss })}.${'A'.repeat(86)}`
    await assert.rejects(authenticate(token), { code: 'ERR_CLAIM_MALFORMED', claim: 'iss', status: 401 }, JSON.stringify(iss))
  }
  const list = `${part({ alg: 'EdDSA' })}.${part([ONE])}.${'A'.repeat(86)}`
  await assert.rejects(authenticate(list), { code: 'ERR_TOKEN_MALFORMED' })
  assert.deepEqual([one.requests, other.requests], [0, 0])
})

test('one issuer cannot speak for another', async (t) => {
  const { authenticate } = await twoIssuers(t)
  await assert.rejects(authenticate(tokenOf(otherKey, ONE)), { code: 'ERR_KEY_UNKNOWN' })
})

test('an outage of one issuer does not affect the other', async (t) => {
  const { one, authenticate } = await twoIssuers(t)
  await one.stop()
  await assert.rejects(authenticate(tokenOf(key, ONE)), { code: 'ERR_KEYS_UNAVAILABLE', status: 503 })
  await assert.rejects(authenticate(tokenOf(otherKey, OTHER)), { code: 'ERR_SCOPE_INSUFFICIENT' })
})

test('verify() and cached tokens go to the right issuer too', () => {
  const verifier = new Verifier([
    { keys: new KeySet(key), policy: policyOf([ONE, 'https://one.example.net']) },
    { keys: otherKey, policy: { ...policyOf(OTHER), cache: false } },
  ])
  for (let i = 0; i < 3; i++) {
    assert.equal(verifier.verify(tokenOf(key, 'https://one.example.net')).claims.iss, 'https://one.example.net')
    assert.equal(verifier.verify(tokenOf(otherKey, OTHER)).claims.iss, OTHER)
  }
})

test('what is no list of issuers is refused at construction', () => {
  const keys = new KeySet(key)
  for (const [name, issuers, policy] of [
    ['keys', []],
    ['policy', [{ keys, policy: policyOf(ONE) }], policyOf(ONE)],
    ['issuer', [{ keys, policy: policyOf(null) }]],
    ['issuer', [{ keys, policy: { audience: 'api' } }]],
    ['issuer', [{ keys, policy: policyOf(ONE) }, { keys, policy: policyOf([OTHER, ONE]) }]],
    ['realm', [{ keys, policy: policyOf(ONE), realm: 'x' }]],
    ['policy', [{ keys }]],
    ['keys', [null]],
  ]) {
    assert.throws(() => new Verifier(issuers, policy), { code: 'ERR_OPTION_INVALID', message: new RegExp(`^the option ${name} `) }, JSON.stringify(issuers))
  }
})

test('as many tokens are remembered as the issuers together say, one of several names once', () => {
  const entry = (issuer, cache) => ({ keys: new KeySet(key), policy: { ...policyOf(issuer), cache } })
  const remembered = (entries) => {
    const verifier = new Verifier(entries)
    const tokens = Array.from({ length: 5 }, () => tokenOf(key, ONE))
    const results = tokens.map((token) => verifier.verify(token))
    // Those that were verified last, one after the other from the newest on.
    let count = 0
    while (count < tokens.length && verifier.verify(tokens.at(-1 - count)) === results.at(-1 - count)) count++
    return count
  }
  assert.equal(remembered([entry([ONE, 'https://one.example.net'], 1), entry(OTHER, 2)]), 3)
  assert.equal(remembered([entry([ONE, 'https://one.example.net'], 1)]), 1)
  assert.equal(remembered([entry(ONE, false), entry(OTHER, 2)]), 0)
})

test('the longest token is that of its own issuer', () => {
  const entry = (issuer, maxTokenBytes) => ({ keys: new KeySet(key), policy: { ...policyOf(issuer), maxTokenBytes } })
  const verifier = new Verifier([entry(ONE, 500), entry(OTHER, 20_000)])
  const long = (issuer, length) => issue({ all: 'x'.repeat(length) }, key, { issuer, audience: 'api', expiresIn: 60, maxTokenBytes: 1 << 20 })
  verifier.verify(long(OTHER, 10_000))
  assert.throws(() => verifier.verify(long(ONE, 1000)), { code: 'ERR_TOKEN_TOO_LARGE' })
  // Not even copied into the wasm: it is told in characters.
  assert.throws(() => verifier.verify(long(OTHER, 20_000)), { code: 'ERR_TOKEN_TOO_LARGE', message: /^the token has \d+ characters; 20000 bytes are allowed$/ })
  const one = new Verifier(new KeySet(key), { ...policyOf(ONE), maxTokenBytes: 500 })
  assert.throws(() => one.verify(long(ONE, 1000)), { code: 'ERR_TOKEN_TOO_LARGE', message: /characters; 500 bytes/ })
})
