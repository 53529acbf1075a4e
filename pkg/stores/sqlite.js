import { check, optional } from '../lib/option-table.js'
import { connectionOptions, invalidOption, isConnection, isUrl } from './shared/options.js'
import { SqlStore } from './shared/sql.js'
import { Turns } from './shared/turns.js'

/**
 * A `Store` in SQLite through `@libsql/client`: a file (`file:tokens.db`), or a libSQL server (`libsql://…`).
 *
 * Several processes may share one file: they write in turns.
 */
export class SqliteStore extends SqlStore {
  #options
  #turns = new Turns()
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
    if (client.protocol === 'file') await this.#turns.take(() => client.executeMultiple('PRAGMA journal_mode = WAL'))
    await super.migrate(service)
  }

  /** @override @param {string} sql @param {any[]} [args] */
  async run(sql, args = []) {
    const client = await this.#open()
    const statement = { sql, args }
    if (client.protocol === 'file' && !sql.startsWith('SELECT')) return this.#turns.take(() => write(client, statement))
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

/**
 * Takes the file's lock before it writes. A statement that finds the file locked would stay in progress until the garbage
 * collector ends it, and until then nothing that its connection writes is committed (libsql-client-ts, issue 352). What
 * `executeMultiple` runs is ended at once.
 *
 * @param {import('@libsql/client').Client} client @param {import('@libsql/client').InStatement} statement
 */
const write = async (client, statement) => {
  const transaction = await client.transaction('deferred')
  try {
    await transaction.executeMultiple('COMMIT; BEGIN IMMEDIATE')
    const { rows } = await transaction.execute(statement)
    await transaction.commit()
    return rows
  } finally {
    transaction.close()
  }
}

const OPTIONS = {
  authToken: optional(check((value) => typeof value === 'string', 'must be a string')),
  client: isConnection('execute', 'a client of @libsql/client'),
  url: isUrl('file', 'libsql', 'https', 'http', 'wss', 'ws'),
}
