import { check, optional } from '../lib/option-table.js'
import { invalidOption } from '../http/invalid-option.js'
import { connectionOptions, isConnection, isUrl } from './shared/options.js'
import { withoutConflict } from './shared/sql-conflicts.js'
import { LAST, addedColumns, indexes, tables } from './shared/sql-schema.js'
import { SqlStore } from './shared/sql.js'

/**
 * A `Store` in PostgreSQL through `postgres`, or in a database that speaks its protocol; also through a pooler in transaction
 * mode, such as PgBouncer.
 */
export class PostgresStore extends SqlStore {
  #options
  #timeout = 5
  /** @type {import('postgres').Sql | undefined} */
  #sql

  /**
   * Throws ERR_OPTION_INVALID for a wrong option.
   *
   * @param {object} options
   * @param {string} [options.url] `postgres://user:password@host/database`
   * @param {boolean} [options.prepare] `false` for a pooler in transaction mode that loses prepared statements: PgBouncer before
   *   1.21, or without `max_prepared_statements` (true)
   * @param {import('postgres').Sql} [options.sql] a connection of the program's own, instead of the two
   */
  constructor(options) {
    super()
    this.#options = connectionOptions(options, OPTIONS, 'sql')
    if (this.#options.prepare !== undefined && this.#options.sql !== undefined) throw invalidOption('prepare', 'must not be given together with sql')
    this.#sql = this.#options.sql
  }

  /** @override @param {import('./shared/sql.js').ServedBy} [service] */
  async migrate(service) {
    if (service !== undefined) this.#timeout = service.timeout
    await super.migrate(service)
  }

  /** @override */
  async makeTables() {
    const [{ last }] = await this.run(`SELECT to_regclass('${LAST}') AS last`)
    if (last !== null) return
    const sql = await this.#open()
    // "IF NOT EXISTS" alone fails when two processes start at once.
    const columns = addedColumns.map(({ table, column, type }) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${column} ${type}`)
    const statements = [...tables('BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY'), ...columns, ...indexes]
    const make = () => sql.begin(async (transaction) => {
      await transaction.unsafe(`SELECT pg_advisory_xact_lock(${LOCK})`)
      for (const statement of statements) await transaction.unsafe(statement)
    })
    await withoutConflict(make, this.#timeout)
  }

  /** Not by its JSON functions, which refuse texts that were stored before they were checked. @override @param {string} member */
  numberIn(member) {
    return `CAST(substring(record from '"${member}":([0-9.eE+-]+)') AS DOUBLE PRECISION)`
  }

  /** @override @param {string} statement @param {any[]} [values] */
  async run(statement, values = []) {
    const sql = await this.#open()
    const text = statement.replace(/\?(\d)/g, '$$$1')
    return withoutConflict(async () => sql.unsafe(text, values, { prepare: true }), this.#timeout)
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
    const { url, prepare = true } = this.#options
    return (this.#sql ??= postgres(url, { onnotice: () => {}, connect_timeout: 5, ...(!prepare && { prepare }) }))
  }
}

const OPTIONS = {
  prepare: optional(check((value) => typeof value === 'boolean', 'must be true or false')),
  sql: isConnection('unsafe', 'a connection of `postgres`'),
  url: isUrl('postgres', 'postgresql'),
}

/** Any number that no other program locks: the first bytes of SHA-256("countersign"). */
const LOCK = '262645157061220'
