import { start } from '../lib/wasm/start.js'
import wasm from './countersign.wasm'

start(wasm)

export * from '../lib/index.js'
