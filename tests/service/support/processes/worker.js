import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { SigningKey } from 'countersign'

/**
 * The service on D1 in workerd, bundled as wrangler does it; undefined where miniflare is not installed.
 *
 * @param {object} [options] of the service
 */
export async function startWorker(options = {}) {
  const found = await Promise.all([import('miniflare'), import('esbuild')]).catch(() => undefined)
  if (found === undefined) return undefined
  const [{ Miniflare }, { build }] = found
  const bundled = await build({
    stdin: { contents: SCRIPT, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
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
    bindings: { KEY: JSON.stringify(SigningKey.generate().toJwk()), OPTIONS: JSON.stringify(options) },
  })
  await worker.ready
  return worker
}

const SCRIPT = `
  import { D1Store } from 'countersign/stores/d1'
  import { lifeService } from './life-service.js'
  let handler
  export default {
    fetch(request, env) {
      const options = JSON.parse(env.OPTIONS)
      handler ??= lifeService({ store: new D1Store(env.DB), issuer: 'https://auth.example', jwk: JSON.parse(env.KEY), ...options })
      return handler(request)
    },
  }`
