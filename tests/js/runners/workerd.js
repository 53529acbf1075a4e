import { build } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Miniflare } from 'miniflare'

export default [
  {
    name: 'workerd',
    how: 'miniflare',
    async run() {
      const worker = await build({
        entryPoints: ['tests/js/worker.js'],
        bundle: true,
        format: 'esm',
        conditions: ['workerd'],
        external: ['*.wasm'],
        write: false,
      })
      const miniflare = new Miniflare({
        // Older than the date from which Workers compile bytes: only the entry for workerd can start here.
        compatibilityDate: '2024-01-01',
        modules: [
          { type: 'ESModule', path: 'worker.js', contents: worker.outputFiles[0].text },
          { type: 'CompiledWasm', path: 'countersign.wasm', contents: await readFile('node_modules/countersign/dist/countersign.wasm') },
        ],
      })
      try {
        const response = await miniflare.dispatchFetch('http://localhost/')
        if (!response.ok) throw new Error(await response.text())
        return { version: createRequire(import.meta.url)('workerd/package.json').version, ...(await response.json()) }
      } finally {
        await miniflare.dispose()
      }
    },
  },
]
