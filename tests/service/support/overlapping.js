/**
 * A point that nobody passes before `count` have arrived. Once they have, it is open to all who come later.
 *
 * @param {number} count
 */
export function barrier(count) {
  let open
  let arrived = 0
  const all = new Promise((resolve) => (open = resolve))
  return {
    /** How many have come so far. */
    get arrived() {
      return arrived
    },
    arrive() {
      if (++arrived >= count) open()
      return all
    },
  }
}

/**
 * The store, whose calls of `name` have read before any of them answers: each waits at the barrier with what it found. So
 * whoever reads there and writes afterwards does so on the same version, whatever the store and the machine do.
 *
 * @template {object} T
 * @param {T} store
 * @param {string} name
 * @param {ReturnType<typeof barrier>} barrier several stores may share one
 * @returns {T}
 */
export function overlapping(store, name, { arrive }) {
  const late = async (...values) => {
    const found = await store[name](...values)
    await arrive()
    return found
  }
  const bound = (key) => (typeof store[key] === 'function' ? store[key].bind(store) : store[key])
  return new Proxy(store, { get: (_, key) => (key === name ? late : bound(key)) })
}
