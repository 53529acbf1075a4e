import { KeySet, SigningKey, Verifier } from 'countersign'
import { equal, ok, refusal } from './support/assert.js'
import { NOW, keySet, policy, publicJwk, signingKey, tampered, token } from './support/fixtures.js'
import { test } from './support/registry.js'

/** The same characters in a string that the engine has not seen. */
const copy = (text) => `x${text}`.slice(1)

test('a token that comes back gives the very same result', () => {
  const verifier = new Verifier(keySet(), policy())
  const text = token()
  const result = verifier.verify(text)
  ok(verifier.verify(text) === result)
  ok(verifier.verify(copy(text)) === result)
})

test('cache: false verifies anew each time', () => {
  const verifier = new Verifier(keySet(), policy({ cache: false }))
  const text = token()
  ok(verifier.verify(text) !== verifier.verify(text))
})

test('a remembered token still expires, to the second', () => {
  let now = NOW
  const verifier = new Verifier(keySet(), policy({ now: () => now }))
  const text = token()
  verifier.verify(text)
  now = NOW + 3604.999
  verifier.verify(text)
  now = NOW + 3605
  refusal('ERR_TOKEN_EXPIRED', () => verifier.verify(text))
  now = NOW
  verifier.verify(text)
})

test('a remembered token grows too old', () => {
  let now = NOW
  const verifier = new Verifier(keySet(), policy({ maxAge: 60, now: () => now }))
  const text = token()
  verifier.verify(text)
  now += 65
  verifier.verify(text)
  now += 0.001
  refusal('ERR_TOKEN_TOO_OLD', () => verifier.verify(text))
})

test('a clock that goes back makes a remembered token not yet valid', () => {
  let now = NOW + 100
  const verifier = new Verifier(keySet(), policy({ now: () => now }))
  const text = token({}, { notBefore: 100 })
  verifier.verify(text)
  now = NOW
  refusal('ERR_TOKEN_NOT_YET_VALID', () => verifier.verify(text))
})

test('a token without end stays remembered', () => {
  let now = NOW
  const verifier = new Verifier(keySet(), policy({ expiry: 'optional', now: () => now }))
  const text = token({}, { expiresIn: 'never' })
  const result = verifier.verify(text)
  now += 1e9
  ok(verifier.verify(text) === result)
})

test('other keys make everything be verified anew', () => {
  const source = { current: keySet(), ready() {}, refresh: () => false }
  const verifier = new Verifier(source, policy())
  const text = token()
  const result = verifier.verify(text)
  source.current = new KeySet({ keys: [publicJwk, SigningKey.generate().toPublicJwk()] })
  ok(verifier.verify(text) !== result)
  source.current = new KeySet(SigningKey.generate())
  refusal('ERR_KEY_UNKNOWN', () => verifier.verify(text))
  source.current = undefined
  refusal('ERR_KEYS_UNAVAILABLE', () => verifier.verify(text))
})

test('a token that is revoked later is refused though remembered', () => {
  const revoked = new Set()
  const verifier = new Verifier(keySet(), policy({ revocation: { isRevoked: ({ jti }) => revoked.has(jti) } }))
  const text = token({ jti: 'a' })
  verifier.verify(text)
  revoked.add('a')
  refusal('ERR_TOKEN_REVOKED', () => verifier.verify(text))
  revoked.clear()
  verifier.verify(text)
})

test('only the exact token is remembered', () => {
  const verifier = new Verifier(keySet(), policy())
  const text = token()
  verifier.verify(text)
  refusal('ERR_SIGNATURE_INVALID', () => verifier.verify(tampered(text)))
  for (const changed of [`${text}=`, ` ${text}`, `${text}\n`, text.slice(0, -1), `${text}.`]) {
    refusal('ERR_TOKEN_MALFORMED', () => verifier.verify(changed), JSON.stringify(changed.slice(-5)))
  }
  const other = token({ sub: 'user-2' })
  const swapped = [other.split('.')[0], other.split('.')[1], text.split('.')[2]].join('.')
  refusal('ERR_SIGNATURE_INVALID', () => verifier.verify(swapped))
})

test('a refused token is not remembered', () => {
  let now = NOW - 1000
  const verifier = new Verifier(keySet(), policy({ now: () => now }))
  const text = token()
  refusal('ERR_TOKEN_NOT_YET_VALID', () => verifier.verify(text))
  now = NOW
  verifier.verify(text)
})

test('the least recently used token is forgotten first', () => {
  const verifier = new Verifier(keySet(), policy({ cache: 2 }))
  const [a, b, c] = ['a', 'b', 'c'].map((sub) => token({ sub }))
  const result = { a: verifier.verify(a), b: verifier.verify(b) }
  ok(verifier.verify(a) === result.a)
  result.c = verifier.verify(c)
  ok(verifier.verify(a) === result.a)
  ok(verifier.verify(c) === result.c)
  ok(verifier.verify(b) !== result.b)
  ok(verifier.verify(c) === result.c)
  ok(verifier.verify(a) !== result.a)
})

test('a cache of one entry works', () => {
  const verifier = new Verifier(keySet(), policy({ cache: 1 }))
  const [a, b] = ['a', 'b'].map((sub) => token({ sub }))
  const first = verifier.verify(a)
  ok(verifier.verify(a) === first)
  verifier.verify(b)
  ok(verifier.verify(a) !== first)
})

test('the cache is bounded in characters, whatever its entries', () => {
  const verifier = new Verifier(keySet(), policy({ cache: 1000, maxTokenBytes: 1_000_000 }))
  // 800,000 characters each: five of them are less than 4 MiB, and six are more.
  const long = Array.from({ length: 12 }, (_, index) => token({ index, text: 'x'.repeat(600_000) }, { maxTokenBytes: 1 << 20 }))
  const results = long.map((text) => verifier.verify(text))
  for (let index = 7; index < 12; index++) ok(verifier.verify(long[index]) === results[index])
  ok(verifier.verify(long[6]) !== results[6])
})

test('two verifiers share no memory of tokens', () => {
  const text = token()
  new Verifier(keySet(), policy()).verify(text)
  refusal('ERR_AUDIENCE_MISMATCH', () => new Verifier(keySet(), policy({ audience: 'other' })).verify(text))
  refusal('ERR_KEY_UNKNOWN', () => new Verifier(new KeySet(signingKey({ kid: 'x' })), policy()).verify(text))
})
