import { compile } from '../../lib/wasm/compile.js'
import { start } from '../../lib/wasm/start.js'

// A file costs a millisecond less than the same bytes as base64. Importing `node:fs` would cost that millisecond again.
const { readFileSync } = process.getBuiltinModule('node:fs')

start(compile(readFileSync(new URL('./countersign.wasm', import.meta.url))))

export * from '../../lib/index.js'
