import { connectionOptions, isConnection, isUrl } from './shared/options.js'
import { LAST, addedColumns, indexes, tables } from './shared/sql-schema.js'
import { SqlStore } from './shared/sql.js'

/** A `Store` in PostgreSQL through `postgres`. */
export class PostgresStore extends SqlStore {
  #options
  /** @type {import('postgres').Sql | undefined} */
  #sql

  /**
   * Throws ERR_OPTION_INVALID for a wrong option.
   *
   * @param {object} options one of the two
   * @param {string} [options.url] `postgres://user:password@host/database`
   * @param {import('postgres').Sql} [options.sql] a connection of the program's own
   */
  constructor(options) {
    super()
    this.#options = connectionOptions(options, OPTIONS, 'sql')
    this.#sql = this.#options.sql
  }

  /** @override */
  async makeTables() {
    const [{ last }] = await this.run(`SELECT to_regclass('${LAST}') AS last`)
    if (last !== null) return
    const sql = await this.#open()
    // "IF NOT EXISTS" alone fails when two processes start at once.
    await sql.begin(async (transaction) => {
      await transaction.unsafe(`SELECT pg_advisory_xact_lock(${LOCK})`)
      const columns = addedColumns.map(({ table, column, type }) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${column} ${type}`)
      const statements = [...tables('BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY'), ...columns, ...indexes]
      for (const statement of statements) await transaction.unsafe(statement)
    })
  }

  /** Not by its JSON functions, which refuse texts that were stored before they were checked. @override @param {string} member */
  numberIn(member) {
    return `CAST(substring(record from '"${member}":([0-9.eE+-]+)') AS DOUBLE PRECISION)`
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
    return (this.#sql ??= postgres(this.#options.url, { onnotice: () => {}, connect_timeout: 5 }))
  }
}

const OPTIONS = {
  sql: isConnection('unsafe', 'a connection of `postgres`'),
  url: isUrl('postgres', 'postgresql'),
}

/** Any number that no other program locks: the first bytes of SHA-256("countersign"). */
const LOCK = '262645157061220'
