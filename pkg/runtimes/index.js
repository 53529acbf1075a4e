import { bytesOf } from '../lib/wasm/base64.js'
import { compile } from '../lib/wasm/compile.js'
import { start } from '../lib/wasm/start.js'
import wasm from './countersign.wasm?base64'

start(compile(bytesOf(wasm)))

export * from '../lib/index.js'
