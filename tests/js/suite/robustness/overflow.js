import { ApiToken, Issuer, KeySet, SigningKey, StatusList, TokenError, Verifier, decode, inspect } from 'countersign'
import { equal, ok } from '../support/assert.js'
import { NOW, keySet, policy, publicJwk, signingKey, token } from '../support/fixtures.js'
import { test } from '../support/registry.js'

/** Each call of the package that reaches its wasm, and what it answers as long as nothing is broken. */
const calls = () => {
  const keys = keySet()
  const key = signingKey()
  const verifier = new Verifier(keys, policy({ cache: false }))
  const issuer = new Issuer(key, { expiresIn: 60 })
  const apiToken = ApiToken.generate('acme')
  const state = apiToken.begin()
  const list = new StatusList({ length: 8 })
  const text = token()
  let deep = 1
  for (let depth = 0; depth < 29; depth++) deep = [deep]
  const deepest = token({ deep })
  return {
    'a good token': [() => verifier.verify(text).claims.sub, 'user-1'],
    'the deepest token': [() => verifier.verify(deepest).claims.sub, 'user-1'],
    'a bad token': [() => code(() => verifier.verify('a.b.c')), 'ERR_TOKEN_MALFORMED'],
    'a new verifier': [() => released(new Verifier(keys, policy()), (made) => made.verify(text).claims.sub), 'user-1'],
    'an issuer': [() => typeof issuer.issue({ a: 1 }), 'string'],
    'a key set': [() => released(new KeySet(publicJwk), (made) => made.kids.length), 1],
    'a new key': [() => released(SigningKey.generate(), (made) => made.kid.length), 43],
    'a public key': [() => key.toPublicJwk().x, publicJwk.x],
    'decoding': [() => decode(text).payload.length > 0, true],
    'an inspection': [() => inspect(text, { keys, policy: policy() }).verdict.state, 'valid'],
    'an API token': [() => apiToken.check(state, NOW), undefined],
    'a status': [() => list.set(3, 1) ?? list.status(3), 1],
    'a challenge': [() => new TokenError('ERR_TOKEN_EXPIRED', 'expired').challenge('api').startsWith('Bearer'), true],
  }
}

const released = (made, use) => {
  try {
    return use(made)
  } finally {
    made.free()
  }
}

const code = (action) => {
  try {
    action()
  } catch (error) {
    if (error instanceof TokenError) return error.code
    throw error
  }
}

/** Calls `action` from the deepest frames that there is room for; answers how many of the calls ran out of stack. */
const overflow = (action, wanted) => {
  let left = 100
  let overflown = 0
  const dive = () => {
    try {
      dive()
    } catch {
      // The end of the stack: from here on upwards.
    }
    if (left === 0) return
    left--
    let answer = wanted
    try {
      answer = action()
    } catch (error) {
      overflown++
      // Firefox says "too much recursion". A regular expression could end the process: V8 has no room to compile it.
      // It can be the cause of a TokenError too: `JSON.stringify` runs out of stack for claims that are too deep.
      const { message } = error.cause ?? error
      if (!message.includes('stack') && !message.includes('recursion')) wrong ??= error
    }
    if (answer !== wanted) wrong ??= new Error(`answered ${answer}`)
  }
  let wrong
  try {
    dive()
  } catch {
    // The outermost frames may have had no room left either.
  }
  if (wrong) throw wrong
  return overflown
}

test('calls that run out of stack leave everything as it was', () => {
  for (const [name, [action, wanted]] of Object.entries(calls())) {
    equal(action(), wanted, name)
    let overflown = 0
    for (let round = 0; round < 200 && overflown < 1000; round++) overflown += overflow(action, wanted)
    ok(overflown >= 1000, `${name}: only ${overflown} calls ran out of stack`)
    equal(action(), wanted, `${name}, after ${overflown} calls that ran out of stack:`)
  }
})

test('a verifier takes new keys after a call that ran out of stack', () => {
  const source = { current: keySet(), ready() {}, refresh: () => false }
  const verifier = new Verifier(source, policy({ cache: false }))
  const text = token()
  overflow(() => verifier.verify(text).claims.sub, 'user-1')
  source.current = keySet()
  equal(verifier.verify(text).claims.sub, 'user-1')
})
