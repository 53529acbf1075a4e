/** @type {symbol} Some runtimes have no `Symbol.dispose` yet: there `free()` is the only way. */
const symbol = Symbol.dispose ?? Symbol('dispose')

/** @type {typeof Symbol.dispose} The name of the method that `using` calls. */
export const dispose = /** @type {any} */ (symbol)
