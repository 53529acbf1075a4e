import assert from 'node:assert/strict'
import { issue, RemoteKeySet, SigningKey, Verifier } from 'countersign'
import { MisbehavingIssuer } from '../support/misbehaving-issuer.js'

const ISSUER = 'https://auth.example'
export const policy = { issuer: ISSUER, audience: 'api' }
export const START = 1_800_000_000

export const key = SigningKey.generate()
export const nextKey = SigningKey.generate()

/** A clock that only the test moves, with the verifier and the keys of one issuer on it. */
export async function setUp(t, answer, options = {}) {
  const clock = { now: START }
  const now = () => clock.now
  const issuer = await MisbehavingIssuer.start({ answer })
  t.after(() => issuer.close())
  const background = []
  const keys = new RemoteKeySet(issuer.url, { now, timeout: 30, waitUntil: (work) => background.push(work), ...options })
  const verifier = new Verifier(keys, { ...policy, now })
  const tokenOf = (signer, expiresIn = 200_000) => issue({ sub: 'user-1' }, signer, { ...policy, expiresIn, now })
  const authenticate = (token) => verifier.authenticate(`Bearer ${token}`)
  /** Lets what was started in the background finish. */
  const settle = () => Promise.all(background.splice(0))
  return { clock, issuer, keys, verifier, tokenOf, authenticate, settle }
}

export function rejects(promise, code, cause) {
  return assert.rejects(promise, (error) => {
    assert.equal(error.code, code, error.stack)
    if (cause) assert.match(error.cause?.message ?? '', cause)
    return true
  })
}

/** Runs the test as if promises belonged to requests, as in Workers: each request does its own fetch. */
export async function boundToRequests(work) {
  globalThis.WebSocketPair = class {}
  try {
    await work()
  } finally {
    delete globalThis.WebSocketPair
  }
}
