/**
 * Repeats a statement that PostgreSQL, or a database that speaks its protocol, undid because of another one: then nothing of it is
 * left, and the next try may succeed. Bounded, and with pauses at random, so that those that met do not meet again.
 *
 * @template T
 * @param {() => Promise<T>} work one statement, or one transaction
 * @param {number} timeout in seconds: no longer than its request is waited for
 * @returns {Promise<T>}
 */
export async function withoutConflict(work, timeout) {
  const end = performance.now() + timeout * 1000
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (!isConflict(error) || tries === MOST || performance.now() >= end) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE)))
  }
}

/** serialization_failure and deadlock_detected, but not 40003, which leaves open what became of the statement. @param {any} error */
const isConflict = (error) => error?.code === '40001' || error?.code === '40P01'

/** Fifty writes of one record, each of which fails all others, need about as many. */
const MOST = 60
/** In milliseconds. */
const FIRST_PAUSE = 2
const LONGEST_PAUSE = 250
