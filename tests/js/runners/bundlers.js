import { build as esbuild, version as esbuildVersion } from 'esbuild'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { inChromium } from './chromium.js'
import { installed, load } from './installed.js'
import { output } from './program.js'

const ENTRY = 'tests/js/page.js'
const pageOf = (script) => `<!doctype html><script type="module" src="/${script}"></script>`

/** Parsed when it runs: in a literal, as other plugins write it, a vector's `__proto__` is no member. */
const json = {
  name: 'json',
  enforce: 'pre',
  resolveId: (source, importer) => (source.endsWith('.json') ? `\0${resolve(dirname(importer), source)}-text` : null),
  load: async (id) => (id.endsWith('.json-text') ? `export default JSON.parse(${JSON.stringify(await readFile(id.slice(1, -5), 'utf8'))})` : null),
}

/** Builds the suite as a page by `build`, which answers with the bundler's version, and opens it in Chromium. */
const opened = (name, build, how = 'build, Chromium') => ({
  name,
  how,
  async run() {
    const folder = `built/${name.toLowerCase()}`
    await mkdir(folder, { recursive: true })
    const { version, script = 'page.js' } = await build(folder)
    return { ...(await inChromium(pageOf(`${folder}/${script}`))), version }
  },
})

export default [
  opened('esbuild', async (folder) => {
    await esbuild({ entryPoints: [ENTRY], bundle: true, format: 'esm', minify: true, outfile: `${folder}/page.js` })
    return { version: esbuildVersion }
  }),
  opened('Rollup', async (folder) => {
    const { version, module: { rollup } } = await load('rollup')
    const { module: { default: nodeResolve } } = await load('@rollup/plugin-node-resolve')
    const bundle = await rollup({ input: ENTRY, plugins: [nodeResolve({ browser: true }), json] })
    await bundle.write({ file: `${folder}/page.js`, format: 'es' })
    return { version }
  }),
  opened('Vite', async (folder) => {
    const { version, module: { build } } = await load('vite')
    await writeFile(`${folder}/index.html`, '<!doctype html><script type="module" src="../../tests/js/page.js"></script>')
    const rollupOptions = { output: { entryFileNames: 'page.js' } }
    await build({ root: folder, logLevel: 'error', plugins: [json], build: { outDir: 'dist', rollupOptions } })
    return { version, script: 'dist/page.js' }
  }),
  opened('webpack', async (folder) => {
    const { version, module: { default: webpack } } = await load('webpack')
    const compiler = webpack({ mode: 'production', entry: resolve(ENTRY), output: { path: resolve(folder), filename: 'page.js' } })
    await new Promise((done, fail) => compiler.run((error, stats) => {
      if (error || stats.hasErrors()) fail(error ?? new Error(stats.toString('errors-only')))
      else done()
    }))
    return { version }
  }),
  opened('Bun', async (folder) => {
    const bun = installed('bun/bin/bun.exe')
    await output(bun, 'build', ENTRY, '--outdir', folder, '--target', 'browser')
    return { version: await output(bun, '--version') }
  }),
]
