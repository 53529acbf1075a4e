// pkg/dist: one file per entry and format, so that no bundler can drop the start of the wasm as a side effect.

import { build } from 'esbuild'
import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commands, deferred, loaders, modules } from './entries.js'
import { pkg } from './paths.js'

export async function bundle() {
  rmSync(pkg('dist'), { recursive: true, force: true })
  await Promise.all([
    ...loaders.flatMap(({ name, source, formats }) => formats.map((format) => one(name, source, format))),
    inTwoFiles(),
    ...modules.flatMap(({ name, source }) => ['esm', 'cjs'].map((format) => standing(name, source, format))),
    ...commands.map(({ name, source }) => inChunks(name, source)),
  ])
  copyFileSync(pkg('wasm/countersign_bg.wasm'), pkg('dist/countersign.wasm'))
  for (const part of ['first', 'later']) copyFileSync(pkg(`wasm/${part}.wasm`), pkg(`dist/${part}.wasm`))
}

/** Node's main entry, and beside it the deferred files as one. */
async function inTwoFiles() {
  const names = new Map(await Promise.all(deferred.map(async (file) => [pkg(file), await exportsOf(file)])))
  const contents = [
    ...deferred.map((file) => `export * from './${file}'`),
    // Its own copy of the glue, and the one instance: what a handle points to is the same for both.
    `export { __wbg_set_wasm as connect } from './wasm/countersign_bg.js'`,
  ]
  await one('later', undefined, 'cjs', { stdin: { contents: contents.join('\n'), resolveDir: pkg() } })
  await one('node', 'runtimes/node/index.js', 'esm', { plugins: [wasm, later(names)] })
}

/** The names that a file of the package exports. */
async function exportsOf(file) {
  const { metafile } = await build({ entryPoints: [pkg(file)], outfile: 'names.js', write: false, bundle: true, format: 'esm', metafile: true, tsconfigRaw: '{}' })
  return metafile.outputs['names.js'].exports
}

/** The deferred files as nothing but names, which load their file when they are used. @param {Map<string, string[]>} deferred */
const later = (deferred) => ({
  name: 'later',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path)
      if (deferred.has(file)) return { path: file, namespace: 'later' }
    })
    onLoad({ filter: /./, namespace: 'later' }, ({ path }) => ({
      contents: [`import { later } from './later.js'`, ...deferred.get(path).map((name) => `export const ${name} = later('${name}')`)].join('\n'),
      resolveDir: pkg('runtimes/node'),
    }))
  },
})

const one = (name, source, format, more = {}) =>
  build({
    ...(source && { entryPoints: [pkg(source)] }),
    outfile: pkg(`dist/${name}.${format === 'cjs' ? 'cjs' : 'js'}`),
    bundle: true,
    format,
    // Node finds the names that a CommonJS file exports only in the form that esbuild writes for it.
    platform: format === 'cjs' ? 'node' : 'neutral',
    target: 'es2022',
    // Names stay: a stack trace is to be read.
    minifyWhitespace: true,
    minifySyntax: true,
    // An uncaught error prints its line, a readable one.
    lineLimit: 240,
    legalComments: 'none',
    logLevel: 'warning',
    // The paths in tsconfig.json are for the types alone: here `countersign` is to stay an import.
    tsconfigRaw: '{}',
    plugins: [wasm, text],
    ...(process.env.COUNTERSIGN_MAPPED && { minifyWhitespace: false, minifySyntax: false, sourcemap: 'inline' }),
    ...more,
  })

/** The commands: what one of them alone needs is a file that it loads when it is called. */
const inChunks = (name, source) =>
  standing(name, source, 'esm', { entryPoints: [{ in: pkg(source), out: name }], outfile: undefined, outdir: pkg('dist'), splitting: true, chunkNames: 'cli/[name]-[hash]' })

async function standing(name, source, format, more = {}) {
  const { metafile } = await one(name, source, format, { packages: 'external', metafile: true, ...more })
  const second = Object.keys(metafile.inputs).find((input) => /pkg\/(wasm|runtimes)\//.test(input))
  if (second) throw new Error(`${source} bundles ${second}, a second wasm instance: import from 'countersign' instead`)
}

/** Files that a program sends as they are: the scripts and the stylesheet of a page. */
const text = {
  name: 'text',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?text$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.replace(/\?text$/, '')), namespace: 'text' }))
    onLoad({ filter: /./, namespace: 'text' }, ({ path }) => ({ contents: readFileSync(path), loader: 'text' }))
  },
}

const wasm = {
  name: 'wasm',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm\?base64$/ }, () => ({ path: pkg('wasm/countersign_bg.wasm'), namespace: 'base64' }))
    onLoad({ filter: /./, namespace: 'base64' }, ({ path }) => ({ contents: readFileSync(path), loader: 'base64' }))
    onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path }) => ({ path, external: true }))
  },
}
