import { check, optional } from '../lib/option-table.js'
import { invalidOption } from '../http/invalid-option.js'
import { connectionOptions, isConnection, isUrl } from './shared/options.js'
import { SharedCommits } from './shared/shared-commits.js'
import { SqlStore } from './shared/sql.js'
import { Turns } from './shared/turns.js'

/**
 * A `Store` in SQLite through `@libsql/client`: a file (`file:tokens.db`), or a libSQL server (`libsql://…`).
 *
 * Several processes may share one file: they write in turns, and the requests of one process that write at the same time
 * share a commit. A write is answered once it is on the disk: the file is in WAL mode, and `synchronous` is left at SQLite's
 * FULL.
 */
export class SqliteStore extends SqlStore {
  #options
  #turns = new Turns()
  #commits = new SharedCommits(this.#turns)
  /** @type {import('@libsql/client').Client | undefined} */
  #client

  /**
   * Throws ERR_OPTION_INVALID for a wrong option.
   *
   * @param {object} options
   * @param {string} [options.url] `file:tokens.db`, or of a server
   * @param {string} [options.authToken] for a server
   * @param {import('@libsql/client').Client} [options.client] one that is open already, instead of the two: from
   *   `@libsql/client/web` at the edge
   */
  constructor(options) {
    super()
    this.#options = connectionOptions(options, OPTIONS, 'client')
    if (this.#options.authToken !== undefined && this.#options.client !== undefined) throw invalidOption('authToken', 'must not be given together with client')
    this.#client = this.#options.client
  }

  /** @override @param {import('./shared/sql.js').ServedBy} [service] */
  async migrate(service) {
    if (service !== undefined) this.#turns.timeout = service.timeout
    const client = await this.#open()
    if (client.protocol === 'file') await this.#turns.wait(() => client.executeMultiple('PRAGMA journal_mode = WAL'))
    await super.migrate(service)
  }

  /** @override @param {string} sql @param {any[]} [args] */
  async run(sql, args = []) {
    const client = await this.#open()
    const statement = { sql, args }
    if (client.protocol === 'file' && !sql.startsWith('SELECT')) return this.#commits.run(client, statement)
    return this.#turns.wait(async () => (await client.execute(statement)).rows)
  }

  /** @override */
  async close() {
    this.#client?.close()
    this.#client = undefined
  }

  async #open() {
    if (this.#client !== undefined) return this.#client
    const { createClient } = await import('@libsql/client')
    const { url, authToken } = this.#options
    // Another request may have been faster while the driver was loaded.
    return (this.#client ??= createClient({ url, authToken }))
  }
}

const OPTIONS = {
  authToken: optional(check((value) => typeof value === 'string', 'must be a string')),
  client: isConnection('execute', 'a client of @libsql/client'),
  url: isUrl('file', 'libsql', 'https', 'http', 'wss', 'ws'),
}
