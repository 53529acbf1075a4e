import { compile } from '../../lib/wasm/compile.js'
import { join } from '../../lib/wasm/join.js'
import { start } from '../../lib/wasm/start.js'

// A file costs a millisecond less than the same bytes as base64. Importing `node:fs` would cost that millisecond again.
const { readFileSync } = process.getBuiltinModule('node:fs')
const later = () => compile(readFileSync(new URL('./later.wasm', import.meta.url)))
start(compile(readFileSync(new URL('./first.wasm', import.meta.url))), (first) => join(first, later()))

export * from '../../lib/index.js'
