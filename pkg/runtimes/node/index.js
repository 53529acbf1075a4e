import { compile } from '../../lib/wasm/compile.js'
import { deployed } from '../../lib/wasm/deployed.js'
import { join } from '../../lib/wasm/join.js'
import { start } from '../../lib/wasm/start.js'

// A file costs a millisecond less than the same bytes as base64. Importing `node:fs` would cost that millisecond again.
const read = (/** @type {URL} */ url) => process.getBuiltinModule('node:fs').readFileSync(url)
const later = () => compile(deployed(new URL('./later.wasm', import.meta.url), read))
start(compile(deployed(new URL('./first.wasm', import.meta.url), read)), (first) => join(first, later()))

export * from '../../lib/index.js'
