import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withMemory } from './wasm-memory.js'

const { countersign, memory } = await withMemory()
const { KeySet, RemoteKeySet, SigningKey, Verifier, decode, inspect, issue, verify } = countersign

const key = SigningKey.generate()
const policy = { issuer: null, audience: null }
const token = issue({ sub: 'user-1' }, key, { expiresIn: 3600 })
const verifier = new Verifier(key, { ...policy, cache: false })
const jwks = { keys: Array.from({ length: 50 }, (_, index) => ({ ...key.toPublicJwk(), kid: `k${index}` })) }

const attempt = (action) => {
  try {
    action()
  } catch ({ code }) {
    return code
  }
}

/** What a program may do a million times, each with the garbage that it may meet. */
const actions = {
  'good tokens': () => verifier.verify(token),
  'tokens with a bad signature': () => verifier.verify(`${token.slice(0, -20)}AAAA${token.slice(-16)}`),
  'tokens of garbage': () => verifier.verify('garbage.'.repeat(1000)),
  'tokens that are too large': () => verifier.verify('x'.repeat(1_000_000)),
  'one-off verifications': () => verify(token, key, policy),
  'one-off verifications with another key set': () => verify(token, jwks, policy),
  'wrong policies': () => verify(token, jwks, { ...policy, leeway: -1 }),
  'key sets of garbage': () => new KeySet('{"keys":[{"kty":"OKP","crv":"Ed25519","x":"' + 'A'.repeat(5000)),
  'keys of garbage': () => SigningKey.fromJwk('{"d":"' + 'A'.repeat(5000)),
  'decoding': () => decode(token).payload,
  'inspections': () => inspect(token, { keys: jwks }),
  'issuing': () => issue({ text: 'x'.repeat(1000) }, key, { expiresIn: 60 }),
}

for (const [name, action] of Object.entries(actions)) {
  test(`the memory of wasm does not grow with ${name}`, () => {
    // The first uses fill caches and prepare the key.
    for (let round = 0; round < 2_400; round++) attempt(action)
    const before = memory.buffer.byteLength
    for (let round = 0; round < 2000; round++) attempt(action)
    assert.equal(memory.buffer.byteLength, before)
  })
}

/** Calls `action` from the deepest frames that there is room for. */
const fromTheEnd = (action) => {
  let left = 100
  const dive = () => {
    try {
      dive()
    } catch {
      // The end of the stack: from here on upwards.
    }
    if (left > 0) left--, attempt(action)
  }
  attempt(dive)
}

for (const [name, action] of Object.entries(actions)) {
  test(`the memory of wasm does not grow with ${name} from the end of the stack`, () => {
    for (let round = 0; round < 50; round++) attempt(action)
    const before = memory.buffer.byteLength
    for (let round = 0; round < 20; round++) fromTheEnd(action)
    assert.equal(memory.buffer.byteLength, before)
    assert.equal(verifier.verify(token).claims.sub, 'user-1')
  })
}

// The engine would collect what was replaced when its own heap is full, which these hardly touch.
test('the memory of wasm does not grow with the rotation of remote keys', async () => {
  const clock = { now: 1_800_000_000 }
  const now = () => clock.now
  const keys = [SigningKey.generate(), SigningKey.generate()]
  const fetch = async () => Response.json({ keys: keys.map((each) => each.toPublicJwk()) })
  const remote = new RemoteKeySet('https://auth.example/jwks.json', { now, fetch })
  const rotating = new Verifier(remote, { ...policy, now })
  const rotate = async () => {
    keys.pop().free()
    keys.unshift(SigningKey.generate())
    clock.now += 61
    // Used so often that it earns its greatest table.
    for (let use = 0; use < 100; use++) await rotating.authenticate(`Bearer ${issue({ sub: `${use}` }, keys[0], { expiresIn: 3600, now })}`)
  }
  for (let round = 0; round < 20; round++) await rotate()
  const before = memory.buffer.byteLength
  for (let round = 0; round < 60; round++) await rotate()
  assert.equal(memory.buffer.byteLength, before)
})
