import { SqlStore } from './shared/sql.js'

/** A `Store` in a Cloudflare D1 database: `new D1Store(env.DB)`. */
export class D1Store extends SqlStore {
  #database

  /** @param {D1Database} database the binding */
  constructor(database) {
    super()
    this.#database = database
  }

  /** @override @param {string} sql @param {unknown[]} [values] */
  async run(sql, values = []) {
    // D1 takes a statement to end with its line.
    const statement = this.#database.prepare(sql.replaceAll('\n', ' '))
    return (await statement.bind(...values).all()).results
  }
}

/**
 * What is used of Cloudflare's type of this name.
 *
 * @typedef {{ prepare(sql: string): D1Statement }} D1Database
 */

/** @typedef {{ bind(...values: unknown[]): { all(): Promise<{ results: any[] }> } }} D1Statement */
