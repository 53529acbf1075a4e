/**
 * Lets processes that write to one SQLite file wait for each other's commits, and the statements of one process for each
 * other: first come, first served, so that none is overtaken until its time is over.
 *
 * The driver could wait, too (`timeout`), but it works synchronously: the whole process would stand still until another
 * has committed, and with it requests that need no database.
 */
export class Turns {
  /** For how long a statement is tried, in seconds: no longer than its request is waited for. */
  timeout = 5

  /** @type {Promise<unknown>} */
  #last = Promise.resolve()

  /**
   * Does `work` after what came before it, and repeats it as long as the file is locked.
   *
   * @template T @param {() => Promise<T>} work @returns {Promise<T>}
   */
  take(work) {
    const end = performance.now() + this.timeout * 1000
    const taken = this.#last.then(() => repeat(work, end))
    this.#last = taken.catch(() => undefined)
    return taken
  }

  /** Repeats `work` without waiting for others of this process. @template T @param {() => Promise<T>} work */
  wait(work) {
    return repeat(work, performance.now() + this.timeout * 1000)
  }
}

/** @template T @param {() => Promise<T>} work @param {number} end @returns {Promise<T>} */
const repeat = async (work, end) => {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isOccupied(error) || performance.now() >= end) throw error
    }
    // At random, so that processes that wait do not come back together.
    await new Promise((resolve) => setTimeout(resolve, LONGEST_PAUSE * Math.random()))
  }
}

/** The file is locked, or transactions of the program itself have taken all of the driver's connections. @param {any} error */
const isOccupied = (error) => error?.code === 'SQLITE_BUSY' || error?.code === 'TRANSACTION_ACTIVE'

/** In milliseconds: a few commits take about as long. */
const LONGEST_PAUSE = 6
