import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const dist = join(dirname(createRequire(import.meta.url).resolve('countersign/package.json')), 'dist')
/** A copy of its own for each `use`. */
const load = (name, use = 'own') => import(`${pathToFileURL(join(dist, name)).href}?${use}`)
const bytes = () => readFile(join(dist, 'countersign.wasm'))

/** Signs and verifies a token with a copy of the package. */
const roundTrip = ({ SigningKey, issue, verify }) => {
  const key = SigningKey.generate()
  const token = issue({ sub: 'ada' }, key, { expiresIn: 60 })
  assert.equal(verify(token, key, { issuer: null, audience: null }).claims.sub, 'ada')
}

for (const name of ['node.js', 'index.js', 'index.cjs']) test(`${name} starts when it is imported`, async () => roundTrip(await load(name)))

for (const name of ['slim.js', 'slim.cjs']) {
  test(`${name} starts from the bytes of the wasm, at once`, async () => {
    const slim = await load(name, 'bytes')
    slim.initSync(await bytes())
    roundTrip(slim)
  })
}

test('slim.js starts from a compiled module, at once and later', async () => {
  const module = await WebAssembly.compile(await bytes())
  const [atOnce, later] = [await load('slim.js', 'compiled'), await load('slim.js', 'compiled-later')]
  atOnce.initSync(module)
  roundTrip(atOnce)
  await later.init(module)
  roundTrip(later)
})

test('slim.js starts from what is fetched, or is still to come', async () => {
  const [fetched, awaited] = [await load('slim.js', 'fetched'), await load('slim.js', 'awaited')]
  await fetched.init(new Response(await bytes(), { headers: { 'content-type': 'application/wasm' } }))
  roundTrip(fetched)
  await awaited.init(bytes())
  roundTrip(awaited)
})

test('a runtime that has no WebAssembly, or compiles none, is an error that says so', async () => {
  const start = async (before, ...flags) => {
    const script = `${before}; await import(${JSON.stringify(pathToFileURL(join(dist, 'index.js')).href)}).catch(({ message }) => console.log(message))`
    return (await promisify(execFile)(process.execPath, [...flags, '--input-type=module', '--eval', script])).stdout
  }
  assert.match(await start('', '--jitless'), /cannot start.*has no WebAssembly/)
  assert.match(await start('WebAssembly.Module = class { constructor() { throw new Error() } }'), /cannot start.*compiles no wasm from bytes.*countersign\/slim/)
})

test('a processor without the vectors that the wasm uses is an error that says so, however it is started', { skip: process.arch !== 'x64' }, async () => {
  const start = async (script) => (await promisify(execFile)(process.execPath, ['--no-enable-sse4-1', '--input-type=module', '--eval', script])).stdout
  const at = (file) => JSON.stringify(pathToFileURL(join(dist, file)).href)
  const message = /cannot start: this runtime has no WebAssembly SIMD.*Safari since 16\.4.*SSE4\.1/
  assert.match(await start(`await import('countersign').catch(({ message }) => console.log(message))`), message)
  assert.match(await start(`await import(${at('index.js')}).catch(({ message }) => console.log(message))`), message)
  const init = (wasm) => `
    import { readFileSync } from 'node:fs'
    import { init } from ${at('slim.js')}
    const bytes = readFileSync(new URL(${at('countersign.wasm')}))
    await init(${wasm}).catch(({ message }) => console.log(message))`
  assert.match(await start(init('bytes')), message)
  assert.match(await start(init(`new Response(bytes, { headers: { 'content-type': 'application/wasm' } })`)), message)
})

test('bytes that come as base64 are decoded in every way that a runtime has', async () => {
  const start = async (before) => {
    const script = `${before}; const { decode } = await import(${JSON.stringify(pathToFileURL(join(dist, 'index.js')).href)}); console.log(typeof decode('eyJhbGciOiJFZERTQSJ9.e30.AAAA').header)`
    return (await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])).stdout.trim()
  }
  const newest = 'Uint8Array.fromBase64 = (text) => new Uint8Array(Buffer.from(text, "base64"))'
  const eldest = 'delete Uint8Array.fromBase64; delete globalThis.Buffer'
  for (const before of [newest, 'delete Uint8Array.fromBase64', eldest]) assert.equal(await start(before), 'object')
})
