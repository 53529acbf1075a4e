/**
 * The answer of `work`, or an error if there is none within so many seconds. What comes later is ignored.
 *
 * @template T
 * @param {number} seconds
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function within(seconds, work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000)
  })
  try {
    return /** @type {T} */ (await Promise.race([work(), late]))
  } finally {
    clearTimeout(timer)
  }
}
