import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { issue, SigningKey } from 'countersign'
import { jwks, MisbehavingIssuer, publish } from '../support/misbehaving-issuer.js'
import { repository } from '../support/repository.js'
import { startWorker } from '../support/workerd.js'

const key = SigningKey.generate()
const policy = { issuer: 'https://auth.example', audience: 'api', type: 'at+jwt' }
const tokenOf = (scope) => issue({ sub: 'user-1' }, key, { ...policy, scope, expiresIn: 600 })
const examples = repository('examples')

/** What every example does, whatever it runs on. */
const check = async (fetchPath, { me = '/me', tokens = '/tokens' } = {}) => {
  const call = async (path, { token, ...init } = {}) => {
    const response = await fetchPath(path, { ...init, headers: token ? { authorization: `Bearer ${token}` } : {} })
    return { status: response.status, challenge: response.headers.get('www-authenticate'), body: await response.json() }
  }
  assert.deepEqual(await call(me, { token: tokenOf('read') }), { status: 200, challenge: null, body: { hello: 'user-1' } })
  const missing = await call(me)
  assert.deepEqual([missing.status, missing.challenge, missing.body.code], [401, 'Bearer', 'ERR_CREDENTIALS_MISSING'])
  const foreign = await call(me, { token: issue({}, SigningKey.generate(), { ...policy, expiresIn: 60 }) })
  assert.deepEqual([foreign.status, foreign.body.code], [401, 'ERR_KEY_UNKNOWN'])
  const lacking = await call(tokens, { method: 'POST', token: tokenOf('read') })
  assert.deepEqual([lacking.status, lacking.body.code], [403, 'ERR_SCOPE_INSUFFICIENT'])
  assert.deepEqual((await call(tokens, { method: 'POST', token: tokenOf('tokens:write') })).body, { created: true })
}

/** A copy of the example inside the project, where it finds what is installed there. */
const copyOf = (t, name) => {
  const folder = mkdtempSync(join(process.cwd(), `example-${name}-`))
  t.after(() => rmSync(folder, { recursive: true }))
  cpSync(join(examples, name), folder, { recursive: true })
  return folder
}

const issuerOf = async (t) => {
  const issuer = await MisbehavingIssuer.start({ answer: publish([key]) })
  t.after(() => issuer.close())
  return issuer
}

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address()
    server.close(() => resolve(port))
  })
})

/** Starts a server and waits until it answers. */
const start = async (t, file, args, { cwd, env = {} }) => {
  const port = await freePort()
  const child = spawn(file, args.map((arg) => arg.replace('$PORT', port)), { cwd, env: { ...process.env, ...env, PORT: String(port) }, detached: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { output += text })
  // The whole group: what is started may only be a script around the server.
  t.after(() => process.kill(-child.pid, 'SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  for (let left = 600; left > 0 && child.exitCode === null; left--) {
    const response = await fetch(url).catch(() => undefined)
    if (response !== undefined) return (path, init) => fetch(url + path, init)
    await sleep(100)
  }
  throw new Error(`${file} ${args.join(' ')} does not answer:\n${output}`)
}

const runtime = (path) => [join(process.cwd(), 'tests/runtimes/node_modules', path)].find(existsSync)
const [deno, bun] = [runtime('deno/bin.cjs'), runtime('bun/bin/bun.exe')]
// These install or compile for minutes: they are part of `cargo xtask test --all` alone.
const slowTest = process.env.COUNTERSIGN_TEST_ALL === '1' ? test : () => {}
const unless = (reason, missing) => ({ skip: missing ? `not run: ${reason}` : false })

test('the example for Node and Express', async (t) => {
  const { url } = await issuerOf(t)
  const cwd = copyOf(t, 'node-express')
  await check(await start(t, process.execPath, ['server.js'], { cwd, env: { JWKS_URL: url, TMPDIR: cwd } }))
})

test('the example for Cloudflare Workers, in workerd', async (t) => {
  const { url } = await issuerOf(t)
  const worker = await startWorker(readFileSync(join(examples, 'cloudflare-worker/src/index.js'), 'utf8'), {
    bindings: { ISSUER: policy.issuer, AUDIENCE: policy.audience, JWKS_URL: url },
    kvNamespaces: ['KEYS'],
  })
  t.after(() => worker.dispose())
  await check((path, init) => worker.dispatchFetch(`https://api.example${path}`, init))
})

test('the example for Deno', unless('no Deno', !deno), async (t) => {
  const { url } = await issuerOf(t)
  const cwd = copyOf(t, 'deno')
  // The package that is installed here stands for the one of the registry.
  writeFileSync(join(cwd, 'deno.json'), '{ "nodeModulesDir": "manual" }')
  writeFileSync(join(cwd, 'package.json'), '{ "dependencies": { "countersign": "*" } }')
  await check(await start(t, process.execPath, [deno, 'run', '--allow-net', '--allow-env', 'server.js'], { cwd, env: { JWKS_URL: url } }))
})

test('the example for Bun', unless('no Bun', !bun), async (t) => {
  const { url } = await issuerOf(t)
  await check(await start(t, bun, ['server.js'], { cwd: copyOf(t, 'bun'), env: { JWKS_URL: url } }))
})

slowTest('the example for Cloudflare Workers, in wrangler dev', async (t) => {
  const { url } = await issuerOf(t)
  const wrangler = join(process.cwd(), 'tests/runtimes-all/node_modules/wrangler/bin/wrangler.js')
  const args = [wrangler, 'dev', '--ip', '127.0.0.1', '--port', '$PORT', '--var', `JWKS_URL:${url}`]
  await check(await start(t, process.execPath, args, { cwd: copyOf(t, 'cloudflare-worker'), env: { CI: '1', WRANGLER_SEND_METRICS: 'false' } }))
})

slowTest('the example for Next.js', async (t) => {
  const { url } = await issuerOf(t)
  const cwd = mkdtempSync(join(tmpdir(), 'countersign-next-'))
  t.after(() => rmSync(cwd, { recursive: true, maxRetries: 5 }))
  cpSync(join(examples, 'next'), cwd, { recursive: true })
  const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  const { filename } = JSON.parse(readFileSync('packed.json', 'utf8'))
  manifest.dependencies.countersign = `file:${join(process.cwd(), filename)}`
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest))
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'], { cwd, stdio: 'ignore' })
  const next = join(cwd, 'node_modules/next/dist/bin/next')
  // What runs at the edge has its environment from the build.
  execFileSync(process.execPath, [next, 'build'], { cwd, env: { ...process.env, JWKS_URL: url }, stdio: 'ignore' })
  const call = await start(t, process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', '$PORT'], { cwd, env: { JWKS_URL: url } })
  await check(call, { me: '/api/me', tokens: '/api/tokens' })
})

slowTest('the example for axum', async (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'countersign-'))
  t.after(() => rmSync(cwd, { recursive: true }))
  writeFileSync(join(cwd, 'jwks.json'), JSON.stringify(jwks([key])))
  const target = cargo('axum', [])
  await check(await start(t, join(target, 'debug/countersign-example-axum'), [], { cwd }))
})

slowTest('the example for Fastly: the crate on wasm32-wasip1', async () => {
  execFileSync('rustup', ['target', 'add', 'wasm32-wasip1'], { stdio: 'ignore' })
  const program = join(cargo('fastly', ['--release', '--target', 'wasm32-wasip1']), 'wasm32-wasip1/release/countersign-example-fastly.wasm')
  const script = fileURLToPath(new URL('./wasi.js', import.meta.url))
  const run = (input) => new Promise((resolve, reject) => {
    const child = execFile(process.execPath, ['--no-warnings', script, program], { env: { JWKS: JSON.stringify(jwks([key])) } }, (error, stdout) =>
      (error ? reject(error) : resolve(stdout)))
    child.stdin.end(input)
  })
  assert.match(await run(`Bearer ${tokenOf('read')}\n`), /^200 .*"sub":"user-1"/)
  assert.equal(await run(''), '401 ERR_CREDENTIALS_MISSING\n')
  assert.equal(await run(`Bearer ${issue({}, SigningKey.generate(), { ...policy, expiresIn: 60 })}`), '401 ERR_KEY_UNKNOWN\n')
})

const cargo = (name, args) => {
  const target = repository('target/examples')
  execFileSync('cargo', ['build', '--quiet', ...args], { cwd: join(examples, name), env: { ...process.env, CARGO_TARGET_DIR: target }, stdio: 'inherit' })
  return target
}
