import { __wbg_set_wasm, imports, others, setErrorMaker } from '../../wasm/countersign_bg.js'
import { refusal } from '../token-error.js'

/** @type {any} The one instance's functions, by name. */
export let wasm

/**
 * Makes the package's one instance of its wasm.
 *
 * @param {WebAssembly.Module} module
 */
export function start(module) {
  const { exports } = new WebAssembly.Instance(module, { './countersign_bg.js': imports })
  wasm = byName(exports)
  __wbg_set_wasm(wasm)
  imports.__wbindgen_init_externref_table()
  setErrorMaker(refusal)
}

/**
 * The exports: those that a first token needs, and from their table the `others` when they are first called.
 *
 * @param {any} exports
 */
function byName({ others: table, ...functions }) {
  const get = (/** @type {never} */ _, /** @type {string} */ name) => (functions[name] = table.get(others.indexOf(name)))
  return Object.setPrototypeOf(functions, new Proxy({}, { get }))
}
