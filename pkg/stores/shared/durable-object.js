import { makeTables } from './sql-schema.js'
import { SqlStore } from './sql.js'

/**
 * The class of the objects that hold the records, each in an SQLite database of its own: a Worker exports it, and its settings
 * name it under `new_sqlite_classes`. Only the Worker's binding reaches it.
 */
export class TokenObject {
  #sql

  /** @param {ObjectState} state */
  constructor(state) {
    this.#sql = state.storage.sql
    void state.blockConcurrencyWhile(() => makeTables(async (sql, values) => this.#run(sql, values)))
  }

  /** Runs one statement. What it writes is on the disk before the answer leaves. @param {Request} request */
  async fetch(request) {
    const { sql, values } = /** @type {any} */ (await request.json())
    try {
      return Response.json(this.#run(sql, values))
    } catch (error) {
      return new Response(String(error), { status: 500 })
    }
  }

  /** @param {string} sql @param {unknown[]} [values] @returns {any[]} */
  #run(sql, values = []) {
    return this.#sql.exec(sql, ...values).toArray()
  }
}

/** The records of one object, as the Worker sees them. */
export class ObjectStore extends SqlStore {
  #namespace
  #name

  /** @param {ObjectNamespace} namespace @param {string} name */
  constructor(namespace, name) {
    super()
    this.#namespace = namespace
    this.#name = name
  }

  /** @override @param {string} sql @param {any[]} [values] */
  async run(sql, values = []) {
    // A stub that failed once goes on failing, so that each statement takes a new one.
    const object = this.#namespace.get(this.#namespace.idFromName(this.#name))
    const response = await object.fetch('https://object/', { method: 'POST', body: JSON.stringify({ sql, values }) })
    if (response.status !== 200) throw new Error(await response.text())
    return response.json()
  }
}

/**
 * What is used of Cloudflare's `DurableObjectState`.
 *
 * @typedef {object} ObjectState
 * @property {{ sql: { exec(sql: string, ...values: any[]): { toArray(): any[] } } }} storage
 * @property {<T>(work: () => Promise<T>) => Promise<T>} blockConcurrencyWhile
 */

/**
 * What is used of Cloudflare's `DurableObjectNamespace`.
 *
 * @typedef {object} ObjectNamespace
 * @property {(name: string) => any} idFromName
 * @property {(id: any) => { fetch(url: string, init?: any): Promise<any> }} get
 */
