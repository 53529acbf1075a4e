// `exports` and `bin` of pkg/package.json, as the table of entries has them.

import { readFileSync, writeFileSync } from 'node:fs'
import { commands, loaders, modules } from './entries.js'
import { pkg } from './paths.js'

/** Writes pkg/package.json where it differs, and says so: it is committed. */
export function manifest() {
  const path = pkg('package.json')
  const text = readFileSync(path, 'utf8')
  const wanted = JSON.parse(text)
  wanted.exports = {
    '.': {
      types: types('lib/index.js'),
      ...Object.fromEntries(loaders.filter(({ condition }) => condition).map(({ condition, name }) => [condition, `./dist/${name}.js`])),
      // For import and require alike, so that they share one instance.
      bun: './dist/index.js',
      deno: './dist/index.js',
      // What bundles for Node knows `module`, and Node itself does not: only there is the wasm a file beside the entry.
      module: './dist/index.js',
      node: { 'module-sync': './dist/node.js', ...MAIN },
      ...MAIN,
    },
    ...Object.fromEntries(loaders.filter(({ path }) => path).map(both)),
    ...Object.fromEntries(modules.map(both)),
    './countersign.wasm': './dist/countersign.wasm',
    './package.json': './package.json',
  }
  if (commands.length) wanted.bin = Object.fromEntries(commands.map(({ path, name }) => [path, `./dist/${name}.js`]))
  const next = `${JSON.stringify(wanted, null, 2)}\n`
  if (next === text) return
  writeFileSync(path, next)
  console.log('pkg/package.json: exports follow xtask/js/entries.js again; commit it')
}

const MAIN = { require: './dist/index.cjs', default: './dist/index.js' }

// Said once for all conditions: Node reads this file whenever it starts.
const types = (source) => {
  const file = source.replace(/\.js$/, '.d.ts')
  return { require: `./types/cjs/${file}`, default: `./types/${file}` }
}

const both = ({ path, name, source }) => [
  path,
  { types: types(source), 'module-sync': `./dist/${name}.js`, require: `./dist/${name}.cjs`, default: `./dist/${name}.js` },
]
