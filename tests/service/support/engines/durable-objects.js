import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Objects of the class `TokenObject` in workerd, and the binding to them: a Worker between them stands for it, since miniflare's
 * own stubs block this thread. Undefined where miniflare is not installed.
 */
export async function startObjects() {
  const found = await Promise.all([import('miniflare'), import('esbuild')]).catch(() => undefined)
  if (found === undefined) return undefined
  const [{ Miniflare }, { build }] = found
  const bundled = await build({
    stdin: { contents: SCRIPT, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true, write: false, format: 'esm', conditions: ['workerd'], external: ['*.wasm'], logLevel: 'error',
  })
  const wasm = createRequire(import.meta.url).resolve('countersign/countersign.wasm')
  const worker = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.js', contents: bundled.outputFiles[0].text }, { type: 'CompiledWasm', path: 'countersign.wasm', contents: readFileSync(wasm) }],
    compatibilityDate: '2024-09-01',
    durableObjects: { TOKENS: { className: 'TokenObject', useSQLite: true } },
  })
  const address = await worker.ready
  const get = (name) => ({
    fetch: (_url, init) => fetch(address, { ...init, headers: { name: encodeURIComponent(name) } }),
  })
  const rows = async (name, table) =>
    (await get(name).fetch('', { method: 'POST', body: JSON.stringify({ sql: `SELECT * FROM countersign_${table}` }) })).text()
  // The issuer is that of `makeService`.
  const names = [...Array.from({ length: 16 }, (_, shard) => `grants-${shard}`), 'issuer:http://127.0.0.1:1']
  const dump = async () => (await Promise.all(names.flatMap((name) => ['grants', 'api_tokens', 'key_rings'].map((table) => rows(name, table))))).join('\n')
  return { namespace: { idFromName: (name) => name, get }, dump, close: () => worker.dispose() }
}

const SCRIPT = `
  export { TokenObject } from 'countersign/stores/durable-objects'
  export default {
    fetch(request, env) {
      const name = decodeURIComponent(request.headers.get('name'))
      return env.TOKENS.get(env.TOKENS.idFromName(name)).fetch(request)
    },
  }`
