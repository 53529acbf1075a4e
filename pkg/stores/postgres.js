import { SqlStore, schema } from './shared/sql.js'

/** A `Store` in PostgreSQL through `postgres`. */
export class PostgresStore extends SqlStore {
  #options
  /** @type {import('postgres').Sql | undefined} */
  #sql

  /**
   * @param {object} options
   * @param {string} [options.url] `postgres://user:password@host/database`
   * @param {import('postgres').Sql} [options.sql] a connection of the program's own, in its place
   */
  constructor(options) {
    super()
    this.#options = options
    this.#sql = options.sql
  }

  /** @override */
  async migrate() {
    const statements = schema('BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY')
    const sql = await this.#open()
    // "IF NOT EXISTS" alone fails when two processes start at once.
    await sql.begin(async (transaction) => {
      await transaction.unsafe(`SELECT pg_advisory_xact_lock(${LOCK})`)
      for (const statement of statements) await transaction.unsafe(statement)
    })
  }

  /** @override @param {string} statement @param {any[]} [values] */
  async run(statement, values = []) {
    const sql = await this.#open()
    return sql.unsafe(statement.replace(/\?(\d)/g, '$$$1'), values, { prepare: true })
  }

  /** @override */
  async close() {
    const sql = this.#sql
    this.#sql = undefined
    await sql?.end({ timeout: 5 })
  }

  async #open() {
    if (this.#sql !== undefined) return this.#sql
    const { default: postgres } = await import('postgres')
    // A notice says that a table is there already: not for the program's log.
    return (this.#sql ??= postgres(this.#options.url ?? '', { onnotice: () => {}, connect_timeout: 5 }))
  }
}

/** Any number that no other program locks: the first bytes of SHA-256("countersign"). */
const LOCK = '262645157061220'
