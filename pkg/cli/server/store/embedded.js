/**
 * An SQLite file through a driver that works synchronously, as the client that `SqliteStore` takes: it waits for other processes
 * and shares commits.
 *
 * Reads have a connection of their own: on that of the writes they would see what is not committed, and may never be.
 */
export class EmbeddedClient {
  protocol = 'file'
  #reads
  #writes

  /** @param {(file: string) => import('./drivers.js').Database} open @param {string} file */
  constructor(open, file) {
    this.#writes = new Connection(open(file))
    this.#reads = new Connection(open(file))
  }

  /** @param {Statement} statement */
  async execute(statement) {
    return { rows: this.#reads.run(statement) }
  }

  /** @param {string} sql */
  async executeMultiple(sql) {
    this.#writes.exec(sql)
  }

  /** One at a time: who shares commits begins the next after the last. */
  async transaction() {
    const connection = this.#writes
    connection.exec('BEGIN')
    let closed = false
    return {
      get closed() {
        return closed
      },
      executeMultiple: async (/** @type {string} */ sql) => connection.exec(sql),
      execute: async (/** @type {Statement} */ statement) => ({ rows: connection.run(statement) }),
      commit: async () => {
        connection.exec('COMMIT')
        closed = true
      },
      close: () => {
        if (!closed) connection.undo()
        closed = true
      },
    }
  }

  close() {
    this.#reads.close()
    this.#writes.close()
  }
}

class Connection {
  #database
  /** @type {Map<string, ReturnType<import('./drivers.js').Database['prepare']>>} */
  #statements = new Map()

  /** @param {import('./drivers.js').Database} database */
  constructor(database) {
    this.#database = database
    // Waiting is the store's: here it would stop the whole process. Answered means on the disk.
    for (const setting of ['busy_timeout = 0', 'synchronous = FULL']) this.exec(`PRAGMA ${setting}`)
  }

  /** @param {string} sql */
  exec(sql) {
    coded(() => this.#database.exec(sql))
  }

  /** @param {Statement} statement @returns {any[]} */
  run({ sql, args = [] }) {
    const values = Object.fromEntries(args.map((value, index) => [`p${index + 1}`, value]))
    return coded(() => {
      const statement = this.#prepared(sql)
      if (statement.reader !== false) return statement.all(values)
      // Only better-sqlite3 tells, and wants it.
      statement.run(values)
      return []
    })
  }

  /** Ends a transaction if one is open still. */
  undo() {
    try {
      this.#database.exec('ROLLBACK')
    } catch {
      // SQLite has ended it.
    }
  }

  close() {
    this.#statements.clear()
    this.#database.close()
  }

  /** @param {string} sql placeholders are ?1, ?2, …; each driver counts these in its own way, and names are the same for all */
  #prepared(sql) {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql.replace(/\?(\d)/g, '$p$1'))
    this.#statements.set(sql, statement)
    return statement
  }
}

/** Failures with the codes of `@libsql/client`. @template T @param {() => T} work @returns {T} */
const coded = (work) => {
  try {
    return work()
  } catch (error) {
    const { code, errcode, errno } = /** @type {any} */ (error)
    // The low byte of an extended code is its kind: 5 is SQLITE_BUSY.
    const isBusy = String(code).startsWith('SQLITE_BUSY') || ((errcode ?? errno) & 0xff) === 5
    throw isBusy ? Object.assign(new Error('the database is locked', { cause: error }), { code: 'SQLITE_BUSY' }) : error
  }
}

/** @typedef {{ sql: string, args?: any[] }} Statement */
