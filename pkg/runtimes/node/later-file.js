export * from '../../lib/later.js'
// Its own copy of the glue, and the one instance: what a handle points to is the same for both.
export { __wbg_set_wasm as connect } from '../../wasm/countersign_bg.js'
