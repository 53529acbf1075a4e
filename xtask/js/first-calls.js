// What belongs into the file that Node loads first: which functions of a wasm a first verification calls, by their places,
// and where the data lies that signing alone reads.

import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { argv } from 'node:process'
import { pkg } from './paths.js'

const contents = `
  export * from './lib/index.js'
  export { start } from './lib/wasm/start.js'
  export { imports, signingTable, signingTableBytes } from './wasm/countersign_bg.js'
`
const outfile = `${argv[2]}.mjs`
await build({ stdin: { contents, resolveDir: pkg() }, outfile, bundle: true, format: 'esm', tsconfigRaw: '{}', logLevel: 'warning' })
const { imports, signingTable, signingTableBytes, start, Issuer, KeySet, SigningKey, Verifier, bearerToken, decode } = await import(outfile)

const called = new Set()
let isNoting = true
imports.called = (place) => isNoting && called.add(place)
start(new WebAssembly.Module(readFileSync(argv[2])))

isNoting = false
const now = () => 1_800_000_000
const key = SigningKey.fromJwk({ kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
const policy = { issuer: 'https://auth.example', audience: 'api' }
// What claims are made of: text that is escaped and text that is not, lists, objects and every form of number.
const claims = { sub: 'user-1', name: 'Zo\u00eb "Z" M.', roles: ['admin'], address: { country: null }, balance: -1.5e-9, admin: true }
const issue = (options) => new Issuer(key, { ...policy, expiresIn: 3600, now, ...options }).issue(claims)
const good = issue({ audience: ['api', 'other'], scope: ['read', 'write'], type: 'at+jwt' })
const bad = [issue({ audience: 'other' }), issue({ now: () => now() - 86_400 }), `${good.slice(0, -8)}AAAAAAAA`, 'a.b.c', 'none']
const jwks = { keys: [...new KeySet(key).toJwks().keys, { kty: 'RSA', kid: 'rsa', n: 'AQAB', e: 'AQAB' }] }

isNoting = true
const keys = new KeySet(jwks)
const strict = { type: 'at+jwt', subject: 'user-1', scope: 'read', requiredClaims: ['name'], maxAge: 60, leeway: 1, expiry: 'required', maxTokenBytes: 4096 }
new Verifier(keys, { ...policy, ...strict, now }).verify(good)
new Verifier([{ keys, policy: { ...policy, now } }]).verify(good)
const verifier = new Verifier(keys, { ...policy, now, cache: false })
// Enough of them for the key's table.
for (let i = 0; i < 100; i++) verifier.verify(bearerToken(`Bearer ${good}`))
decode(good)
// Refusals are part of every day too.
for (const token of bad) {
  try {
    verifier.verify(token)
  } catch {
    // The error itself is read elsewhere.
  }
}
isNoting = false
const signing = [signingTable(), signingTable() + signingTableBytes()]
console.log(JSON.stringify([[...called], signing]))
