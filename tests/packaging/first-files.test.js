import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Issuer, KeySet, SigningKey } from 'countersign'

const LATER = ['later.cjs', 'later.wasm']
const policy = { issuer: 'https://auth.example', audience: 'api' }
const key = SigningKey.generate()
const issue = (options) => new Issuer(key, { ...policy, expiresIn: 60, ...options }).issue({ sub: 'user-1' })

/** What a program says of a package without the files that are loaded later. */
const withoutThem = (t, program, missing = LATER) => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const copy = join(folder, 'node_modules/countersign')
  cpSync('node_modules/countersign', copy, { recursive: true, dereference: true })
  for (const name of missing) {
    assert.ok(existsSync(join(copy, 'dist', name)), name)
    rmSync(join(copy, 'dist', name))
  }
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder, encoding: 'utf8' })
  return stdout === '' ? stderr : JSON.parse(stdout)
}

test('a request is verified, and a token refused, by the files that are loaded first', (t) => {
  const tokens = [issue(), issue({ audience: 'other' }), issue({ now: () => 1e9 }), `${issue().slice(0, -4)}AAAA`]
  const scoped = new Issuer(key, { ...policy, expiresIn: 60, type: 'at+jwt', scope: 'read write' })
  const said = withoutThem(t, `
    import { KeySet, Verifier, bearerToken, decode } from 'countersign'
    const policy = ${JSON.stringify(policy)}
    const keys = new KeySet(${JSON.stringify(new KeySet(key).toJwks())})
    const verify = (verifier, token) => {
      try { return verifier.verify(bearerToken('Bearer ' + token)).claims.sub } catch ({ code, message }) { return code + message }
    }
    const verifier = new Verifier(keys, policy)
    const strict = new Verifier([{ keys, policy: { ...policy, type: 'at+jwt', scope: 'read', requiredClaims: ['name'], maxAge: 60 } }])
    const said = ${JSON.stringify(tokens)}.map((token) => verify(verifier, token))
    const scoped = ${JSON.stringify(scoped.issue({ sub: 'user-2', name: 'A "B" C', list: [1.5] }))}
    console.log(JSON.stringify([...said, verify(strict, scoped), decode(scoped).claims.sub]))
  `)
  assert.deepEqual(said.map((text) => /^(user-\d|ERR_[A-Z]+_[A-Z]+)/.exec(text)?.[0]),
    ['user-1', 'ERR_AUDIENCE_MISMATCH', 'ERR_TOKEN_EXPIRED', 'ERR_SIGNATURE_INVALID', 'user-2', 'user-2'], JSON.stringify(said))
})

test('a program that lacks a file of the package is refused with its name and the remedy', (t) => {
  const text = JSON.stringify(key.toPublicPem())
  for (const [missing, program] of [
    ['later.cjs', `import { SigningKey } from 'countersign'; SigningKey.generate()`],
    ['later.wasm', `import { KeySet } from 'countersign'; console.log(JSON.stringify(new KeySet(${text}).kids))`],
    ['first.wasm', `import 'countersign'`],
  ]) {
    const said = withoutThem(t, program, [missing])
    assert.ok(said.includes(`Error: countersign lacks its file ${missing}: deploy all of node_modules/countersign/dist (docs/troubleshooting.md)`), said)
  }
})

test('a program that lacks a file goes on verifying with another, however often it asks for it', (t) => {
  const said = withoutThem(t, `
    import { KeySet, Verifier } from 'countersign'
    const keys = new KeySet(${JSON.stringify(new KeySet(key).toJwks())})
    const source = { current: keys, ready() {}, refresh: () => false }
    const verifier = new Verifier(source, { ...${JSON.stringify(policy)}, cache: false })
    const lacking = () => { try { keys.toJwks(); return 'nothing' } catch ({ message }) { return message } }
    for (let times = 0; times < 2000; times++) lacking()
    source.current = new KeySet(${JSON.stringify(new KeySet(key).toJwks())})
    console.log(JSON.stringify([lacking(), verifier.verify(${JSON.stringify(issue())}).claims.sub]))
  `, ['later.wasm'])
  assert.match(said[0], /lacks its file later\.wasm/)
  assert.equal(said[1], 'user-1')
})
