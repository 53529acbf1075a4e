import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { SigningKey, issue } from 'countersign'
import { run, runInTerminal } from './command.js'

const key = SigningKey.generate()
const POLICY = ['--issuer', 'https://auth.example', '--audience', 'api']
const issued = (options) => issue({ sub: 'ada' }, key, { issuer: 'https://auth.example', audience: 'api', expiresIn: 3600, ...options })

let cwd
before(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'countersign-'))
  await writeFile(join(cwd, 'key.jwk'), JSON.stringify(key.toJwk()))
})
after(() => rm(cwd, { recursive: true }))
const inFolder = (args, options) => run(args, { cwd, ...options })

test('what a command does not take is a wrong use of it', async () => {
  for (const [args, reason] of [
    [['keygen', 'key.jwk'], /no arguments/],
    [['keygen', '--out', 'x.pem', '--pem', '--kid', 'mine'], /PEM/],
    [['keygen', '--out', 'x.pem', '--pem', '--alg', 'Ed25519'], /PEM/],
    [['keygen', '--out', 'no/such/folder/key.jwk'], /cannot be written.*ENOENT/],
    [['issue', 'key.jwk', '--expires-in', '1h'], /no arguments/],
    [['issue', '--expires-in', '1h'], /COUNTERSIGN_KEY/],
    [['issue', '--key', 'key.jwk', '--expires-in', '1h', '--claim', 'admin'], /NAME=VALUE/],
    [['issue', '--key', 'key.jwk', '--expires-in', '1h', '--claim', '=true'], /NAME=VALUE/],
    [['verify', 'a.b.c', ...POLICY], /COUNTERSIGN_KEYS/],
    [['verify', 'a.b.c', '--keys', 'key.jwk', ...POLICY, '--any-issuer'], /--issuer or --any-issuer/],
    [['verify', 'a.b.c', '--keys', 'key.jwk', ...POLICY, '--max-age', '1w'], /--max-age must be a duration/],
    [['verify', 'a.b.c', '--keys', 'key.jwk', ...POLICY, '--leeway', '-1'], /leeway/],
    [['verify', 'a.b.c', 'd.e.f', '--keys', 'key.jwk', ...POLICY], /one token/],
    [['decode', 'key.jwk/token'], /cannot be read: ENOTDIR/],
  ]) {
    const { code, stdout, stderr } = await inFolder(args)
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr, reason, args.join(' '))
  }
})

test('verify checks the age, the leeway and the expiry as its options say', async () => {
  const verify = async (token, ...options) => {
    const { code, stderr } = await inFolder(['verify', token, '--keys', 'key.jwk', ...POLICY, ...options])
    return code === 0 ? 'good' : /ERR_\w+/.exec(stderr)?.[0]
  }
  const ago = (seconds) => () => Date.now() / 1000 - seconds
  assert.equal(await verify(issued({ now: ago(90) }), '--max-age', '1m'), 'ERR_TOKEN_TOO_OLD')
  assert.equal(await verify(issued({ now: ago(90) }), '--max-age', '1h'), 'good')
  assert.equal(await verify(issued({ now: ago(3630) }), '--leeway', '60'), 'good')
  assert.equal(await verify(issued({ now: ago(3630) }), '--leeway', '0'), 'ERR_TOKEN_EXPIRED')
  assert.equal(await verify(issued({ expiresIn: 'never' }), '--no-expiry'), 'good')
  assert.equal(await verify(issued({ expiresIn: 'never' })), 'ERR_CLAIM_MISSING')
})

test('verify takes any issuer and any audience only when it is asked to', async () => {
  const { code } = await inFolder(['verify', issued(), '--keys', 'key.jwk', '--any-issuer', '--any-audience'])
  assert.equal(code, 0)
})

test('verify takes the keys from an option, from the environment, and from stdin', async () => {
  const jwk = JSON.stringify(key.toPublicJwk())
  for (const [keys, options] of [
    [['--keys', jwk], {}],
    [[`--keys=${key.toPublicPem()}`], {}],
    [['--keys', '-'], { input: jwk }],
    [[], { env: { COUNTERSIGN_KEYS: jwk } }],
    [[], { env: { COUNTERSIGN_KEYS: 'key.jwk' } }],
  ]) {
    const { code, stderr } = await inFolder(['verify', issued(), ...keys, ...POLICY], options)
    assert.equal(code, 0, stderr)
  }
})

test('jwks reads a key from stdin when it is given no file', async () => {
  const { stdout } = await inFolder(['jwks'], { input: JSON.stringify(key.toJwk()) })
  assert.deepEqual(JSON.parse(stdout).keys.map(({ kid }) => kid), [key.kid])
})

test('decode shows a payload that is not JSON, and a time beyond the calendar', async () => {
  const encoded = (text) => Buffer.from(text).toString('base64url')
  const opaque = `${encoded('{"alg":"EdDSA"}')}.${encoded('plain words')}.AAAA`
  const { stdout } = await inFolder(['decode', opaque])
  assert.match(stdout, new RegExp(`payload\\n +${encoded('plain words')}\\n`))
  assert.equal(JSON.parse((await inFolder(['decode', opaque, '--json'])).stdout).payload, encoded('plain words'))
  const late = `${encoded('{"alg":"EdDSA"}')}.${encoded('{"exp":1e300}')}.AAAA`
  assert.match((await inFolder(['decode', late])).stdout, /exp .*beyond the calendar/)
})

test('a time is told by its distance, in the greatest unit that fits', async () => {
  const at = async (seconds) => {
    const { stdout } = await inFolder(['decode', issued({ expiresIn: seconds })])
    return /exp .*UTC, (.*)/.exec(stdout)[1]
  }
  assert.equal(await at(30 + 3 * 31_557_600), 'in 3 years')
  assert.equal(await at(30 + 3 * 86_400), 'in 3 days')
  assert.equal(await at(30 + 3 * 3600), 'in 3 hours')
  assert.equal(await at(30 + 3 * 60), 'in 3 minutes')
})

test('an input of more than 4 MiB is refused before all of it is read', async () => {
  const { code, stderr } = await inFolder(['decode'], { input: 'x'.repeat(5 * 1024 * 1024) })
  assert.equal(code, 2)
  assert.match(stderr, /longer than 4 MiB/)
})

test('in a terminal an empty answer to keygen is the name that it proposes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-'))
  try {
    const { code, stdout } = await runInTerminal(['keygen'], { cwd: folder, type: '\r' })
    assert.equal(code, 0, stdout)
    assert.match(stdout, /The private key is in key\.jwk/)
  } finally {
    await rm(folder, { recursive: true })
  }
})
