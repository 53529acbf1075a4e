import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { SigningKey, decode } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { ISSUER, SEAL, ringService } from '../support/key-ring.js'
import { stores } from '../support/stores.js'

const OTHER = SEAL.map((byte) => byte ^ 255)
const base64url = (bytes) => Buffer.from(bytes).toString('base64url')
const aesKey = (bytes) => crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
const isRefused = (error) => error.code === 'ERR_OPTION_INVALID' && error.message.startsWith('the option keyRing.seal does not open')

/** A KMS: it knows what it sealed, and fails when it is told to. */
const kms = () => {
  const state = { isDown: false, contexts: [] }
  const flip = (bytes) => bytes.map((byte) => byte ^ 90)
  const work = (change) => async (bytes, context) => {
    if (state.isDown) throw new Error('the KMS is down')
    state.contexts.push(context)
    return change(bytes)
  }
  return { state, seal: work((bytes) => Uint8Array.of(7, ...flip(bytes))), open: work((bytes) => (bytes[0] === 7 ? flip(bytes.subarray(1)) : undefined)) }
}

describe('a sealed key ring', () => {
  test('is opened by its key in every form', async () => {
    const store = new MemoryStore()
    const kid = await ringService({ store }).signing()
    for (const seal of [SEAL, base64url(SEAL), await aesKey(SEAL), Buffer.from(SEAL), [OTHER, SEAL]]) {
      assert.equal(await ringService({ store, keyRing: { seal } }).signing(), kid)
    }
  })

  test('with a wrong key is refused at the start, by name, and stays as it is', async () => {
    const store = new MemoryStore()
    const kid = await ringService({ store }).signing()
    const before = await store.keyRing(ISSUER)
    for (const seal of [OTHER, base64url(OTHER), await aesKey(OTHER), kms()]) {
      const { service, errors, jwks } = ringService({ store, keyRing: { seal }, key: SigningKey.generate() })
      await assert.rejects(service.keys.ready(), isRefused)
      await assert.rejects(service.grant({ subject: 'ada' }), isRefused)
      await assert.rejects(service.dropKey(kid), isRefused)
      await assert.rejects(service.sweep(), isRefused)
      assert.equal((await jwks()).status, 500)
      assert.ok(isRefused(errors[0]))
      assert.equal(service.keys.current, undefined)
    }
    assert.deepEqual(await store.keyRing(ISSUER), before)
  })

  test('goes over to another sealing key, with both for a while', async () => {
    const store = new MemoryStore()
    const old = ringService({ store })
    await old.signing()
    for (const offset of [3001, 3670]) {
      const both = ringService({ store, offset, keyRing: { seal: [OTHER, SEAL] } })
      both.clock.offset += 60
      await both.service.sweep()
    }
    const { keys } = await store.keyRing(ISSUER)
    assert.deepEqual(keys.map(({ state }) => state), ['signing', 'retired'])
    await ringService({ store, keyRing: { seal: [SEAL, OTHER] } }).service.keys.ready()
    await assert.rejects(ringService({ store, keyRing: { seal: OTHER } }).service.keys.ready(), isRefused, 'a retired key is of the old one')
  })

  test('is bound to its issuer and its kid: no key is moved, exchanged or added', async () => {
    const [store, other] = [new MemoryStore(), new MemoryStore()]
    await ringService({ store }).signing()
    await ringService({ store: other }).signing()
    await ringService({ store: other, issuer: 'https://other.example' }).service.keys.ready()
    const ring = await store.keyRing(ISSUER)
    const foreign = await other.keyRing(ISSUER)
    const ofOtherIssuer = await other.keyRing('https://other.example')
    const added = { jwk: SigningKey.generate().toPublicJwk(), state: 'retired', since: 0 }
    const [own] = ring.keys
    const changes = {
      'the key of another issuer': ofOtherIssuer.keys,
      'the public half of another key': [{ ...own, jwk: { ...foreign.keys[0].jwk, kid: own.jwk.kid } }],
      'another name': [{ ...own, jwk: { ...own.jwk, kid: 'x' } }],
      'the sealed half of another key': [{ ...own, sealed: foreign.keys[0].sealed }],
      'an added public key': [own, { ...added, sealed: own.sealed }],
      'an added public key without anything sealed': [own, added],
      'an added public key, sealed by another': [own, { ...added, sealed: base64url(new Uint8Array(60)) }],
    }
    for (const [name, keys] of Object.entries(changes)) {
      const changed = new MemoryStore()
      await changed.replaceKeyRing({ ...ring, version: 0, keys })
      await assert.rejects(ringService({ store: changed }).service.keys.ready(), isRefused, name)
    }
    // A KMS that binds nothing to what it seals, too.
    const moved = new MemoryStore()
    await ringService({ store: moved, issuer: 'https://other.example', keyRing: { seal: kms() } }).service.keys.ready()
    await moved.replaceKeyRing({ ...(await moved.keyRing('https://other.example')), issuer: ISSUER, version: 0 })
    await assert.rejects(ringService({ store: moved, keyRing: { seal: kms() } }).service.keys.ready(), isRefused)
  })

  test('is AES-256-GCM, whose additional data are issuer and kid', async () => {
    const store = new MemoryStore()
    await ringService({ store }).signing()
    const [{ jwk, sealed }] = (await store.keyRing(ISSUER)).keys
    const bytes = Buffer.from(sealed, 'base64url')
    const open = async (...context) => {
      const additionalData = new TextEncoder().encode(JSON.stringify(['countersign key ring', ...context]))
      return crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.subarray(0, 12), additionalData }, await aesKey(SEAL), bytes.subarray(12))
    }
    assert.ok(new TextDecoder().decode(await open(ISSUER, jwk.kid)).includes(jwk.x))
    for (const context of [['https://other.example', jwk.kid], [ISSUER, 'x'], []]) await assert.rejects(open(...context), { name: 'OperationError' })
  })

  test('by a KMS: its outage is one, and says nothing of the key', async () => {
    const store = new MemoryStore()
    const seal = kms()
    const one = ringService({ store, keyRing: { seal } })
    const kid = await one.signing()
    assert.deepEqual(seal.state.contexts[0], { issuer: ISSUER, kid })
    const calls = seal.state.contexts.length
    one.clock.offset = 60
    await one.signing()
    assert.equal(seal.state.contexts.length, calls, 'what was opened is not opened again')
    seal.state.isDown = true
    await one.signing()
    const two = ringService({ store, keyRing: { seal } })
    await assert.rejects(two.service.keys.ready(), { code: 'ERR_KEYS_UNAVAILABLE', status: 503 })
    assert.equal((await two.jwks()).status, 503)
    seal.state.isDown = false
    assert.equal(await two.signing(), kid)
    const never = { seal: () => new Promise(() => {}), open: () => new Promise(() => {}) }
    await assert.rejects(ringService({ store, storeTimeout: 0.05, keyRing: { seal: never } }).service.keys.ready(), { code: 'ERR_KEYS_UNAVAILABLE' })
  })

  for (const { name, open } of stores) {
    test(`leaves no private key in a dump of the ${name} store`, async (context) => {
      const opened = await open()
      if (opened === undefined) return context.skip(`not run: ${name} is not installed`)
      try {
        const issuer = 'http://127.0.0.1:1'
        const keys = [SigningKey.generate(), SigningKey.generate()]
        const { service, clock, logIn } = ringService({ store: opened.store, issuer, key: keys, grace: 600, storeTimeout: 60 })
        for (const offset of [0, 3001, 3602, 6603, 7204]) {
          clock.offset = offset
          assert.ok(decode((await logIn()).access_token))
        }
        const published = service.keys.current.toJwks().keys
        assert.equal(published.length, 4)
        const dump = await opened.dump()
        assert.ok(published.every(({ kid }) => dump.includes(kid)), 'the ring is in the dump')
        const privates = [...keys, service.keys.signing].flatMap(secretsOf)
        assert.equal(privates.length, 3 * 7)
        for (const [form, secret] of privates) assert.ok(!dump.includes(secret), `${form} of a private key is in the store`)
        // The search would find one.
        const leak = SigningKey.generate()
        await opened.store.replaceKeyRing({ ...(await opened.store.keyRing(issuer)), dropped: [{ kid: leak.toJwk().d, at: 0 }] })
        const leaked = await opened.dump()
        assert.ok(secretsOf(leak).some(([, secret]) => leaked.includes(secret)))
      } finally {
        await opened.close()
      }
    })
  }
})

/** A private key as somebody would look for it. @param {SigningKey} key */
const secretsOf = (key) => {
  const d = Buffer.from(key.toJwk().d, 'base64url')
  const hash = createHash('sha512').update(d).digest()
  return Object.entries({
    raw: d.toString('latin1'), base64url: d.toString('base64url'), base64: d.toString('base64'), hex: d.toString('hex'), HEX: d.toString('hex').toUpperCase(),
    pem: key.toPem().split('\n')[1], 'the scalar': hash.subarray(0, 32).toString('base64url'),
  })
}
