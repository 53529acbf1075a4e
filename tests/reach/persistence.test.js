import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { RemoteKeySet, SigningKey } from 'countersign'
import { keepInFile } from 'countersign/persistence/file'
import { MisbehavingIssuer, publish } from './misbehaving-issuer.js'

const key = SigningKey.generate()

const setUp = async (t) => {
  const issuer = await MisbehavingIssuer.start({ answer: publish([key]) })
  const folder = await mkdtemp(join(tmpdir(), 'countersign '))
  t.after(() => Promise.all([issuer.close(), rm(folder, { recursive: true })]))
  const clock = { now: 1_800_000_000 }
  const background = []
  const settle = () => Promise.all(background.splice(0))
  const waitUntil = (work) => background.push(work)
  const start = (options) => new RemoteKeySet(issuer.url, { now: () => clock.now, waitUntil, ...options })
  return { issuer, folder, clock, start, settle }
}

test('a cold start reads the keys from a file and asks nobody', async (t) => {
  const { issuer, folder, clock, start } = await setUp(t)
  const path = join(folder, 'keys.json')
  await start(keepInFile(path)).ready()
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
    assert.equal(issuer.requests, before + 1, name)
  }
  await writeFile(path, '{ half a fi')
  await start(keepInFile(path)).ready()

  await writeFile(path, JSON.stringify({ ...snapshot, fetchedAt: clock.now + 1e9 }))
  const before = issuer.requests
  await start(keepInFile(path)).ready()
  await settle()
  assert.equal(issuer.requests, before + 1, 'used, but fetched again at once')
})

test('a place to keep keys that fails or hangs is no outage', async (t) => {
  const { start } = await setUp(t)
  for (const place of [
    keepInFile('/nonexistent/folder/keys.json'),
    { load: () => { throw new Error('down') }, save: () => { throw new Error('down') } },
    { load: () => new Promise(() => {}), save: () => new Promise(() => {}) },
    { load: () => undefined, save: () => undefined },
  ]) {
    const keys = start({ ...place, timeout: 2 })
    await keys.ready()
    assert.deepEqual(keys.current.kids, [key.kid])
  }
})
