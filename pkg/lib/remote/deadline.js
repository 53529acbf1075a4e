/**
 * What `work` answers, or `late()` as the error if there is no answer within so many seconds: a function of the program,
 * or a `fetch` that ignores its signal, may never answer. An answer that comes later is ignored.
 *
 * @template T
 * @param {number} seconds
 * @param {() => T | Promise<T>} work
 * @param {() => Error} [late]
 * @returns {Promise<T>}
 */
export async function within(seconds, work, late = () => new Error(`no answer within ${seconds} s`)) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const end = new Promise((_, reject) => {
    timer = setTimeout(() => reject(late()), seconds * 1000)
  })
  try {
    return await Promise.race([work(), /** @type {Promise<never>} */ (end)])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Resolves when `work` has ended in whatever way, or after so many seconds.
 *
 * @param {number} seconds
 * @param {Promise<unknown>} work
 * @returns {Promise<void>}
 */
export function atMost(seconds, work) {
  return within(seconds, async () => void (await work)).catch(() => {})
}
