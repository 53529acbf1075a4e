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
      ...Object.fromEntries(loaders.filter(({ condition }) => condition).map(mainUnder)),
      // For import and require alike, so that they share one instance.
      bun: target('./dist/index.js', MAIN_TYPES),
      deno: target('./dist/index.js', MAIN_TYPES),
      // What bundles for Node knows `module`, and Node itself does not: only there is the wasm a file beside the entry.
      module: target('./dist/index.js', MAIN_TYPES),
      node: { 'module-sync': target('./dist/node.js', MAIN_TYPES), ...MAIN },
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

const MAIN_TYPES = './types/lib/index.d.ts'

const target = (file, types) => ({ types, default: file })
const cjsTypes = (types) => types.replace('./types/', './types/cjs/')
const MAIN = {
  require: target('./dist/index.cjs', cjsTypes(MAIN_TYPES)),
  default: target('./dist/index.js', MAIN_TYPES),
}
const mainUnder = ({ condition, name }) => [condition, target(`./dist/${name}.js`, MAIN_TYPES)]

function both({ path, name, source }) {
  const types = `./types/${source.replace(/\.js$/, '.d.ts')}`
  return [
    path,
    {
      'module-sync': target(`./dist/${name}.js`, types),
      require: target(`./dist/${name}.cjs`, cjsTypes(types)),
      default: target(`./dist/${name}.js`, types),
    },
  ]
}
