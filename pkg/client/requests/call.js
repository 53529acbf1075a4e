/**
 * Calls a function of the program's own at once; what it throws, now or later, is a rejection.
 *
 * @template T
 * @param {(value: T) => unknown} callback
 * @param {T} value
 */
export async function call(callback, value) {
  await callback(value)
}
