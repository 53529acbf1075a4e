/**
 * Lets processes that write to one SQLite file wait for each other's commits.
 *
 * The driver could wait, too (`timeout`), but it works synchronously: the whole process would stand still until another
 * has committed, and with it requests that need no database.
 */
export class Turns {
  /** For how long a statement is tried, in seconds: no longer than its request is waited for. */
  timeout = 5

  /** Repeats `work` as long as the file is locked. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  async wait(work) {
    const end = performance.now() + this.timeout * 1000
    for (let most = FIRST; ; most = Math.min(2 * most, LAST)) {
      try {
        return await work()
      } catch (error) {
        if (/** @type {any} */ (error)?.code !== 'SQLITE_BUSY' || performance.now() >= end) throw error
      }
      // At random, so that those who wait do not come back together.
      await new Promise((resolve) => setTimeout(resolve, most * Math.random()))
    }
  }
}

/** In milliseconds: a commit takes about as long. */
const FIRST = 2
const LAST = 20
