import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Miniflare } from 'miniflare'

/**
 * A worker made of `script`, bundled as wrangler does it, in workerd.
 *
 * @param {string} script
 * @param {Partial<import('miniflare').WorkerOptions>} [options]
 */
export async function startWorker(script, options = {}) {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm', 'cloudflare:*'],
  })
  const wasm = createRequire(`${process.cwd()}/`).resolve('countersign/countersign.wasm')
  const worker = new Miniflare({
    modules: [
      { type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text },
      { type: 'CompiledWasm', path: 'countersign.wasm', contents: readFileSync(wasm) },
    ],
    compatibilityDate: '2025-06-01',
    ...options,
  })
  await worker.ready
  return worker
}
