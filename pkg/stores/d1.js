import { invalidOption } from '../http/invalid-option.js'
import { SqlStore } from './shared/sql.js'

/** A `Store` in a Cloudflare D1 database: `new D1Store(env.DB)`. */
export class D1Store extends SqlStore {
  #database

  /** Throws ERR_OPTION_INVALID for what is not a database. @param {D1Database} database the binding */
  constructor(database) {
    super()
    if (typeof database?.prepare !== 'function') throw invalidOption('database', 'must be a D1 binding, like env.DB')
    this.#database = database
  }

  /** @override @param {string} sql @param {any[]} [values] */
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
