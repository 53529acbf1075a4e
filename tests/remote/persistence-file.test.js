import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, link, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { RemoteKeySet, SigningKey } from 'countersign'
import { keepInFile } from 'countersign/persistence/file'
import { jwks, MisbehavingIssuer, publish } from '../support/misbehaving-issuer.js'

const key = SigningKey.generate()
const intruder = SigningKey.generate()
const onPosix = { skip: process.platform === 'win32' && 'not run: Windows has no owners and modes' }
const asRoot = { skip: process.geteuid?.() !== 0 && 'not run: only root can give a file to another user' }
const STRANGER = 65_534

const setUp = async (t) => {
  const issuer = await MisbehavingIssuer.start({ answer: publish([key]) })
  const folder = await mkdtemp(join(tmpdir(), 'countersign-'))
  t.after(() => Promise.all([issuer.close(), rm(folder, { recursive: true })]))
  const path = join(folder, 'keys.json')
  const planted = JSON.stringify({ url: issuer.url, text: JSON.stringify(jwks([intruder])), fetchedAt: Date.now() / 1000, lifetime: 86_400 })
  /** Whose keys a program trusts that starts now. */
  const trusted = async (place = keepInFile(path)) => {
    const saves = []
    const keys = new RemoteKeySet(issuer.url, { ...place, waitUntil: (work) => saves.push(work) })
    await keys.ready()
    await Promise.all(saves)
    return keys.current.kids[0] === key.kid ? "the issuer's" : "the intruder's"
  }
  return { issuer, folder, path, planted, trusted }
}

const refusesFolder = (path) => assert.throws(() => keepInFile(path), { code: 'ERR_OPTION_INVALID', message: /folder that only this user can write to/ })

test('a file of its own is believed, or the tests below would say nothing', async (t) => {
  const { path, planted, trusted } = await setUp(t)
  await writeFile(path, planted, { mode: 0o600 })
  assert.equal(await trusted(), "the intruder's")
})

test('a file that another user planted is not believed, and is replaced', asRoot, async (t) => {
  const { path, planted, trusted } = await setUp(t)
  await writeFile(path, planted, { mode: 0o600 })
  await chown(path, STRANGER, STRANGER)
  assert.equal(await trusted(), "the issuer's")
  assert.equal((await stat(path)).uid, 0)
  assert.match(await readFile(path, 'utf8'), new RegExp(key.kid))
})

test('a file that its group or others may write to is not believed', onPosix, async (t) => {
  const { path, planted, trusted } = await setUp(t)
  for (const mode of [0o620, 0o602, 0o666, 0o606, 0o660]) {
    await writeFile(path, planted)
    await chmod(path, mode)
    assert.equal(await trusted(), "the issuer's", mode.toString(8))
    assert.equal((await stat(path)).mode & 0o777, 0o600, 'replaced by one of its own')
  }
  for (const mode of [0o400, 0o600, 0o644]) {
    await writeFile(path, planted)
    await chmod(path, mode)
    assert.equal(await trusted(), "the intruder's", `${mode.toString(8)} is fine`)
    await rm(path)
  }
})

test('a symbolic link is not followed, to read or to write', onPosix, async (t) => {
  const { folder, path, planted, trusted } = await setUp(t)
  const target = join(folder, 'target')
  await writeFile(target, planted, { mode: 0o600 })
  await symlink(target, path)
  assert.equal(await trusted(), "the issuer's")
  assert.equal(await readFile(target, 'utf8'), planted, 'what it leads to is untouched')
  assert.equal((await lstat(path)).isFile(), true, 'the link is replaced')
})

test('a pipe keeps no request waiting, and a folder in the place of the file leaves nothing behind', onPosix, async (t) => {
  const { folder, path, trusted } = await setUp(t)
  execFileSync('mkfifo', ['-m', '600', path])
  const started = performance.now()
  assert.equal(await trusted(), "the issuer's")
  assert.ok(performance.now() - started < 900)
  await rm(path)
  await mkdir(path)
  assert.equal(await trusted(), "the issuer's")
  assert.deepEqual(await readdir(folder), ['keys.json'], 'no temporary file is left')
})

test('a file that is exchanged between two looks at it is never believed for what it was', onPosix, async (t) => {
  const { folder, path, planted } = await setUp(t)
  const [good, bad] = [join(folder, 'good'), join(folder, 'bad')]
  await writeFile(bad, planted)
  await chmod(bad, 0o666)
  let ends = false
  const exchange = (async () => {
    for (let round = 0; !ends; round++) {
      await writeFile(good, 'good', { mode: 0o600 })
      await rename(good, path)
      if (round % 2 === 0) await symlink(bad, good).then(() => rename(good, path))
      else await link(bad, good).then(() => rename(good, path))
    }
  })()
  const { load } = keepInFile(path)
  const said = new Map()
  for (let round = 0; round < 1500 || said.size < 2; round++) {
    const content = await load().catch(() => 'refused')
    said.set(content, (said.get(content) ?? 0) + 1)
  }
  ends = true
  await exchange
  assert.deepEqual([...said.keys()].sort(), ['good', 'refused'], 'both were seen, and nothing else')
})

test('a folder of another user is refused by name, at construction', asRoot, async (t) => {
  const { folder } = await setUp(t)
  const theirs = join(folder, 'theirs')
  await mkdir(theirs, { mode: 0o700 })
  await chown(theirs, STRANGER, STRANGER)
  refusesFolder(join(theirs, 'keys.json'))
})

test('a folder that other users may write to is refused by name, at construction, sticky or not', onPosix, async (t) => {
  const { folder } = await setUp(t)
  for (const mode of [0o1777, 0o777, 0o770, 0o722]) {
    const shared = join(folder, mode.toString(8))
    await mkdir(shared)
    await chmod(shared, mode)
    refusesFolder(join(shared, 'keys.json'))
    refusesFolder(pathToFileURL(join(shared, 'keys.json')))
  }
  if (((await stat(tmpdir())).mode & 0o022) !== 0) refusesFolder(join(tmpdir(), 'countersign-keys.json'))
})

test('a folder that became shared later is neither read from nor written to', onPosix, async (t) => {
  const { folder, planted, trusted } = await setUp(t)
  const later = join(folder, 'later')
  const place = keepInFile(join(later, 'keys.json'))
  await mkdir(later)
  await writeFile(join(later, 'keys.json'), planted, { mode: 0o600 })
  await chmod(later, 0o777)
  assert.equal(await trusted(place), "the issuer's")
  assert.equal(await readFile(join(later, 'keys.json'), 'utf8'), planted)
})

test('the folder is made for its owner alone if it is missing', onPosix, async (t) => {
  const { folder, trusted } = await setUp(t)
  const own = join(folder, 'own')
  const place = keepInFile(join(own, 'keys.json'))
  assert.equal(await trusted(place), "the issuer's")
  assert.equal((await stat(own)).mode & 0o777, 0o700)
  assert.deepEqual(await readdir(own), ['keys.json'])
})

test('what is not the path of a file is refused by name, at construction', () => {
  for (const path of [undefined, null, '', 5, {}, ['keys.json'], 'keys\0.json', new URL('https://auth.example/keys.json'), new URL('file:///a%00b'), new URL('file:///a%2Fb')]) {
    assert.throws(() => keepInFile(path), { code: 'ERR_OPTION_INVALID', message: /^the option path must be/ }, String(path))
  }
})

test('a program that changes its folder keeps its keys where they were', onPosix, async (t) => {
  const { folder, path, planted, trusted } = await setUp(t)
  await writeFile(path, planted, { mode: 0o600 })
  const before = process.cwd()
  t.after(() => process.chdir(before))
  process.chdir(folder)
  const place = keepInFile('keys.json')
  process.chdir(before)
  assert.equal(await trusted(place), "the intruder's")
})

const deno = join(process.cwd(), 'tests/runtimes/node_modules/deno/bin.cjs')
const inDeno = { skip: !existsSync(deno) && 'not run: no Deno' }

/** What `keepInFile(path).load()` says in Deno with these permissions. */
const loadInDeno = async (t, path, permissions) => {
  const program = join(process.cwd(), `load-${randomUUID()}.mjs`)
  t.after(() => rm(program))
  await writeFile(program, `
    import { keepInFile } from 'countersign/persistence/file'
    try { console.log(await keepInFile(${JSON.stringify(path)}).load()) } catch ({ code, message }) { console.log(code, message) }
  `)
  return execFileSync(process.execPath, [deno, 'run', '--no-prompt', '--allow-env', ...permissions, program], { encoding: 'utf8' }).trim()
}

test('in Deno, which follows links, a link is not believed either', inDeno, async (t) => {
  const { folder, path } = await setUp(t)
  const permissions = ['--allow-read', '--allow-sys=uid']
  await writeFile(path, 'good', { mode: 0o600 })
  assert.equal(await loadInDeno(t, path, permissions), 'good')
  const linked = join(folder, 'linked.json')
  await symlink(path, linked)
  assert.match(await loadInDeno(t, linked, permissions), /linked\.json is refused: it is not a regular file/)
})

test('in Deno without the permission to ask who runs it, the path is refused by name', inDeno, async (t) => {
  const { path } = await setUp(t)
  assert.match(await loadInDeno(t, path, ['--allow-read']), /^ERR_OPTION_INVALID the option path cannot be checked: .*uid/)
})
