import { KeySet, SigningKey, TokenError, Verifier, decode, inspect, verify } from 'countersign'
import { ok, refusal } from '../support/assert.js'
import { encode, keySet, policy, token } from '../support/fixtures.js'
import { test } from '../support/registry.js'

/** A small xorshift: the same garbage in every run and runtime. */
const randomness = (seed) => () => {
  seed ^= seed << 13
  seed ^= seed >>> 17
  seed ^= seed << 5
  return (seed >>> 0) / 2 ** 32
}

const alphabets = ['ABCab-_09', 'ABC.', '{}[]",:0e-\\u', '\u0000\u007f\u0080é\u2028\ud800\udc00😀', 'ey.J=+/ \n']

const garbage = (random, length) => {
  const alphabet = alphabets[Math.floor(random() * alphabets.length)]
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
}

const ends = (action, input) => {
  try {
    action(input)
  } catch (error) {
    ok(error instanceof TokenError, `${JSON.stringify(input).slice(0, 200)}: ${error?.stack}`)
  }
}

test('any text of any length ends in a value or a TokenError', () => {
  const random = randomness(20260101)
  const verifier = new Verifier(keySet(), policy({ maxTokenBytes: 1_000_000 }))
  for (let round = 0; round < 2000; round++) {
    const text = garbage(random, Math.floor(random() ** 4 * 5000))
    const spelled = `${encode(garbage(random, 20))}.${encode(garbage(random, 30))}.${encode(garbage(random, 48))}`
    const headed = `${encode(`{"alg":"EdDSA",${garbage(random, 20)}}`)}.${encode(garbage(random, 30))}.`
    for (const input of [text, spelled, headed]) {
      for (const action of [(t) => verifier.verify(t), decode, (t) => inspect(t, { keys: keySet() })]) ends(action, input)
    }
    for (const action of [SigningKey.fromJwk, SigningKey.fromPem, (t) => new KeySet(t)]) ends(action, text)
  }
})

test('a good token with any character changed, added or left out is refused', () => {
  const text = token()
  const verifier = new Verifier(keySet(), policy())
  verifier.verify(text)
  for (let index = 0; index < text.length; index++) {
    for (const replacement of ['', '.', '=', 'é', `${text[index]}A`, text[index] === 'A' ? 'B' : 'A']) {
      const changed = text.slice(0, index) + replacement + text.slice(index + 1)
      if (changed === text) continue
      ends((input) => { throw new Error(`accepted ${verifier.verify(input)}`) }, changed)
    }
  }
})

test('what is not a string is malformed, whatever it is', () => {
  const hostile = { toString: () => token(), valueOf: () => token(), length: 10 }
  for (const value of [undefined, null, true, 5, 5n, Symbol('s'), {}, [], [token()], () => token(), hostile, new String(token()), new Uint8Array(10)]) {
    refusal('ERR_TOKEN_MALFORMED', () => verify(value, keySet(), policy()))
    refusal('ERR_TOKEN_MALFORMED', () => new Verifier(keySet(), policy()).verify(value))
    refusal('ERR_TOKEN_MALFORMED', () => new Verifier(keySet(), policy({ cache: false })).verify(value))
  }
})

test('JSON that is very deep or very long ends in a TokenError', () => {
  for (const depth of [32, 33, 1000, 200_000]) {
    const nested = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
    ends((text) => new KeySet(text), nested)
    ends((text) => SigningKey.fromJwk(text), nested)
    ends(decode, `${encode(nested)}.${encode(nested)}.`)
    ends(inspect, `${encode('{"alg":"x"}')}.${encode(nested)}.`)
  }
  let deep = {}
  for (let depth = 0; depth < 100_000; depth++) deep = { deep }
  refusal('ERR_OPTION_INVALID', () => token(deep))
})

test('refusals and one-off verifications may go on for ever', () => {
  const keys = { keys: [SigningKey.generate().toPublicJwk()] }
  const verifier = new Verifier(keySet(), policy())
  const longest = `${'x'.repeat(4000)}.${'y'.repeat(4000)}.zz`
  for (let round = 0; round < 2000; round++) {
    refusal('ERR_TOKEN_MALFORMED', () => verifier.verify(longest))
    refusal('ERR_TOKEN_TOO_LARGE', () => verifier.verify('x'.repeat(1_000_000)))
  }
  const text = token()
  for (let round = 0; round < 200; round++) {
    refusal('ERR_KEY_UNKNOWN', () => verify(text, keys, policy()))
    refusal('ERR_OPTION_INVALID', () => verify(text, keys, policy({ leeway: -1 })))
  }
})
