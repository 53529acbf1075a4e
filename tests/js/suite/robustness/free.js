import { ApiToken, Issuer, KeySet, StatusList, Verifier } from 'countersign'
import { equal, ok, refusal, rejection } from '../support/assert.js'
import { keySet, policy, publicJwk, signingKey, token } from '../support/fixtures.js'
import { test } from '../support/registry.js'

test('a freed key signs and shows nothing any more', () => {
  const key = signingKey()
  key.free()
  key.free()
  const uses = [() => key.kid, () => key.algorithm, () => key.toJwk(), () => key.toPem(), () => key.toPublicJwk(), () => key.toPublicPem(), () => new KeySet(key), () => new Issuer(key, { expiresIn: 60 })]
  for (const use of uses) refusal('ERR_KEY_INVALID', use)
})

test('a freed key set can make no verifier, and does not disturb those it has made', () => {
  const keys = keySet()
  const verifier = new Verifier(keys, policy())
  verifier.verify(token())
  keys.free()
  keys.free()
  for (const use of [() => keys.kids, () => keys.skipped, () => keys.toJwks(), () => new Verifier(keys, policy()).verify(token())]) {
    refusal('ERR_KEY_SET_INVALID', use)
  }
  equal(verifier.verify(token({ sub: 'user-2' })).claims.sub, 'user-2')
})

test('a freed issuer or verifier refuses to work', async () => {
  const issuer = new Issuer(signingKey(), { expiresIn: 60 })
  issuer.free()
  issuer.free()
  refusal('ERR_KEY_INVALID', () => issuer.issue())
  for (const keys of [publicJwk, keySet()]) {
    const verifier = new Verifier(keys, policy())
    const text = token()
    verifier.verify(text)
    verifier.free()
    verifier.free()
    refusal('ERR_KEY_SET_INVALID', () => verifier.verify(text))
    if (keys instanceof KeySet) equal(keys.kids.length, 1)
  }
})

test('freeing a verifier leaves the results it gave', () => {
  const verifier = new Verifier(keySet(), policy())
  const { claims } = verifier.verify(token())
  verifier.free()
  equal(claims.sub, 'user-1')
})

test('everything that has free() is disposable where the runtime knows the word', () => {
  if (Symbol.dispose === undefined) return
  const things = new Map([
    [signingKey(), (key) => key.kid],
    [keySet(), (keys) => keys.kids],
    [new Issuer(signingKey(), { expiresIn: 60 }), (issuer) => issuer.issue()],
    [new Verifier(keySet(), policy()), (verifier) => verifier.verify(token())],
    [ApiToken.generate('acme'), (apiToken) => apiToken.text],
    [new StatusList({ length: 8 }), (list) => list.set(0, 1)],
  ])
  for (const [thing, use] of things) {
    use(thing)
    thing[Symbol.dispose]()
    let error
    try { use(thing) } catch (thrown) { error = thrown }
    ok(error !== undefined, 'it works after its end')
  }
})

test('a freed verifier waits for no keys', async () => {
  const verifier = new Verifier(keySet(), policy())
  const text = token()
  verifier.free()
  await rejection('ERR_KEY_SET_INVALID', verifier.authenticate(`Bearer ${text}`))
})
