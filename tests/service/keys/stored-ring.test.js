import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SigningKey, Verifier } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { ISSUER, kidOf, ringService } from '../support/key-ring.js'

const pass = (seconds, ...processes) => processes.forEach(({ clock }) => (clock.offset += seconds))
const policy = { issuer: ISSUER, audience: 'api' }

describe('a key ring in the store', () => {
  test('publishes the next key, signs with it, and retires the one before', async () => {
    const one = ringService()
    const first = await one.signing()
    assert.deepEqual((await one.jwks()).kids, [first])
    const pair = await one.logIn()
    pass(2999, one)
    assert.deepEqual((await one.jwks()).kids, [first])
    pass(6, one)
    const [next, ...others] = (await one.jwks()).kids
    assert.deepEqual([others, next !== first, await one.signing()], [[first], true, first])
    pass(590, one)
    assert.equal(await one.signing(), first)
    pass(16, one)
    assert.equal(await one.signing(), next)
    const renewed = await one.service.refresh(pair.refresh_token)
    assert.equal(kidOf(renewed.access_token), next)
    assert.deepEqual(one.events.filter(({ kind }) => kind === 'key').map(({ type, id }) => [type, id]), [['published', next], ['rotated', next]])
    // Until its last token is dead, and clocks that are apart.
    pass(86_400 + 300 + 119, one)
    assert.ok((await one.jwks()).kids.includes(first))
    for (let hour = 0; hour < 2; hour++) pass(3600, one), await one.jwks(), pass(600, one), await one.jwks()
    assert.ok(!(await one.jwks()).kids.includes(first))
  })

  test('is one for all processes, whatever their clocks say', async () => {
    const store = new MemoryStore()
    let time = 1_800_000_000
    const processes = [-30, 0, 30].map((offset) => ringService({ store, now: () => time + offset }))
    const signing = new Map()
    const tokens = []
    for (let second = 0; second < 7500; second += 10) {
      for (const each of processes) {
        const { access_token } = await each.logIn()
        const kid = kidOf(access_token)
        if (!signing.has(kid)) signing.set(kid, second)
        if (second % 500 === 0) tokens.push(access_token)
        // Each knows the keys of the others.
        if (second % 100 === 0) for (const other of processes) await other.service.authenticate(`Bearer ${access_token}`).catch(({ code }) => assert.equal(code, 'ERR_TOKEN_EXPIRED'))
      }
      time += 10
    }
    const begun = [...signing.values()]
    assert.equal(begun.length, 3, begun.join())
    for (const [n, second] of begun.slice(1).entries()) assert.ok(second - begun[n] >= 3600 && second - begun[n] <= 3660, begun.join())
    assert.ok(tokens.length > 40)
  })

  test('publishes a key as long as it should before it signs, though the clock of another process is ahead', async () => {
    const store = new MemoryStore()
    const [slow, fast] = [ringService({ store, offset: -30 }), ringService({ store, offset: 30 })]
    const first = await slow.signing()
    pass(3031, slow, fast)
    assert.equal((await slow.jwks()).kids.length, 2)
    // It sees the key for the first time, and a note that by its clock is a minute old.
    await fast.jwks()
    pass(595, slow, fast)
    assert.equal(await fast.signing(), first)
    pass(10, slow, fast)
    assert.notEqual(await fast.signing(), first)
  })

  test('goes on in processes that none outlives a rotation', async () => {
    const store = new MemoryStore()
    const kids = new Set()
    for (let minute = 0; minute < 240; minute++) kids.add(await ringService({ store, offset: minute * 60 }).signing())
    assert.equal(kids.size, 4)
  })

  test('begins with the keys that the service had, and their tokens stay good', async () => {
    const store = new MemoryStore()
    const keys = [SigningKey.generate(), SigningKey.generate()]
    const before = ringService({ store, keyRing: undefined, key: keys }) // of both, the ring is used
    assert.equal(await before.signing(), keys[0].kid)
    assert.deepEqual((await before.jwks()).kids, keys.map(({ kid }) => kid))
    const again = ringService({ store, key: SigningKey.generate() })
    assert.equal(await again.signing(), keys[0].kid, 'a ring that is there is not begun again')
    await again.service.authenticate(`Bearer ${(await before.logIn()).access_token}`)
  })

  test('names its keys by the algorithm that was chosen', async () => {
    const { service, logIn } = ringService({ keyRing: { algorithm: 'Ed25519' } })
    const { header } = new Verifier(service.keys, { ...policy, type: 'at+jwt' }).verify((await logIn()).access_token)
    assert.equal(header.alg, 'Ed25519')
  })

  test('is a key source for verifiers of the same process, which wait for it and outlast an outage of the store', async () => {
    const store = new MemoryStore()
    let isDown = false
    const failing = new Proxy(store, { get: (target, name) => (typeof target[name] === 'function' ? (...values) => (isDown ? Promise.reject(new Error('down')) : target[name](...values)) : target[name]) })
    const other = ringService({ store })
    const { access_token } = await other.logIn()
    const { service, now, clock, errors } = ringService({ store: failing })
    const verifier = new Verifier(service.keys, { ...policy, type: 'at+jwt', now })
    assert.throws(() => verifier.verify(access_token), { code: 'ERR_KEYS_UNAVAILABLE' })
    assert.equal((await verifier.authenticate(`Bearer ${access_token}`)).claims.sub, 'ada')
    isDown = true
    clock.offset = 1800
    assert.equal((await verifier.authenticate(`Bearer ${access_token}`)).claims.sub, 'ada')
    assert.equal(verifier.verify(access_token).claims.sub, 'ada')
    // The service itself says that it is an outage: another process may have dropped a key.
    await assert.rejects(service.authenticate(`Bearer ${access_token}`), { code: 'ERR_STORE_UNAVAILABLE' })
    assert.equal((await service.fetch(new Request(`${ISSUER}/.well-known/jwks.json`))).status, 503)
    assert.equal(errors.length, 1)
  })

  test('may be held by verifiers no longer than a key is published before it signs', async () => {
    assert.equal((await ringService().jwks()).cache, 'public, max-age=600')
    assert.equal((await ringService({ keyRing: { publishFor: 60 } }).jwks()).cache, 'public, max-age=60')
    assert.equal((await ringService({ keyRing: { publishFor: 1200 } }).jwks()).cache, 'public, max-age=600')
  })

  test('rotates by itself, and in a sweep', async () => {
    const one = ringService()
    assert.throws(() => one.service.rotateKeys(SigningKey.generate()), { code: 'ERR_OPTION_INVALID' })
    await one.service.sweep()
    const first = one.service.keys.signing.kid
    for (const seconds of [3001, 601]) pass(seconds, one), await one.service.sweep()
    assert.notEqual(one.service.keys.signing.kid, first)
  })

  const wrong = {
    key: { key: undefined, keyRing: undefined }, keyRing: { keyRing: 'x' }, 'keyRing.seal': { keyRing: {} }, 'keyRing.rotateEvery': { keyRing: { seal: 'A'.repeat(43), rotateEvery: 600 } },
    'keyRing.publishFor': { keyRing: { seal: 'A'.repeat(43), publishFor: 0 } }, 'keyRing.rotate_every': { keyRing: { seal: 'A'.repeat(43), rotate_every: 1 } },
    'keyRing.algorithm': { keyRing: { seal: 'A'.repeat(43), algorithm: 'RS256' } }, store: { store: new Proxy(new MemoryStore(), { get: (store, name) => (name === 'replaceKeyRing' ? undefined : store[name]) }) },
  }
  for (const [name, options] of Object.entries(wrong)) {
    test(`refuses a wrong ${name}, by name`, async () => {
      const { TokenService } = await import('countersign/service')
      const make = () => new TokenService({ issuer: ISSUER, audience: 'api', store: new MemoryStore(), authenticate: () => undefined, keyRing: { seal: 'A'.repeat(43) }, ...options })
      assert.throws(make, (error) => error.code === 'ERR_OPTION_INVALID' && error.message.startsWith(`the option ${name} `))
    })
  }

  test('refuses to rotate so often that a key set could not hold the keys', () => {
    assert.throws(() => ringService({ keyRing: { rotateEvery: 60, publishFor: 30 } }), { code: 'ERR_OPTION_INVALID', message: /^the option keyRing.rotateEvery must be longer/ })
  })
})
