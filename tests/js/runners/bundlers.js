import { build as esbuild, version as esbuildVersion } from 'esbuild'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { inChromium } from './chromium.js'
import { installed, load } from './installed.js'
import { outcome, output } from './program.js'

const ENTRY = 'tests/js/page.js'
const PROGRAM = 'tests/js/main.js'
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

/** Builds the suite as a program for Node and runs it where nothing is installed and no wasm lies beside it. */
const ran = (name, build) => ({
  name,
  how: 'build, Node',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-built-'))
    try {
      const { version, script = 'main.mjs' } = await build(folder)
      return { ...(await outcome(process.execPath, join(folder, script))), version }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})

/** Bundles and answers with the bundler's version. */
const byWebpack = async (configuration) => {
  const { version, module: { default: webpack } } = await load('webpack')
  const compiler = webpack({ mode: 'production', ...configuration })
  await new Promise((done, fail) => compiler.run((error, stats) => {
    if (error || stats.hasErrors()) fail(error ?? new Error(stats.toString('errors-only')))
    else done()
  }))
  return version
}

/** As `byWebpack`. */
const byRollup = async (input, resolution, file) => {
  const { version, module: { rollup } } = await load('rollup')
  const { module: { default: nodeResolve } } = await load('@rollup/plugin-node-resolve')
  const bundle = await rollup({ input, plugins: [nodeResolve(resolution), json] })
  await bundle.write({ file, format: 'es' })
  return version
}

/** Servers are deployed like this: in CI with the tools that are there anyway, with the others by `--all`. */
export const forNode = [
  ran('esbuild', async (folder) => {
    await esbuild({ entryPoints: [PROGRAM], bundle: true, platform: 'node', format: 'esm', outfile: `${folder}/main.mjs` })
    return { version: esbuildVersion }
  }),
  ran('esbuild, CJS', async (folder) => {
    await esbuild({ entryPoints: [PROGRAM], bundle: true, platform: 'node', format: 'cjs', outfile: `${folder}/main.cjs` })
    return { version: esbuildVersion, script: 'main.cjs' }
  }),
]

export default [
  opened('esbuild', async (folder) => {
    await esbuild({ entryPoints: [ENTRY], bundle: true, format: 'esm', minify: true, outfile: `${folder}/page.js` })
    return { version: esbuildVersion }
  }),
  opened('Rollup', async (folder) => ({ version: await byRollup(ENTRY, { browser: true }, `${folder}/page.js`) })),
  ran('Rollup', async (folder) => ({ version: await byRollup(PROGRAM, { preferBuiltins: true }, `${folder}/main.mjs`) })),
  opened('Vite', async (folder) => {
    const { version, module: { build } } = await load('vite')
    await writeFile(`${folder}/index.html`, '<!doctype html><script type="module" src="../../tests/js/page.js"></script>')
    const rollupOptions = { output: { entryFileNames: 'page.js' } }
    await build({ root: folder, logLevel: 'error', plugins: [json], build: { outDir: 'dist', rollupOptions } })
    return { version, script: 'dist/page.js' }
  }),
  ran('Vite', async (folder) => {
    const { version, module: { build } } = await load('vite')
    const rollupOptions = { output: { entryFileNames: 'main.mjs' } }
    const ssr = { noExternal: true }
    await build({ logLevel: 'error', plugins: [json], ssr, build: { ssr: resolve(PROGRAM), outDir: folder, emptyOutDir: true, rollupOptions } })
    return { version }
  }),
  opened('webpack', async (folder) => (
    { version: await byWebpack({ entry: resolve(ENTRY), output: { path: resolve(folder), filename: 'page.js' } }) }
  )),
  ran('webpack', async (folder) => (
    { version: await byWebpack({ target: 'node', entry: resolve(PROGRAM), output: { path: folder, filename: 'main.cjs' } }), script: 'main.cjs' }
  )),
  opened('Bun', async (folder) => {
    const bun = installed('bun/bin/bun.exe')
    await output(bun, 'build', ENTRY, '--outdir', folder, '--target', 'browser')
    return { version: await output(bun, '--version') }
  }),
  ran('Bun', async (folder) => {
    const bun = installed('bun/bin/bun.exe')
    await output(bun, 'build', PROGRAM, '--outfile', `${folder}/main.mjs`, '--target', 'node')
    return { version: await output(bun, '--version') }
  }),
]
