export * from '../../lib/later.js'
export { __wbg_set_wasm as connect } from '../../wasm/countersign_bg.js'
