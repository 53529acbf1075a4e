// What docs/verified-by.md says of other verifiers, held against them by the code that it prints.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { KeySet, SigningKey, issue } from 'countersign'
import { blocks } from '../docs/snippets/blocks.js'
import { serve } from '../service/support/serve.js'
import { repository } from '../support/repository.js'

const FILE = 'docs/verified-by.md'
const PREFIX = 'run by tests/peers: '
const snippets = new Map(blocks().filter(({ file }) => file === FILE).map(({ directive, code }) => [directive.slice(PREFIX.length), code]))
const rows = readFileSync(repository(FILE), 'utf8').split('\n').filter((line) => line.startsWith('| ')).slice(1)
  .map((line) => line.split('|').slice(1, -1).map((cell) => cell.replaceAll('**', '').trim()))

const scratch = mkdtempSync(join(process.cwd(), 'verified-by-'))
let jwks
const keys = { EdDSA: SigningKey.generate(), Ed25519: SigningKey.generate({ algorithm: 'Ed25519' }) }
before(async () => {
  jwks = await serve(() => Response.json({ keys: Object.values(keys).flatMap((key) => new KeySet(key).toJwks().keys) }))
})
after(async () => {
  rmSync(scratch, { recursive: true })
  await jwks.close()
})

let copies = 0
/** Whether the snippet says whose token it is; another answer, and a failure of another kind than a refusal, fails the test. */
const isVerified = async (name, key, token) => {
  const file = join(scratch, `${++copies}.mjs`)
  // The issuer keeps its name: only the keys come from here.
  writeFileSync(file, snippets.get(name).replace("new URL('https://auth.example/.well-known/jwks.json')", `new URL('${jwks.url}')`))
  const { log } = console
  const lines = []
  Object.assign(globalThis, { token, publicPem: key.toPublicPem(), publicJwk: key.toPublicJwk() })
  console.log = (line) => lines.push(line)
  try {
    await import(pathToFileURL(file))
  } catch {
    return false
  } finally {
    console.log = log
  }
  assert.deepEqual(lines, ['user-1'])
  return true
}

const tokenOf = (key, options) => issue({ sub: 'user-1' }, key, { issuer: 'https://auth.example', audience: 'api', expiresIn: 60, ...options })
const said = (name) => rows.find(([row]) => row.split(' ')[0] === name)

for (const name of snippets.keys()) {
  test(`${name} verifies what the page says, and nothing bad`, async () => {
    const [, byOldName, byNewName, accessType] = said(name)
    const verifies = (key, options) => isVerified(name, key, tokenOf(key, options))
    const type = accessType === 'yes' ? 'at+jwt' : 'JWT'
    assert.equal(await verifies(keys.EdDSA, { type }), byOldName === 'yes', 'EdDSA')
    assert.equal(await verifies(keys.EdDSA, { type: 'at+jwt' }), accessType === 'yes', 'at+jwt')
    assert.equal(await verifies(keys.Ed25519, { type }), byNewName === 'yes', 'Ed25519')
    for (const [what, options] of Object.entries({ audience: { audience: 'other' }, issuer: { issuer: 'https://other.example' }, expired: { now: () => Date.now() / 1000 - 3600 } })) {
      assert.equal(await verifies(keys.EdDSA, { type, ...options }), false, what)
    }
    const forged = issue({ sub: 'user-1' }, SigningKey.fromJwk({ ...SigningKey.generate().toJwk(), kid: keys.EdDSA.kid }), { issuer: 'https://auth.example', audience: 'api', type, expiresIn: 60 })
    assert.equal(await isVerified(name, keys.EdDSA, forged), false, 'another key')
  })
}

test('every verifier of the page has a row, and a snippet or a test of its own', () => {
  const elsewhere = ['express-oauth2-jwt-bearer', 'PyJWT', 'jwt-compact']
  assert.deepEqual(rows.map(([row]) => row.split(' ')[0]).sort(), [...snippets.keys(), ...elsewhere].sort())
})
