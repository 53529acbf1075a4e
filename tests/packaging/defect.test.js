// A fault in the memory of the machine: the multiples of a key that verification adds up are changed under it.

import assert from 'node:assert/strict'
import { test } from 'node:test'

/** @type {WebAssembly.Memory[]} */
const memories = []
const { Instance } = WebAssembly
WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports)
    if (this.exports.memory instanceof WebAssembly.Memory) memories.push(this.exports.memory)
  }
}

const { Issuer, KeySet, SigningKey, Verifier, issueProof } = await import('countersign')
const policy = { issuer: 'https://auth.example', audience: 'api', cache: false }

/** The bytes of the longest run that `work` changes, and that `other` leaves alone: what was only needed meanwhile is used again. */
function kept(memory, work, other) {
  const before = new Uint8Array(memory.buffer).slice()
  work()
  const between = new Uint8Array(memory.buffer).slice()
  other()
  const after = new Uint8Array(memory.buffer)
  let longest = [0, 0]
  let start
  let last = 0
  for (let at = 0; at < between.length; at++) {
    if (between[at] === (before[at] ?? 0) || between[at] !== after[at]) continue
    // Limbs that happen to keep a byte do not end a run.
    if (start === undefined || at - last > 64) start = at
    last = at
    if (last - start > longest[1] - longest[0]) longest = [start, last]
  }
  return after.subarray(...longest)
}

/** The table that the verifier's key gets at its second verification, with a bit of most bytes changed. */
function spoil(verify) {
  const [before, after] = [parties(), parties()].map(({ tokens, verifier }) => () => {
    for (let time = 0; time < 2; time++) verifier.verify(tokens.issue({ sub: 'ada' }))
  })
  // The base point has its table, and the rest of the wasm is loaded.
  before()
  const table = kept(memories[0], verify, after)
  assert.ok(table.length > 6_500 && table.length < 8_000, `${table.length} bytes`)
  for (let at = 400; at < 6_400; at++) table[at] ^= 1
}

function parties() {
  const key = SigningKey.generate()
  const tokens = new Issuer(key, { issuer: policy.issuer, audience: policy.audience, expiresIn: 600 })
  const defects = []
  const verifier = new Verifier(new KeySet(key), { ...policy, onDefect: (defect) => defects.push(defect) })
  return { tokens, verifier, defects }
}

const isRefused = (verifier, token) => assert.throws(() => verifier.verify(token), { code: 'ERR_SIGNATURE_INVALID' })
const forged = (token) => token.slice(0, -8) + (token.at(-8) === 'A' ? 'B' : 'A') + token.slice(-7)

test('a table that is wrong is noticed, reported once, and given up for good', () => {
  const { tokens, verifier, defects } = parties()
  const issue = () => tokens.issue({ sub: 'ada' })
  verifier.verify(issue())
  // The second verification of a key builds its first table.
  spoil(() => verifier.verify(issue()))
  assert.equal(verifier.verify(issue()).claims.sub, 'ada', 'the right verdict counts')
  assert.equal(defects.length, 1)
  assert.match(defects[0].message, /arithmetic was wrong about a signature/)
  for (let time = 0; time < 50; time++) {
    const token = issue()
    isRefused(verifier, forged(token))
    assert.equal(verifier.verify(token).claims.sub, 'ada')
  }
  assert.equal(defects.length, 1)
})

test('a refusal that is wrong is noticed as well', () => {
  const { tokens, verifier, defects } = parties()
  const issue = () => tokens.issue({ sub: 'ada' })
  verifier.verify(issue())
  spoil(() => verifier.verify(issue()))
  // A forged token is refused by both: it hides the fault from the one verdict that is checked at once.
  isRefused(verifier, forged(issue()))
  assert.equal(defects.length, 0)
  for (let time = 0; time < 4_200 && defects.length === 0; time++) {
    try {
      verifier.verify(issue())
    } catch (error) {
      assert.equal(error.code, 'ERR_SIGNATURE_INVALID')
    }
  }
  assert.equal(defects.length, 1)
  assert.equal(verifier.verify(issue()).claims.sub, 'ada')
})

test('a sound machine reports nothing, and onDefect must be a function', () => {
  const { tokens, verifier, defects } = parties()
  for (let time = 0; time < 400; time++) verifier.verify(tokens.issue({ sub: 'ada' }))
  assert.deepEqual(defects, [])
  for (const onDefect of [null, 'log', {}])
    assert.throws(() => new Verifier(SigningKey.generate(), { ...policy, onDefect }), { code: 'ERR_OPTION_INVALID', message: 'the option onDefect must be a function' })
})

// The last one: proofs are checked the slow way from then on, in all of this process.
test('a table of a client’s key that is wrong is noticed and reported as well', async () => {
  const { tokens, verifier, defects } = parties()
  const own = SigningKey.generate()
  const [method, url] = ['GET', 'https://api.example/']
  const accessToken = tokens.issue({ sub: 'ada', cnf: { jkt: own.kid } })
  const request = (proof = issueProof(own, { method, url, accessToken })) => ({ method, url, headers: new Headers({ authorization: `DPoP ${accessToken}`, dpop: proof }) })
  await verifier.authenticate(request())
  await verifier.authenticate(request())
  let third
  // The key was remembered when its first proof was good: the second of those after it builds its first table.
  spoil(() => { third = verifier.authenticate(request()) })
  await third
  assert.deepEqual(defects, [])
  assert.equal((await verifier.authenticate(request())).claims.sub, 'ada', 'the right verdict counts')
  assert.equal(defects.length, 1)
  assert.match(defects[0].message, /arithmetic was wrong about a signature; proofs are verified the slow way/)
  await assert.rejects(verifier.authenticate(request(forged(issueProof(own, { method, url, accessToken })))), { code: 'ERR_PROOF_INVALID' })
  await verifier.authenticate(request())
  assert.equal(defects.length, 1)
})
