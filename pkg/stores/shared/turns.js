/**
 * Lets processes that write to one SQLite file wait for each other's commits.
 *
 * The driver could wait, too (`timeout`), but it works synchronously: the whole process would stop until another
 * has committed, and with it requests that need no database.
 */
export class Turns {
  /** For how long a statement is tried, in seconds: no longer than its request is waited for. */
  timeout = 5

  /** Until when a statement that comes now is tried, in milliseconds of `performance.now()`. */
  get end() {
    return performance.now() + this.timeout * 1000
  }

  /** Repeats `work` as long as the file is locked. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  async wait(work) {
    for (const { end } = this; ; ) {
      try {
        return await work()
      } catch (error) {
        if (!isOccupied(error) || performance.now() >= end) throw error
      }
      await pause()
    }
  }
}

/** The file is locked, or transactions of the program itself have taken all of the driver's connections. @param {any} error */
export function isOccupied(error) {
  return error?.code === 'SQLITE_BUSY' || error?.code === 'TRANSACTION_ACTIVE'
}

/** At random, so that processes that wait do not come back together. */
export function pause() {
  return new Promise((resolve) => setTimeout(resolve, LONGEST_PAUSE * Math.random()))
}

/** In milliseconds: a few commits take about as long. */
const LONGEST_PAUSE = 6
