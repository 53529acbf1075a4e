import { start } from '../lib/wasm/start.js'
import wasm from './countersign.wasm?module'

start(wasm)

export * from '../lib/index.js'
