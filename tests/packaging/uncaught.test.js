import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

/** More than this scrolls the message itself off the screen. */
const MOST = 2000
const MOST_OF_A_LINE = 1000

const programs = {
  'a token that is not one': `new Verifier(key, policy).verify('a.b.c')`,
  'a wrong option': `new Verifier(key, { ...policy, cache: -1 })`,
  'a wrong key set': `new KeySet('{')`,
  'a wrong JWK': `SigningKey.fromJwk({})`,
  'missing credentials': `await new Verifier(key, policy).authenticate(null)`,
}

for (const [what, program] of Object.entries(programs)) {
  test(`an uncaught error about ${what} prints a readable place`, () => {
    const before = `import { KeySet, SigningKey, Verifier } from 'countersign'
      const key = SigningKey.generate(), policy = { issuer: null, audience: null }\n`
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', before + program], { encoding: 'utf8' })
    assert.match(stderr, /^TokenError: /m)
    assert.match(stderr, /code: 'ERR_/)
    assert.ok(Buffer.byteLength(stderr) <= MOST, `${Buffer.byteLength(stderr)} bytes:\n${stderr}`)
    for (const line of stderr.split('\n')) assert.ok(line.length <= MOST_OF_A_LINE, line)
  })
}
