export { init, initSync } from '../lib/wasm/init.js'
export * from '../lib/index.js'
