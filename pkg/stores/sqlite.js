import { SqlStore } from './shared/sql.js'

/**
 * A `Store` in SQLite through `@libsql/client`: a file (`file:tokens.db`), or a libSQL server (`libsql://…`).
 *
 * Several processes may share one file.
 */
export class SqliteStore extends SqlStore {
  #options
  /** @type {import('@libsql/client').Client | undefined} */
  #client

  /**
   * @param {object} options
   * @param {string} [options.url]
   * @param {string} [options.authToken] for a server
   * @param {import('@libsql/client').Client} [options.client] one that is open already, in place of the two: from
   *   `@libsql/client/web` at the edge
   */
  constructor(options) {
    super()
    this.#options = options
    this.#client = options.client
  }

  /** @override */
  async migrate() {
    const client = await this.#open()
    if (client.protocol === 'file') await client.execute('PRAGMA journal_mode = WAL')
    await super.migrate()
  }

  /** @override @param {string} sql @param {any[]} [args] */
  async run(sql, args = []) {
    const client = await this.#open()
    return (await client.execute({ sql, args })).rows
  }

  /** @override */
  async close() {
    this.#client?.close()
    this.#client = undefined
  }

  async #open() {
    if (this.#client !== undefined) return this.#client
    const { createClient } = await import('@libsql/client')
    // Another request may have been faster while the driver was loaded.
    this.#client ??= createClient({ url: this.#options.url ?? '', authToken: this.#options.authToken })
    // Processes that share a file wait for each other's commit instead of failing at once.
    if (this.#client.protocol === 'file') await this.#client.execute('PRAGMA busy_timeout = 5000')
    return this.#client
  }
}
