import { imports } from '../../wasm/countersign_bg.js'

/**
 * Starts the second part of a wasm on the memory and the tables of the first.
 *
 * @param {any} first the exports of the first part; `all` has its functions by their places
 * @param {WebAssembly.Module} second
 * @returns {WebAssembly.Table} the second part's functions
 */
export function join(first, second) {
  const called = WebAssembly.Module.imports(second).filter(({ module, kind }) => module === 'first' && kind === 'function')
  const functions = Object.fromEntries(called.map(({ name }) => [name, first.all.get(Number(name))]))
  const { exports } = new WebAssembly.Instance(second, { './countersign_bg.js': imports, first: { ...first, ...functions } })
  return /** @type {WebAssembly.Table} */ (exports.others)
}
