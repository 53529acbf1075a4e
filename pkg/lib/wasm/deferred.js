/**
 * Stands for the classes and functions of a file that is loaded when one of them is first called, constructed or asked
 * for a static method. No user of the package ever holds one: they are behind private fields.
 *
 * @param {() => any} load
 */
export function deferred(load) {
  /** @type {any} */
  let loaded
  const get = (/** @type {string} */ name) => (loaded ??= load())[name]
  return (/** @type {string} */ name) =>
    new Proxy(function () {}, {
      apply: (_, self, values) => get(name)(...values),
      construct: (_, values) => new (get(name))(...values),
      get: (_, member) => get(name)[member],
    })
}
