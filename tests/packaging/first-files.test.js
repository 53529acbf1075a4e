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
const withoutThem = (t, program) => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const copy = join(folder, 'node_modules/countersign')
  cpSync('node_modules/countersign', copy, { recursive: true, dereference: true })
  for (const name of LATER) {
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

test('whoever deploys only those is told which file is missing', (t) => {
  assert.match(withoutThem(t, `import { SigningKey } from 'countersign'; SigningKey.generate()`), /later\.cjs/)
  const program = `import { KeySet } from 'countersign'; console.log(JSON.stringify(new KeySet(${JSON.stringify(key.toPublicPem())}).kids))`
  assert.match(withoutThem(t, program), /ENOENT.*later\.wasm/)
})
