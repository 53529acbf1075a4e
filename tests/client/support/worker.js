import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { Miniflare } from 'miniflare'

/**
 * A Worker of that source, in a folder of these tests, bundled as wrangler does it. No wasm comes with it: the client
 * needs none.
 *
 * @param {string} contents
 * @param {string} compatibilityDate
 */
export async function startWorker(contents, compatibilityDate) {
  const resolveDir = fileURLToPath(new URL('../', import.meta.url))
  const { outputFiles } = await build({ stdin: { contents, resolveDir }, bundle: true, write: false, format: 'esm', conditions: ['workerd', 'worker', 'browser'] })
  const modules = [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text }]
  const worker = new Miniflare({ modules, compatibilityDate })
  await worker.ready
  return worker
}
