// Which functions of a wasm a first verification calls, by their places: what belongs into the file that Node loads first.

import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { argv } from 'node:process'
import { pkg } from './paths.js'

const contents = `
  export * from './lib/index.js'
  export { start } from './lib/wasm/start.js'
  export { imports } from './wasm/countersign_bg.js'
`
const { outputFiles: [{ text }] } = await build({
  stdin: { contents, resolveDir: pkg() },
  bundle: true,
  format: 'esm',
  write: false,
  tsconfigRaw: '{}',
})
const { imports, start, Issuer, KeySet, SigningKey, Verifier, bearerToken } = await import(`data:text/javascript,${encodeURIComponent(text)}`)

const called = new Set()
let isNoting = true
imports.called = (place) => isNoting && called.add(place)
start(new WebAssembly.Module(readFileSync(argv[2])))

isNoting = false
const key = SigningKey.fromJwk({ kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
const policy = { issuer: 'https://auth.example', audience: 'api' }
const issue = (options) => new Issuer(key, { ...policy, expiresIn: 3600, ...options }).issue({ sub: 'user-1', name: 'Zo\u00eb' })
const good = issue({})
// Refusals are part of every day too.
const bad = [issue({ audience: 'other' }), issue({ now: () => 1e9 }), `${good.slice(0, -8)}AAAAAAAA`, 'a.b.c', 'none']
const jwks = JSON.stringify(new KeySet(key).toJwks())

isNoting = true
const verifier = new Verifier(new KeySet(jwks), { ...policy, cache: false })
// Enough of them for the key's table.
for (let i = 0; i < 100; i++) verifier.verify(bearerToken(`Bearer ${good}`))
for (const token of bad) {
  try {
    verifier.verify(token)
  } catch {
    // The error itself is read elsewhere.
  }
}
console.log(JSON.stringify([...called].sort((one, other) => one - other)))
