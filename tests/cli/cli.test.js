import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { KeySet, SigningKey, issue, issueProof, verify } from 'countersign'
import { run, runInTerminal } from './command.js'
import { MisbehavingIssuer, publish } from '../support/misbehaving-issuer.js'

let cwd
let key
const POLICY = ['--issuer', 'https://auth.example', '--audience', 'api']
const inFolder = (args, options) => run(args, { cwd, ...options })

before(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'countersign-'))
  const made = await inFolder(['keygen', '--out', 'key.jwk'])
  assert.equal(made.code, 0, made.stderr)
  key = SigningKey.fromJwk(JSON.parse(await readFile(join(cwd, 'key.jwk'), 'utf8')))
})
after(() => rm(cwd, { recursive: true }))

const issued = async (...args) => {
  const { code, stdout, stderr } = await inFolder(['issue', '--key', 'key.jwk', '--expires-in', '1h', ...POLICY, ...args])
  assert.equal(code, 0, stderr)
  return stdout.trim()
}

test('keygen writes the private key for its owner only, and prints the public one', async () => {
  const { code, stdout } = await inFolder(['keygen', '--out', 'other.jwk'])
  assert.equal(code, 0)
  assert.equal('d' in JSON.parse(stdout), false)
  assert.equal((await stat(join(cwd, 'other.jwk'))).mode & 0o777, 0o600)
  assert.equal(JSON.parse(await readFile(join(cwd, 'other.jwk'), 'utf8')).kid, JSON.parse(stdout).kid)
})

test('keygen never overwrites a key, and never prints one unasked', async () => {
  const again = await inFolder(['keygen', '--out', 'key.jwk'])
  assert.equal(again.code, 2)
  assert.match(again.stderr, /never overwritten/)
  const nowhere = await inFolder(['keygen'])
  assert.deepEqual([nowhere.code, nowhere.stdout], [2, ''])
  assert.equal('d' in JSON.parse((await inFolder(['keygen', '--private'])).stdout), true)
})

test('keygen, jwks and thumbprint speak PEM too', async () => {
  const { stdout } = await inFolder(['keygen', '--pem', '--out', 'key.pem'])
  assert.match(stdout, /^-----BEGIN PUBLIC KEY-----/)
  const fromPrivate = await inFolder(['jwks', 'key.pem'])
  const fromPublic = await inFolder(['jwks', '-'], { input: stdout })
  assert.equal(fromPrivate.stdout, fromPublic.stdout)
  assert.equal((await inFolder(['thumbprint', 'key.pem'])).stdout.trim(), JSON.parse(fromPublic.stdout).keys[0].kid)
})

test('jwks publishes the public halves of several keys', async () => {
  await inFolder(['keygen', '--out', 'next.jwk', '--kid', '2027', '--alg', 'Ed25519'])
  const { stdout } = await inFolder(['jwks', 'next.jwk', 'key.jwk'])
  const { keys } = JSON.parse(stdout)
  assert.deepEqual(keys.map(({ kid, alg }) => [kid, alg]), [['2027', 'Ed25519'], [key.kid, 'EdDSA']])
  assert.equal(stdout.includes('"d"'), false)
  const twice = await inFolder(['jwks', 'key.jwk', 'key.jwk'])
  assert.equal(twice.code, 1)
  assert.match(twice.stderr, /ERR_KEY_SET_INVALID/)
})

test('thumbprint is the RFC 7638 one, whatever kid the key has', async () => {
  const { stdout } = await inFolder(['thumbprint', 'key.jwk'])
  assert.equal(stdout.trim(), key.kid)
  const example = JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: 'mine' })
  assert.equal((await inFolder(['thumbprint'], { input: example })).stdout, 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k\n')
})

test('issue makes tokens that the library verifies', async () => {
  const token = await issued('--subject', 'user-1', '--scope', 'read', '--claim', 'admin=true', '--claim', 'name=Ann', '--not-before', '0')
  const { claims } = verify(token, key, { issuer: 'https://auth.example', audience: 'api', scope: 'read' })
  assert.deepEqual([claims.sub, claims.admin, claims.name, claims.exp - claims.iat], ['user-1', true, 'Ann', 3600])
})

test('the key can come from the environment, claims from stdin', async () => {
  const { stdout } = await run(['issue', '--expires-in', 'never', '--claims', '-'], {
    env: { COUNTERSIGN_KEY: JSON.stringify(key.toJwk()) },
    input: '{"role":"reader"}',
  })
  const { claims } = verify(stdout.trim(), key, { issuer: null, audience: null, expiry: 'optional' })
  assert.equal(claims.role, 'reader')
  assert.equal('exp' in claims, false)
})

test('verify exits 0 with the claims, or 1 with the code', async () => {
  const token = await issued('--subject', 'user-1')
  const good = await inFolder(['verify', '--keys', 'key.jwk', ...POLICY, '--json'], { input: token })
  assert.equal(good.code, 0, good.stderr)
  assert.equal(JSON.parse(good.stdout).claims.sub, 'user-1')
  for (const [args, code] of [
    [['--issuer', 'https://evil.example', '--audience', 'api'], 'ERR_ISSUER_MISMATCH'],
    [[...POLICY, '--scope', 'write'], 'ERR_CLAIM_MISSING|ERR_SCOPE_INSUFFICIENT'],
    [[...POLICY, '--subject', 'user-2'], 'ERR_SUBJECT_MISMATCH'],
  ]) {
    const bad = await inFolder(['verify', '--keys', 'key.jwk', ...args, '--json'], { env: { COUNTERSIGN_TOKEN: `Bearer ${token}` } })
    assert.equal(bad.code, 1)
    assert.match(JSON.parse(bad.stderr).code, new RegExp(code))
    assert.equal(bad.stdout, '')
  }
})

test('verify --dpop checks a bound token together with its proof', async () => {
  const client = SigningKey.generate()
  const url = 'https://api.example/orders'
  const token = issue({ cnf: { jkt: client.kid } }, key, { issuer: 'https://auth.example', audience: 'api', expiresIn: 60 })
  const proofOf = (members) => issueProof(client, { method: 'GET', url, accessToken: token, ...members })
  const check = async (...args) => {
    const { code, stdout, stderr } = await inFolder(['verify', token, '--keys', 'key.jwk', ...POLICY, '--json', ...args])
    return [code, code === 0 ? JSON.parse(stdout).claims.cnf.jkt : (stdout + stderr).match(/ERR_\w+/)?.[0]]
  }
  const proof = proofOf()
  assert.deepEqual(await check('--dpop', proof, '--url', `${url}?page=2`), [0, client.kid])
  assert.deepEqual(await check('--dpop', proofOf({ method: 'POST' }), '--method', 'POST', '--url', url), [0, client.kid])
  assert.deepEqual(await check(), [1, 'ERR_PROOF_REQUIRED'])
  assert.deepEqual(await check('--dpop', proof, '--method', 'POST', '--url', url), [1, 'ERR_PROOF_INVALID'])
  assert.deepEqual(await check('--dpop', proof, '--url', `${url}/7`), [1, 'ERR_PROOF_INVALID'])
  assert.deepEqual(await check('--dpop', issueProof(SigningKey.generate(), { method: 'GET', url, accessToken: token }), '--url', url), [1, 'ERR_PROOF_KEY_MISMATCH'])
  const old = proofOf({ now: () => Date.now() / 1000 - 200 })
  assert.deepEqual(await check('--dpop', old, '--url', url), [1, 'ERR_PROOF_INVALID'])
  assert.deepEqual(await check('--dpop', old, '--url', url, '--window', '300'), [0, client.kid])
  for (const args of [['--dpop', proof], ['--dpop', proof, '--url', '/orders'], ['--url', url], ['--method', 'GET'], ['--window', '60']]) assert.equal((await check(...args))[0], 2, args.join(' '))
})

test('decode says what a DPoP proof is for', async () => {
  const client = SigningKey.generate()
  const url = 'https://api.example/orders'
  const shown = async (proof) => (await inFolder(['decode', proof])).stdout
  const text = await shown(issueProof(client, { method: 'POST', url, accessToken: 'token', nonce: 'n-1' }))
  for (const part of ['DPoP proof', `POST ${url}`, client.kid, 'with the hash PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A', 'n-1']) assert.ok(text.includes(part), part)
  assert.match(await shown(issueProof(client, { method: 'POST', url })), /none: a request to a token endpoint/)
  const json = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  assert.match(await shown(`${json({ typ: 'dpop+jwt', alg: 'EdDSA', jwk: null })}.${json({ htm: 'GET' })}.AA`), /not an Ed25519 public key/)
  assert.ok(!(await shown(await issued())).includes('DPoP proof'))
})

test('verify fetches keys from a URL; that it cannot is exit code 3', async (t) => {
  const issuer = await MisbehavingIssuer.start({ answer: publish([key]) })
  t.after(() => issuer.close())
  const token = await issued()
  assert.equal((await inFolder(['verify', token, '--keys', issuer.url, ...POLICY])).code, 0)
  await issuer.stop()
  const down = await inFolder(['verify', token, '--keys', issuer.url, ...POLICY])
  assert.equal(down.code, 3)
  assert.match(down.stderr, /could not be reached.*ECONNREFUSED.*ERR_KEYS_UNAVAILABLE/)
})

test('decode shows any token, times in words, and says that nothing is verified', async () => {
  const { code, stdout } = await inFolder(['decode', await issued('--subject', 'user-1')])
  assert.equal(code, 0)
  assert.match(stdout, /^Unverified/)
  assert.match(stdout, /exp +\d+ +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, in (59 minutes|1 hour)/)
  const rs256 = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl'
  assert.deepEqual(JSON.parse((await run(['decode', rs256, '--json'])).stdout), {
    verified: false, header: { alg: 'RS256' }, claims: { sub: '1234567890' }, signature: 'c2lnbmF0dXJl',
  })
})

test('what a token says cannot drive the terminal', async () => {
  const { stdout } = await inFolder(['decode', await issued('--claim', 'name="\\u001b[2J\\u202e\\u0085x"')])
  assert.match(stdout, /\\u001b\[2J\\u202e\\u0085x/)
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
})

test('a bad file, a bad option and a bad command are exit code 2 with a reason', async () => {
  await writeFile(join(cwd, 'bad.jwk'), '{ not json, d: secret-value')
  for (const [args, reason] of [
    [['decode', 'missing.txt'], /missing.txt cannot be read: there is no such file/],
    [['jwks', 'bad.jwk'], /neither JSON nor PEM/],
    [['decode', '.'], /it is a directory/],
    [['decode', '--colour'], /Unknown option/],
    [['sign'], /unknown command sign/],
    [['verify', 'a.b.c', '--keys', 'key.jwk', '--issuer', 'x'], /--audience or --any-audience/],
    [['issue', '--key', 'key.jwk'], /--expires-in must be given/],
    [['issue', '--key', 'key.jwk', '--expires-in', 'soon'], /must be a duration/],
    [['decode'], /no token: give it/],
  ]) {
    const { code, stdout, stderr } = await inFolder(args)
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr, reason)
    assert.doesNotMatch(stderr, /secret-value/)
  }
  const malformed = await inFolder(['decode', 'a.b.c'])
  assert.equal(malformed.code, 1)
  assert.match(malformed.stderr, /ERR_TOKEN_MALFORMED/)
})

test('help is for every command, and is no error', async () => {
  for (const args of [[], ['--help'], ['help']]) assert.match((await run(args)).stdout, /keygen.*jwks.*issue.*verify.*decode.*thumbprint.*serve.*users.*login.*token.*logout.*api-tokens/s)
  for (const name of ['keygen', 'jwks', 'issue', 'verify', 'decode', 'thumbprint', 'serve', 'users', 'login', 'token', 'logout', 'api-tokens']) {
    const { code, stdout } = await run([name, '--help'])
    assert.equal(code, 0)
    assert.match(stdout, new RegExp(`^Usage: countersign ${name}`))
  }
  assert.match((await run(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
})

test('it is installed as a command', async () => {
  const { stdout } = await promisify(execFile)(join(process.cwd(), 'node_modules/.bin/countersign'), ['--version'])
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
})

test('in a terminal it asks for what is missing, in colour', async () => {
  const token = await issued('--subject', 'user-1')
  const decoded = await runInTerminal(['decode'], { cwd, type: `${token}\r` })
  assert.equal(decoded.code, 0, decoded.stdout)
  assert.match(decoded.stdout, /Paste a token: /)
  assert.match(decoded.stdout, /\x1b\[1mclaims\x1b\[0m/)

  const made = await runInTerminal(['keygen'], { cwd, type: 'asked.jwk\r' })
  assert.equal(made.code, 0, made.stdout)
  assert.match(made.stdout, /File for the private key \(key.jwk\): /)
  const { kid, d } = JSON.parse(await readFile(join(cwd, 'asked.jwk'), 'utf8'))
  assert.match(made.stdout, new RegExp(kid))
  assert.equal(made.stdout.includes(d), false)

  const refused = await runInTerminal(['verify', 'a.b.c', '--keys', 'key.jwk', ...POLICY], { cwd })
  assert.equal(refused.code, 1)
  assert.match(refused.stdout, /\x1b\[31mcountersign:\x1b\[0m/)
})

test('NO_COLOR, a dumb terminal and a pipe have no colours', async () => {
  const token = await issued()
  for (const result of [
    await runInTerminal(['decode', token], { cwd, env: { NO_COLOR: '1' } }),
    await runInTerminal(['decode', token], { cwd, env: { TERM: 'dumb' } }),
    await inFolder(['decode', token]),
  ]) assert.doesNotMatch(result.stdout, /\x1b/)
})

test('a key set made by the program is one that the library takes', async () => {
  const { stdout } = await inFolder(['jwks', 'key.jwk'])
  assert.deepEqual(new KeySet(stdout).kids, [key.kid])
})

test('no message repeats a credential that was given as an argument', async () => {
  const secret = 'Zm9yIGl0cyBob2xkZXIgYWxvbmU'
  const credentials = [`acme_live_${secret}`, `eyJhbGciOiJFZERTQSJ9 ${secret}`, `Bearer ${secret} x`, `a.${secret}`, `./keys/${secret}`, `{"d":"${secret}"`]
  for (const text of credentials) {
    for (const args of [
      [text], ['decode', text], ['decode', text, text], ['verify', text, '--keys', 'key.jwk', ...POLICY], ['verify', 'x.y.z', '--keys', text, ...POLICY],
      ['issue', '--key', text, '--expires-in', '1h'], ['issue', '--key', 'key.jwk', '--expires-in', text], ['jwks', text], ['thumbprint', text],
      ['keygen', '--out', 'x.jwk', '--alg', text], ['decode', `--${text}`], ['decode', 'x.y.z', '--json', text],
    ]) {
      const { code, stdout, stderr } = await inFolder(args)
      assert.notEqual(code, 0, args.join(' '))
      assert.equal(`${stdout}${stderr}`.includes(secret), false, `${args.join(' ')}: ${stderr}`)
    }
  }
})

test('a path that cannot be read is still named', async () => {
  assert.match((await inFolder(['decode', './no/such/file.jwt'])).stderr, /\.\/no\/such\/file\.jwt cannot be read/)
})

test('JSON output holds no raw control or bidirectional characters either, and means the same', async () => {
  const strange = { text: 'a\u0085b\u009bc\u007fd\u202ee\u2066f\u061cg' }
  const token = `${Buffer.from('{"alg":"EdDSA"}').toString('base64url')}.${Buffer.from(JSON.stringify(strange)).toString('base64url')}.AAAA`
  const { stdout } = await inFolder(['decode', '--json', token])
  assert.doesNotMatch(stdout, /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/)
  assert.deepEqual(JSON.parse(stdout).claims, strange)
})
