import * as glue from '../../wasm/countersign_bg.js'
import { TokenError } from '../token-error.js'

/**
 * Makes the package's one instance of its wasm.
 *
 * @param {WebAssembly.Module} module
 */
export function start(module) {
  const { __wbg_set_wasm, setErrorClass } = /** @type {any} */ (glue)
  /** @type {any} */
  const exports = new WebAssembly.Instance(module, { './countersign_bg.js': /** @type {any} */ (glue) }).exports
  __wbg_set_wasm(exports)
  exports.__wbindgen_start()
  setErrorClass(TokenError)
}
