import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { RemoteKeySet, SigningKey } from 'countersign'
import { keepInFile } from 'countersign/persistence/file'
import { jwks, MisbehavingIssuer, publish } from '../support/misbehaving-issuer.js'
import { boundToRequests } from './remote-key-set-setup.js'

const key = SigningKey.generate()

const setUp = async (t) => {
  const issuer = await MisbehavingIssuer.start({ answer: publish([key]) })
  const folder = await mkdtemp(join(tmpdir(), 'countersign '))
  t.after(() => Promise.all([issuer.close(), rm(folder, { recursive: true })]))
  const clock = { now: 1_800_000_000 }
  const background = []
  const settle = async () => {
    while (background.length > 0) await background.shift()
  }
  const waitUntil = (work) => background.push(work)
  const start = (options) => new RemoteKeySet(issuer.url, { now: () => clock.now, waitUntil, ...options })
  return { issuer, folder, clock, start, settle }
}

test('a cold start reads the keys from a file and asks nobody', async (t) => {
  const { issuer, folder, clock, start, settle } = await setUp(t)
  const path = join(folder, 'keys.json')
  await start(keepInFile(path)).ready()
  await settle()
  await issuer.stop()
  for (const place of [path, pathToFileURL(path)]) {
    const keys = start(keepInFile(place))
    await keys.ready()
    assert.deepEqual(keys.current.kids, [key.kid])
  }
  assert.equal(issuer.requests, 1)
  assert.deepEqual(await readdir(folder), ['keys.json'], 'no temporary file is left')

  clock.now += 600 + 86_400
  const tooOld = start(keepInFile(path))
  await assert.rejects(tooOld.ready(), { code: 'ERR_KEYS_UNAVAILABLE' })
})

test('what was kept is fetched again once it is stale, and kept again', async (t) => {
  const { issuer, folder, clock, start, settle } = await setUp(t)
  const path = join(folder, 'keys.json')
  await start(keepInFile(path)).ready()
  await settle()
  const nextKey = SigningKey.generate()
  issuer.answer = publish([nextKey])
  clock.now += 601
  const keys = start(keepInFile(path))
  await keys.ready()
  assert.deepEqual(keys.current.kids, [key.kid])
  await settle()
  assert.deepEqual(keys.current.kids, [nextKey.kid])
  assert.match(await readFile(path, 'utf8'), new RegExp(nextKey.kid))
})

test('what was kept for another URL, is malformed, or claims to come from the future is not trusted for longer', async (t) => {
  const { issuer, folder, clock, start, settle } = await setUp(t)
  const path = join(folder, 'keys.json')
  await start(keepInFile(path)).ready()
  await settle()
  const snapshot = JSON.parse(await readFile(path, 'utf8'))
  for (const [name, kept] of Object.entries({
    'another URL': { ...snapshot, url: 'https://evil.example/jwks.json' },
    'no key set': { ...snapshot, text: '{}' },
    'no text': { ...snapshot, text: 5 },
    'no time': { ...snapshot, fetchedAt: 'now' },
    'an endless life': { ...snapshot, fetchedAt: clock.now - 3 * 86_400, lifetime: 1e9 },
    'nothing': null,
  })) {
    await writeFile(path, JSON.stringify(kept))
    const before = issuer.requests
    await start(keepInFile(path)).ready()
    await settle()
    assert.equal(issuer.requests, before + 1, name)
  }
  await writeFile(path, '{ half a fi')
  await start(keepInFile(path)).ready()
  await settle()

  await writeFile(path, JSON.stringify({ ...snapshot, fetchedAt: clock.now + 1e9 }))
  const before = issuer.requests
  await start(keepInFile(path)).ready()
  await settle()
  assert.equal(issuer.requests, before + 1, 'used, but fetched again at once')
})

test('a place to keep keys that fails is not an outage', async (t) => {
  const { folder, start, settle } = await setUp(t)
  for (const place of [
    keepInFile(join(folder, 'a folder', 'that is not there', 'keys.json')),
    { load: () => { throw new Error('down') }, save: () => { throw new Error('down') } },
    { load: () => undefined, save: () => undefined },
    { load: () => 5, save: () => 5 },
  ]) {
    const keys = start(place)
    await keys.ready()
    await settle()
    assert.deepEqual(keys.current.kids, [key.kid])
  }
})

const hangs = () => new Promise(() => {})
/** How long the first request of these keys waits, in seconds. */
const firstRequest = async (keys) => {
  const started = performance.now()
  await keys.ready()
  assert.deepEqual(keys.current.kids, [key.kid])
  return (performance.now() - started) / 1000
}

test('a save that hangs keeps no request waiting', async (t) => {
  const { start } = await setUp(t)
  for (const waitUntil of [undefined, () => {}]) {
    const waited = await firstRequest(start({ load: () => undefined, save: hangs, timeout: 4, waitUntil }))
    assert.ok(waited < 0.9, `${waited} s`)
  }
})

test('where promises belong to requests, a save is waited for briefly, and not at all if waitUntil takes it', (t) => boundToRequests(async () => {
  const { start } = await setUp(t)
  let kept = false
  const slow = () => sleep(50).then(() => { kept = true })
  await firstRequest(start({ save: slow, waitUntil: undefined }))
  assert.equal(kept, true, 'it would have died with the request')
  const without = await firstRequest(start({ save: hangs, timeout: 4, waitUntil: undefined }))
  assert.ok(0.9 < without && without < 3, `${without} s`)
  const withIt = await firstRequest(start({ save: hangs, timeout: 4, waitUntil: () => {} }))
  assert.ok(withIt < 0.9, `${withIt} s`)
}))

test('a load that hangs keeps the first request from the issuer for about a second, and is asked once', async (t) => {
  const { start } = await setUp(t)
  let loads = 0
  const load = () => {
    loads += 1
    return hangs()
  }
  const keys = start({ load, timeout: 4 })
  const waited = await Promise.all(Array.from({ length: 10 }, () => firstRequest(keys)))
  assert.ok(Math.max(...waited) < 3, `${waited} s`)
  assert.equal(loads, 1)
})

test('a load that is slow is waited for if the issuer is down', async (t) => {
  const { issuer, clock, start } = await setUp(t)
  await issuer.stop()
  const kept = JSON.stringify({ url: issuer.url, text: JSON.stringify(jwks([key])), fetchedAt: clock.now - 10, lifetime: 600 })
  await firstRequest(start({ load: () => sleep(1200).then(() => kept) }))
})

test('what is loaded late does not replace what was fetched meanwhile', async (t) => {
  const { issuer, clock, start } = await setUp(t)
  const loaded = resolvers()
  const keys = start({ load: () => loaded.promise, timeout: 4 })
  await keys.ready()
  const text = JSON.stringify(jwks([SigningKey.generate()]))
  loaded.resolve(JSON.stringify({ url: issuer.url, text, fetchedAt: clock.now, lifetime: 600 }))
  await sleep(10)
  assert.deepEqual(keys.current.kids, [key.kid])
})

test('saves do not overtake each other: the newest keys are kept in the end', async (t) => {
  const { issuer, clock, start, settle } = await setUp(t)
  const kept = []
  const first = resolvers()
  const save = async (snapshot) => {
    if (kept.length === 0) await first.promise
    kept.push(JSON.parse(snapshot).text)
  }
  const keys = start({ save })
  await keys.ready()
  for (let round = 0; round < 3; round++) {
    issuer.answer = publish([SigningKey.generate()])
    clock.now += 601
    assert.equal(keys.ready(), undefined)
    const before = issuer.requests
    while (issuer.requests === before) await new Promise(setImmediate)
    while (keys.current.kids[0] === key.kid) await new Promise(setImmediate)
    await sleep(20)
  }
  first.resolve()
  await settle()
  assert.equal(kept.at(-1).includes(keys.current.kids[0]), true)
  assert.equal(kept.length, 2, 'what was overtaken while it waited is not kept')
})

test('a waitUntil that throws outside of a request changes no answer', async (t) => {
  const { clock, start } = await setUp(t)
  const keys = start({ save: () => {}, waitUntil: () => { throw new Error('there is no request here') } })
  await keys.ready()
  clock.now += 601
  assert.deepEqual(keys.current.kids, [key.kid])
})

const resolvers = () => {
  const made = {}
  made.promise = new Promise((resolve) => { made.resolve = resolve })
  return made
}
