import { compile } from '../../lib/wasm/compile.js'
import { start } from '../../lib/wasm/start.js'
import { imports } from '../../wasm/countersign_bg.js'

// A file costs a millisecond less than the same bytes as base64. Importing `node:fs` would cost that millisecond again.
const { readFileSync } = process.getBuiltinModule('node:fs')

/**
 * The functions that no first verification calls, on the memory and the tables of those that one does.
 *
 * @param {any} first the exports of the first file
 */
const open = (first) => {
  const module = compile(readFileSync(new URL('./later.wasm', import.meta.url)))
  const called = WebAssembly.Module.imports(module).filter(({ module, kind }) => module === 'first' && kind === 'function')
  const functions = Object.fromEntries(called.map(({ name }) => [name, first.all.get(Number(name))]))
  const { exports } = new WebAssembly.Instance(module, { './countersign_bg.js': imports, first: { ...first, ...functions } })
  return /** @type {WebAssembly.Table} */ (exports.others)
}

start(compile(readFileSync(new URL('./first.wasm', import.meta.url))), open)

export * from '../../lib/index.js'
