import { cannotStart, compile, hasVectors } from './compile.js'
import { start } from './start.js'

/**
 * Starts the package from its wasm (`countersign/countersign.wasm`): call it once, before anything else.
 *
 * @param {WebAssembly.Module | BufferSource} wasm compiled, or its bytes
 * @returns {void}
 */
export function initSync(wasm) {
  start(wasm instanceof WebAssembly.Module ? wasm : compile(wasm))
}

/**
 * `initSync` that compiles in the background, also while the wasm is still being fetched.
 *
 * @param {PromiseLike<WasmSource> | WasmSource} wasm
 * @returns {Promise<void>}
 */
export async function init(wasm) {
  const source = await wasm
  if (source instanceof WebAssembly.Module) return start(source)
  try {
    start(await (source instanceof Response ? WebAssembly.compileStreaming(source) : WebAssembly.compile(source)))
  } catch (cause) {
    throw cause instanceof WebAssembly.CompileError && !hasVectors() ? cannotStart(cause) : cause
  }
}

/** @typedef {Response | WebAssembly.Module | BufferSource} WasmSource */
