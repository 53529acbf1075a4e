import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'

const installed = 'node_modules/countersign'
const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
const packed = JSON.parse(readFileSync('packed.json', 'utf8'))
const require = createRequire(import.meta.url)

/** The messages of a program of a package: what it found goes into the failure. */
const run = (script, ...args) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [`node_modules/${script}`, ...args], { encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  return stdout
}

test('the tarball holds the wasm, the licences and the README, and nothing that is not built or documentation', () => {
  for (const path of ['dist/countersign.wasm', 'dist/index.js', 'dist/index.cjs', 'LICENSE-MIT', 'LICENSE-APACHE', 'README.md', 'CHANGELOG.md'])
    assert.ok(packed.files.includes(path), path)
  const strays = packed.files.filter((path) => !/^(dist|types)\/|^(LICENSE-|README|CHANGELOG|package\.json)/.test(path))
  assert.deepEqual(strays, [])
})

test('every file that exports, bin and main name is in the tarball', () => {
  const targets = (value) => (typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(targets))
  const named = targets([manifest.exports, manifest.bin, manifest.main, manifest.module, manifest.types])
  assert.deepEqual(named.filter((path) => !existsSync(join(installed, path))), [])
})

test('the package depends on nothing', () => {
  for (const name of ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies']) assert.equal(manifest[name], undefined, name)
  const needed = Object.keys(manifest.peerDependencies).filter((name) => !manifest.peerDependenciesMeta[name]?.optional)
  assert.deepEqual(needed, [])
  assert.deepEqual(Object.keys(manifest.scripts ?? {}).filter((name) => /install$|^prepare$/.test(name)), [])
  assert.deepEqual(readdirSync(installed).filter((name) => name === 'node_modules'), [])
})

test('import and require share one instance', async () => {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const shared = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
  const imported = await import('countersign')
  const required = require('countersign')
  assert.deepEqual(Object.keys(required).sort(), Object.keys(imported).sort())
  assert.equal(required.Verifier === imported.Verifier, shared)
})

test('every entry can be imported, and the entries stand on one main entry', async () => {
  const { TokenError } = await import('countersign')
  for (const path of Object.keys(manifest.exports).filter((path) => !/\.(wasm|json)$/.test(path))) {
    const entry = await import(join('countersign', path).replaceAll('\\', '/'))
    assert.ok(Object.keys(entry).length > 0, path)
    // Slim is the one entry with an instance of its own: whoever uses it starts it.
    if (path !== './slim' && 'TokenError' in entry) assert.equal(entry.TokenError, TokenError, path)
  }
})

test('slim starts from a compiled module', async () => {
  const { SigningKey, initSync } = await import('countersign/slim')
  initSync(new WebAssembly.Module(readFileSync(require.resolve('countersign/countersign.wasm'))))
  assert.equal(SigningKey.generate().kid.length, 43)
})

test('publint finds nothing', () => {
  assert.match(run('publint/src/cli.js', 'run', installed, '--strict', '--pack', 'false'), /All good/)
})

test('attw finds that types and code agree however the package is resolved', () => {
  run('@arethetypeswrong/cli/dist/index.js', packed.filename, '--profile', 'node16', '--exclude-entrypoints', './countersign.wasm')
})
