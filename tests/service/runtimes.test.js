import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { SigningKey } from 'countersign'
import { playLife } from './support/life.js'
import { freePort } from './support/ports.js'

const file = (path) => fileURLToPath(new URL(path, import.meta.url))
const server = file('./support/life-server.js')
const deno = file('../runtimes/node_modules/deno/bin.cjs')
const bun = file('../runtimes/node_modules/bun/bin/bun.exe')

const programs = [
  { name: 'Node', needs: server, command: [process.execPath, server] },
  { name: 'Deno', needs: deno, command: [process.execPath, deno, 'run', '--no-prompt', '--node-modules-dir=manual', '--allow-net', server] },
  { name: 'Bun', needs: bun, command: [bun, 'run', server] },
]
for (const { name, needs, command } of programs) {
  test(`the life of a token in ${name}`, async (context) => {
    if (!existsSync(needs)) return context.skip(`not run: ${name} is not installed`)
    const [program, ...rest] = [...command, String(await freePort())]
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
    try {
      const [url] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => { throw new Error('it did not start') })])
      await playLife(String(url).trim())
    } finally {
      process.kill(-child.pid, 'SIGKILL')
    }
  })
}

test('the life of a token in workerd, on D1', async (context) => {
  const found = await Promise.all([import('miniflare'), import('esbuild')]).catch(() => undefined)
  if (found === undefined) return context.skip('not run: miniflare is not installed')
  const [{ Miniflare }, { build }] = found
  const jwk = SigningKey.generate().toJwk()
  const script = `
    import { D1Store } from 'countersign/stores/d1'
    import { lifeService } from './life-service.js'
    let handler
    export default { fetch(request, env) {
      handler ??= lifeService({ store: new D1Store(env.DB), issuer: 'https://auth.example', jwk: JSON.parse(env.KEY) })
      return handler(request)
    } }`
  const bundled = await build({
    stdin: { contents: script, resolveDir: file('./support') },
    bundle: true, write: false, format: 'esm', conditions: ['workerd'], external: ['*.wasm'], logLevel: 'error',
  })
  const wasm = createRequire(import.meta.url).resolve('countersign/countersign.wasm')
  const worker = new Miniflare({
    modules: [
      { type: 'ESModule', path: 'worker.js', contents: bundled.outputFiles[0].text },
      { type: 'CompiledWasm', path: 'countersign.wasm', contents: readFileSync(wasm) },
    ],
    compatibilityDate: '2024-01-01',
    d1Databases: ['DB'],
    bindings: { KEY: JSON.stringify(jwk) },
  })
  try {
    await playLife('https://auth.example', { fetch: (url, init) => worker.dispatchFetch(url, init) })
  } finally {
    await worker.dispose()
  }
})
