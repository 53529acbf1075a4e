import { wasm } from '../../lib/wasm/start.js'

/** @type {any} */
let loaded

const load = () => {
  if (loaded === undefined) {
    const { createRequire } = process.getBuiltinModule('node:module')
    const { fileURLToPath } = process.getBuiltinModule('node:url')
    // As a URL, what traces files for a deployment finds it.
    loaded = createRequire(import.meta.url)(fileURLToPath(new URL('./later.cjs', import.meta.url)))
    // Its own copy of the glue, and the one instance: what a handle points to is the same for both.
    loaded.connect(wasm)
  }
  return loaded
}

/**
 * A class or function of `lib/later.js`, loaded when it is first called, constructed or asked for a static method. No
 * user of the package ever holds one: they stand behind private fields.
 *
 * @param {string} name
 */
export const later = (name) =>
  new Proxy(function () {}, {
    apply: (_, self, values) => load()[name](...values),
    construct: (_, values) => new (load()[name])(...values),
    get: (_, member) => load()[name][member],
  })
