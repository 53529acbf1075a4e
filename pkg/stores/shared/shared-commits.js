import { isOccupied, pause } from './turns.js'

/**
 * The writes of one process to an SQLite file. Those that wait go into the next transaction together, and share its one wait
 * for the disk: first come, first served, each with its own outcome.
 *
 * A write is answered after the commit, never before: what was answered survives the end of the process and, with SQLite's
 * `synchronous` at FULL, that of the machine.
 */
export class SharedCommits {
  #turns
  /** @type {Write[]} */
  #waiting = []
  #isCommitting = false

  /** @param {import('./turns.js').Turns} turns */
  constructor(turns) {
    this.#turns = turns
  }

  /** @param {Client} client @param {Statement} statement @returns {Promise<any[]>} the rows */
  run(client, statement) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ client, statement, resolve, reject, end: this.#turns.end })
      if (!this.#isCommitting) void this.#commitAll()
    })
  }

  async #commitAll() {
    this.#isCommitting = true
    while (this.#waiting.length > 0) {
      // Requests that came at the same time get their chance to join.
      await endOfTurn()
      try {
        const transaction = await begin(this.#waiting[0].client)
        await this.#commit(transaction, this.#waiting.splice(0, MOST))
      } catch (error) {
        this.#giveUp(error)
        await pause()
      }
    }
    this.#isCommitting = false
  }

  /** @param {Transaction} transaction @param {Write[]} group */
  async #commit(transaction, group) {
    /** @type {{ write: Write, rows: any[] }[]} */
    const done = []
    try {
      for (const write of group) {
        try {
          done.push({ write, rows: (await transaction.execute(write.statement)).rows })
        } catch (error) {
          // SQLite undoes the statement that failed, and no other.
          write.reject(error)
          if (transaction.closed) return this.#again(group.filter((each) => each !== write))
        }
      }
      await transaction.commit()
      for (const { write, rows } of done) write.resolve(rows)
    } catch (error) {
      for (const { write } of done) write.reject(error)
    } finally {
      transaction.close()
    }
  }

  /** A full disk, for example, undoes the whole transaction. @param {Write[]} others than the one that met it */
  #again(others) {
    this.#waiting.unshift(...others)
  }

  /** No transaction could begin: those whose time is over have failed, or all if it is not for others' locks. @param {any} error */
  #giveUp(error) {
    const now = performance.now()
    const isOver = (/** @type {Write} */ { end }) => !isOccupied(error) || end <= now
    const over = this.#waiting.filter(isOver)
    this.#waiting = this.#waiting.filter((write) => !isOver(write))
    for (const { reject } of over) reject(error)
  }
}

/**
 * Takes the file's lock before anything is written. A statement that finds the file locked would stay in progress until the
 * garbage collector ends it, and until then nothing that its connection writes is committed (libsql-client-ts, issue 352).
 * What `executeMultiple` runs is ended at once.
 *
 * @param {Client} client
 */
const begin = async (client) => {
  const transaction = await client.transaction('deferred')
  try {
    await transaction.executeMultiple('COMMIT; BEGIN IMMEDIATE')
    return transaction
  } catch (error) {
    transaction.close()
    throw error
  }
}

/** Every runtime whose driver opens files has `setImmediate`. */
const endOfTurn = () => new Promise((resolve) => setImmediate(resolve))

/** How many writes share a commit: other processes wait for the file meanwhile, and this process for the driver. */
const MOST = 64

/** @typedef {import('@libsql/client').Client} Client */
/** @typedef {import('@libsql/client').Transaction} Transaction */
/** @typedef {import('@libsql/client').InStatement} Statement */
/** @typedef {{ client: Client, statement: Statement, resolve: (rows: any[]) => void, reject: (error: unknown) => void, end: number }} Write */
