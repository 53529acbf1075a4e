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
    throw cannotStart(cause)
  }
}

/** @param {unknown} cause what the engine said */
export function cannotStart(cause) {
  return new Error(`countersign cannot start: this runtime ${refusal()} (README: "Where WebAssembly is refused")`, { cause })
}

/** Whether the engine has WebAssembly's 128-bit vectors: a function that returns one is valid there. */
export function hasVectors() {
  return WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11]))
}

function refusal() {
  if (typeof WebAssembly === 'undefined') return 'has no WebAssembly; the Rust crate countersign may run there'
  if (!hasVectors()) return "has no WebAssembly SIMD: engines have it since 2021 (Safari since 16.4), on x86 processors with SSE4.1"
  if (globalThis.navigator?.userAgent === 'Cloudflare-Workers')
    return 'compiles no wasm from bytes: bundle with the condition "workerd", or set a compatibility date of 2025-06-01 or later'
  if (typeof document !== 'undefined')
    return `has a Content-Security-Policy that forbids wasm: allow it with script-src 'wasm-unsafe-eval'`
  return 'compiles no wasm from bytes: load countersign/countersign.wasm its own way and start countersign/slim with it'
}
