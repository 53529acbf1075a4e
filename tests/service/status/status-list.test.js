import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { KeySet, RemoteStatusList, SigningKey, StatusList, Verifier, issue } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { freePort } from '../support/ports.js'
import { serve } from '../support/serve.js'
import { key, makeService } from '../support/service.js'

const ISSUER = 'https://auth.example'
const refused = (work) => {
  try {
    work()
  } catch (error) {
    return error.code
  }
}

/** An issuer's list that says what the test wants, and a verifier's view of it. */
const remote = (options = {}) => {
  const state = { now: 1000, fetches: 0, ttl: 60, down: false, revoked: [], ...options }
  const list = async () => {
    const statuses = new StatusList({ length: state.length ?? 1024, bits: state.bits ?? 1 })
    for (const [index, status = 1] of state.revoked) statuses.set(index, status)
    const claims = { ttl: state.ttl, status_list: { ...(await statuses.encode()), ...state.claim } }
    const { type = 'statuslist+jwt', subject = `${ISSUER}/status/0`, expiresIn = 3600, signer = key } = state
    return issue(claims, signer, { issuer: state.issuer ?? ISSUER, subject, type, expiresIn, now: () => state.now })
  }
  const fetch = async () => {
    state.fetches++
    if (state.down) throw new TypeError('connection refused')
    return new Response(state.text ?? (await list()), { headers: { 'content-type': 'application/statuslist+jwt' } })
  }
  const now = () => state.now
  const revocation = new RemoteStatusList(`${ISSUER}/status/`, { keys: new KeySet(key), issuer: ISSUER, fetch, now, ...state.options })
  const claimsAt = (idx, uri = `${ISSUER}/status/0`) => ({ status: { status_list: { idx, uri } } })
  const ask = async (idx, uri) => {
    const claims = claimsAt(idx, uri)
    try {
      await revocation.ready(claims)
      return revocation.isRevoked(claims)
    } catch (error) {
      return error.code
    }
  }
  return { state, revocation, claimsAt, ask }
}

describe('a status list', () => {
  test('is read as the draft writes it', async () => {
    const list = await StatusList.decode({ bits: 1, lst: 'eNrbuRgAAhcBXQ' })
    assert.deepEqual(Array.from({ length: 17 }, (_, n) => list.status(n)), [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, undefined])
    const two = await StatusList.decode({ bits: 2, lst: 'eNo76fITAAPfAgc' })
    assert.deepEqual(Array.from({ length: 12 }, (_, n) => two.status(n)), [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3])
    for (const index of [-1, 1.5, 2 ** 32, 2 ** 53, NaN, '0']) assert.equal(list.status(index), undefined)
  })

  test('comes back the same when it is long, and hardly compressible', async () => {
    const list = new StatusList()
    let state = 1
    for (let index = 0; index < 2 ** 18; index++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      if (state >= 2 ** 31) list.set(index, 1)
    }
    const claim = await list.encode()
    assert.ok(claim.lst.length > 2 * 8192, String(claim.lst.length))
    assert.deepEqual(await (await StatusList.decode(claim)).encode(), claim)
  })

  test('says which widths there are', () => {
    assert.throws(() => new StatusList({ bits: 3 }), { code: 'ERR_OPTION_INVALID', message: 'the option bits must be 1 or 2 or 4 or 8' })
  })

  test('keeps what is set in it, at every width', async () => {
    for (const bits of [1, 2, 4, 8]) {
      const list = new StatusList({ length: 1000, bits })
      for (let index = 0; index < 1000; index += 7) list.set(index, 2 ** bits - 1)
      list.set(1, 1)
      list.set(1, 0)
      const decoded = await StatusList.decode(await list.encode())
      for (let index = 0; index < 1000; index++) assert.equal(decoded.status(index), index % 7 === 0 ? 2 ** bits - 1 : 0)
    }
  })

  test('keeps what cannot be compressed, however long', async () => {
    const LENGTH = 300_000
    const list = new StatusList({ length: LENGTH })
    let random = 1
    const bits = Array.from({ length: LENGTH }, () => ((random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0) >>> 31))
    for (const [index, bit] of bits.entries()) if (bit) list.set(index, 1)
    const claim = await list.encode()
    assert.ok(claim.lst.length > 40_000)
    const decoded = await StatusList.decode(claim)
    assert.ok(bits.every((bit, index) => decoded.status(index) === bit))
  })

  test('has a million places of a bit if nothing else is said, and none after it was freed', async () => {
    const list = new StatusList()
    assert.deepEqual([list.status(2 ** 20 - 1), list.status(2 ** 20)], [0, undefined])
    const one = new StatusList({ length: 1 })
    // In whole bytes.
    assert.deepEqual([one.status(0), one.status(8), (await one.encode()).bits], [0, undefined, 1])
    assert.equal(new StatusList({ length: 2 ** 25 }).status(2 ** 25 - 1), 0)
    for (const length of [0, 2 ** 25 + 1]) assert.throws(() => new StatusList({ length }), { code: 'ERR_OPTION_INVALID', message: /length must be a whole number from 1 to 33554432/ })
    list.free()
    assert.throws(() => list.status(0), { code: 'ERR_OPTION_INVALID', message: 'the option list was freed' })
  })

  test('is neither packed nor unpacked by a runtime without compression streams, which is named', async (context) => {
    const list = new StatusList({ length: 8 })
    const claim = await list.encode()
    const { CompressionStream, DecompressionStream } = globalThis
    context.after(() => Object.assign(globalThis, { CompressionStream, DecompressionStream }))
    delete globalThis.CompressionStream
    delete globalThis.DecompressionStream
    await assert.rejects(list.encode(), (error) => {
      assert.equal(error.message, 'this runtime has no CompressionStream')
      assert.ok(error.cause instanceof TypeError)
      return true
    })
    const message = 'the option lst cannot be decompressed: this runtime has no DecompressionStream'
    await assert.rejects(StatusList.decode(claim), { code: 'ERR_OPTION_INVALID', message })
  })

  test('is refused where it is none, or a bomb', async () => {
    const bomb = new Response(new Response(new Uint8Array(64 << 20)).body.pipeThrough(new CompressionStream('deflate')))
    const lst = Buffer.from(await bomb.arrayBuffer()).toString('base64url')
    assert.ok(lst.length < 100_000)
    const noStream = 'is not a ZLIB stream of at most 4 MiB'
    for (const [claim, said] of [
      [{ bits: 1, lst }, `lst ${noStream}`], [{ bits: 3, lst: 'eNrbuRgAAhcBXQ' }, 'bits must be'], [{ bits: 1, lst: 'e30' }, `lst ${noStream}`],
      [{ bits: 1, lst: 'e NrbuRgAAhcBXQ' }, 'lst is not base64url'], [{ bits: 1, lst: 'A' }, 'lst is not base64url'], [{ bits: 1 }, 'lst must be'], [{}, 'bits must be'], [5, 'claim must be'],
    ]) {
      await assert.rejects(StatusList.decode(claim), ({ code, message }) => {
        assert.deepEqual([code, message.startsWith(`the option ${said}`)], ['ERR_OPTION_INVALID', true], message)
        return true
      })
    }
  })

  test('may have 4 MiB uncompressed, and not a byte more', async () => {
    const zeros = async (length) => {
      const stream = new Response(new Uint8Array(length)).body.pipeThrough(new CompressionStream('deflate'))
      return Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url')
    }
    const list = await StatusList.decode({ bits: 8, lst: await zeros(4 * 1024 * 1024) })
    assert.equal(list.status(4 * 1024 * 1024 - 1), 0)
    for (const length of [4 * 1024 * 1024 + 1, 64 * 1024 * 1024]) {
      await assert.rejects(StatusList.decode({ bits: 8, lst: await zeros(length) }), ({ code, cause }) =>
        code === 'ERR_OPTION_INVALID' && /more than 4194304 bytes/.test(cause?.message))
    }
  })
})

describe('a remote status list', () => {
  test('says what the issuer says', async () => {
    const { ask } = remote({ bits: 2, revoked: [[3, 1], [4, 2]] })
    assert.deepEqual([await ask(2), await ask(3), await ask(4)], [false, true, true])
  })

  test('is fetched once while it is fresh, and again before it is used after that', async () => {
    const { state, ask } = remote()
    assert.deepEqual(await Promise.all([ask(1), ask(2), ask(3)]), [false, false, false])
    state.revoked = [[1]]
    state.now += 59
    assert.deepEqual([await ask(1), state.fetches], [false, 1])
    state.now += 2
    assert.deepEqual(await Promise.all([ask(1), ask(1)]), [true, true], 'both wait for the new one')
    assert.equal(state.fetches, 2)
  })

  test('outlives an outage for a bounded time', async () => {
    const { state, ask, revocation, claimsAt } = remote({ revoked: [[1]], expiresIn: 86_400 })
    await ask(1)
    state.down = true
    state.now += 3600
    assert.deepEqual([await ask(1), await ask(2)], [true, false])
    state.now += 61
    assert.equal(await ask(2), 'ERR_STORE_UNAVAILABLE')
    assert.equal(refused(() => revocation.isRevoked(claimsAt(2))), 'ERR_STORE_UNAVAILABLE')
    state.down = false
    state.now += 31
    assert.equal(await ask(2), false)
  })

  test('is not used after its own expiry', async () => {
    const { state, ask } = remote({ expiresIn: 600 })
    assert.equal(await ask(1), false)
    state.down = true
    state.now += 601
    assert.equal(await ask(1), 'ERR_STORE_UNAVAILABLE')
  })

  test('is refused, as an outage, where it is not the issuer\'s', async () => {
    const wrong = [
      { signer: SigningKey.generate() }, { issuer: 'https://other.example' }, { type: 'JWT' }, { subject: `${ISSUER}/status/1` },
      { text: 'nonsense' }, { claim: { lst: '!' } }, { claim: { bits: 3 } }, { text: `a.${'b'.repeat(300_000)}.c` },
    ]
    for (const options of wrong) assert.equal(await remote(options).ask(1), 'ERR_STORE_UNAVAILABLE', JSON.stringify(options).slice(0, 80))
  })

  test('is only ever fetched from below its URL', async () => {
    const { state, ask, revocation } = remote()
    const elsewhere = ['https://evil.example/status/0', `${ISSUER}/statuses/0`, `${ISSUER}/status/../admin`, `${ISSUER}@evil.example/status/0`, `${ISSUER}/status/a b`, 5]
    for (const uri of elsewhere) assert.equal(await ask(1, uri), 'ERR_CLAIM_MALFORMED', String(uri))
    for (const idx of [-1, 1.5, '1', null, 2 ** 53]) assert.equal(await ask(idx), 'ERR_CLAIM_MALFORMED', String(idx))
    assert.equal(state.fetches, 0)
    assert.equal(await ask(1024), 'ERR_CLAIM_MALFORMED', 'beyond the end of the list')
    for (const status of [null, 5, {}]) assert.equal(refused(() => revocation.isRevoked({ status })), 'ERR_CLAIM_MALFORMED')
    assert.equal(refused(() => revocation.isRevoked({})), 'ERR_CLAIM_MISSING')
  })

  test('names its mistakes at construction', () => {
    const options = { keys: new KeySet(key), issuer: ISSUER }
    for (const [base, wrong] of [['http://auth.example/', options], ['nonsense', options], [ISSUER, { issuer: ISSUER }], [ISSUER, { keys: options.keys }], [ISSUER, { ...options, no: 1 }]]) {
      assert.equal(refused(() => new RemoteStatusList(base, wrong)), 'ERR_OPTION_INVALID')
    }
  })

  test('revokes tokens that a verifier has cached', async () => {
    const { state, revocation } = remote()
    const claims = { status: { status_list: { idx: 7, uri: `${ISSUER}/status/0` } } }
    const token = issue(claims, key, { issuer: ISSUER, audience: 'api', expiresIn: 3600, now: () => state.now })
    const verifier = new Verifier(key, { issuer: ISSUER, audience: 'api', revocation, now: () => state.now })
    await verifier.authenticate(`Bearer ${token}`)
    assert.equal(verifier.verify(token).claims.status.status_list.idx, 7)
    state.revoked = [[7]]
    state.now += 61
    await assert.rejects(verifier.authenticate(`Bearer ${token}`), { code: 'ERR_TOKEN_REVOKED' })
    assert.equal(refused(() => verifier.verify(token)), 'ERR_TOKEN_REVOKED')
  })
})

test('a separate verifier process refuses a revoked token, and asks the service for keys and lists only', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  const { service } = makeService({ store: new MemoryStore(), issuer: url, statusFreshness: 1 })
  const requests = []
  const server = await serve((request) => {
    requests.push(new URL(request.url).pathname)
    return service.fetch(request)
  }, { port: Number(new URL(url).port) })
  const child = fork(new URL('../support/processes/verifier-process.js', import.meta.url), [url])
  try {
    const [api] = await once(child, 'message')
    const call = (token) => fetch(`${api}/hello`, { headers: { authorization: `Bearer ${token}` } })
    const good = await service.grant({ subject: 'ada', scope: 'read' })
    const bad = await service.grant({ subject: 'mallory', scope: 'read' })
    for (const { access_token } of [good, bad]) assert.equal((await call(access_token)).status, 200)

    await service.revoke(bad.access_token)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const answer = await call(bad.access_token)
    assert.deepEqual([answer.status, (await answer.json()).code], [401, 'ERR_TOKEN_REVOKED'])
    assert.equal((await call(good.access_token)).status, 200)
    const asked = await (await fetch(`${api}/asked`)).json()
    assert.deepEqual([...new Set(asked)].sort(), ['/.well-known/jwks.json', '/status/0'])
    assert.deepEqual(requests, asked)
  } finally {
    child.kill()
    await server.close()
  }
})
