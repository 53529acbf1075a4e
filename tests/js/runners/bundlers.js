import { build as esbuild, version as esbuildVersion } from 'esbuild'
import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { inChromium } from './chromium.js'
import { installed, load } from './installed.js'
import { output } from './program.js'

const ENTRY = 'tests/js/page.js'
const pageOf = (script) => `<!doctype html><script type="module" src="/${script}"></script>`

/** Parsed when it runs: in a literal, as other plugins write it, a vector's `__proto__` is no member. */
const json = {
  name: 'json',
  transform: (code, id) => (id.endsWith('.json') ? { code: `export default JSON.parse(${JSON.stringify(code)})`, map: null } : null),
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
    // As above: JSON is parsed when it runs.
    await build({ root: folder, logLevel: 'error', json: { stringify: true }, build: { outDir: 'dist', rollupOptions } })
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
