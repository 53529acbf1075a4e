/**
 * Compiles the wasm at once; a runtime that refuses is an error that names the setting at fault and its remedy,
 * which the engines' own messages do not.
 *
 * @param {BufferSource} bytes
 */
export function compile(bytes) {
  try {
    return new WebAssembly.Module(bytes)
  } catch (cause) {
    throw new Error(`countersign cannot start: this runtime ${refusal()} (README: "Where WebAssembly is refused")`, { cause })
  }
}

function refusal() {
  if (typeof WebAssembly === 'undefined') return 'has no WebAssembly; the Rust crate countersign may run there'
  if (globalThis.navigator?.userAgent === 'Cloudflare-Workers')
    return 'compiles no wasm from bytes: bundle with the condition "workerd", or set a compatibility date of 2025-06-01 or later'
  if (typeof document !== 'undefined')
    return `has a Content-Security-Policy that forbids wasm: allow it with script-src 'wasm-unsafe-eval'`
  return 'compiles no wasm from bytes: load countersign/countersign.wasm its own way and start countersign/slim with it'
}
