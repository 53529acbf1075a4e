import { __wbg_set_wasm, imports, others, setErrorMaker } from '../../wasm/countersign_bg.js'
import { refusal } from '../error.js'

/** @type {any} The one instance's functions, by name. */
export let wasm

/**
 * Makes the package's one instance of its wasm.
 *
 * @param {WebAssembly.Module} module
 * @param {(exports: any) => WebAssembly.Table} [open] the functions that no first verification calls, if they are a
 *   file of their own; asked once, when one of them is needed
 */
export function start(module, open = ({ others }) => others) {
  /** @type {WebAssembly.Table | undefined} */
  let table
  const load = () => (table ??= open(exports))
  const { exports } = new WebAssembly.Instance(module, { './countersign_bg.js': imports, later: { load } })
  wasm = byName(exports, load)
  __wbg_set_wasm(wasm)
  imports.__wbindgen_init_externref_table()
  setErrorMaker(refusal)
}

/**
 * The exports: those that a first token needs, and from their table the `others` when they are first called.
 *
 * @param {any} exports
 * @param {() => WebAssembly.Table} load
 */
function byName({ ...functions }, load) {
  const get = (/** @type {never} */ _, /** @type {string} */ name) => (functions[name] = load().get(others.indexOf(name)))
  return Object.setPrototypeOf(functions, new Proxy({}, { get }))
}
