/**
 * The statements that make the tables if they are missing.
 *
 * @param {string} counter the type of a primary key that counts 1, 2, 3, … and never gives a number twice
 */
export function tables(counter) {
  return [
    `CREATE TABLE IF NOT EXISTS countersign_grants (
       number ${counter}, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, subject TEXT NOT NULL,
       ends DOUBLE PRECISION NOT NULL, revoked DOUBLE PRECISION, record TEXT NOT NULL, issuer TEXT, api_token TEXT)`,
    `CREATE TABLE IF NOT EXISTS countersign_api_tokens (
       id TEXT PRIMARY KEY, version INTEGER NOT NULL, owner TEXT NOT NULL, digest TEXT NOT NULL UNIQUE,
       previous TEXT UNIQUE, record TEXT NOT NULL, issuer TEXT, ended DOUBLE PRECISION)`,
    `CREATE TABLE IF NOT EXISTS countersign_proofs (
       issuer TEXT NOT NULL, id TEXT NOT NULL, ends DOUBLE PRECISION NOT NULL, PRIMARY KEY (issuer, id))`,
  ]
}

/** What the tables of earlier versions lack. Rows without an issuer are from before it was stored. */
export const addedColumns = [
  { table: 'countersign_grants', column: 'issuer', type: 'TEXT' },
  { table: 'countersign_api_tokens', column: 'issuer', type: 'TEXT' },
  { table: 'countersign_api_tokens', column: 'ended', type: 'DOUBLE PRECISION' },
  { table: 'countersign_grants', column: 'api_token', type: 'TEXT' },
]

/** The table that is made last: when it is there, all is. */
export const LAST = 'countersign_key_rings'

/** With the table that is made last. */
export const indexes = [
  `CREATE INDEX IF NOT EXISTS countersign_grants_issuer_subject_id ON countersign_grants (issuer, subject, id) WHERE revoked IS NULL`,
  `CREATE INDEX IF NOT EXISTS countersign_grants_issuer_ends ON countersign_grants (issuer, ends)`,
  `CREATE INDEX IF NOT EXISTS countersign_grants_issuer_revoked ON countersign_grants (issuer, number) WHERE revoked IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS countersign_api_tokens_issuer_owner ON countersign_api_tokens (issuer, owner, id)`,
  `CREATE INDEX IF NOT EXISTS countersign_api_tokens_issuer_owner_ended ON countersign_api_tokens (issuer, owner, ended)`,
  `CREATE INDEX IF NOT EXISTS countersign_api_tokens_issuer_id ON countersign_api_tokens (issuer, id)`,
  `CREATE INDEX IF NOT EXISTS countersign_api_tokens_issuer_ended_id ON countersign_api_tokens (issuer, ended, id) WHERE ended IS NOT NULL`,
  // Those of earlier versions, which no statement uses any more.
  ...['grants_subject', 'grants_ends', 'grants_revoked', 'api_tokens_owner', 'grants_issuer_subject', 'api_tokens_issuer_ended'].map(
    (name) => `DROP INDEX IF EXISTS countersign_${name}`,
  ),
  `CREATE INDEX IF NOT EXISTS countersign_grants_issuer_api_token ON countersign_grants (issuer, api_token, id) WHERE api_token IS NOT NULL AND revoked IS NULL`,
  `CREATE INDEX IF NOT EXISTS countersign_proofs_issuer_ends ON countersign_proofs (issuer, ends)`,
  `CREATE TABLE IF NOT EXISTS ${LAST} (issuer TEXT PRIMARY KEY, version INTEGER NOT NULL, record TEXT NOT NULL)`,
]

/**
 * Makes the tables in SQLite, or brings them up to date. Several processes may do it at once, and one that dies leaves
 * the rest to the next.
 *
 * @param {(sql: string, values?: any[]) => Promise<any[]>} run
 */
export async function makeTables(run) {
  const definition = async (/** @type {string} */ name) => (await run(`SELECT sql FROM sqlite_master WHERE name = ?1`, [name]))[0]?.sql
  if ((await definition(LAST)) !== undefined) return
  for (const statement of tables('INTEGER PRIMARY KEY AUTOINCREMENT')) await run(statement)
  for (const { table, column, type } of addedColumns) {
    const has = async () => new RegExp(`\\b${column}\\b`).test(await definition(table))
    if (await has()) continue
    await run(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`).catch(async (error) => {
      // Another process may have been faster.
      if (!(await has())) throw error
    })
  }
  for (const statement of indexes) await run(statement)
}
