import { ownerKey } from '../../lib/service/store.js'

/**
 * A `Store` in two tables of an SQL database. A record is JSON text; beside it stand the columns that it is found by.
 *
 * Statements are SQLite's, which PostgreSQL understands with other placeholders. Each changes one row, so that each
 * is a transaction by itself.
 *
 * @implements {Store}
 */
export class SqlStore {
  /** @param {string} _sql placeholders are ?1, ?2, … @param {unknown[]} [_values] @returns {Promise<any[]>} the rows */
  async run(_sql, _values) {
    throw new Error('a subclass runs the statements')
  }

  async migrate() {
    for (const statement of schema('INTEGER PRIMARY KEY AUTOINCREMENT')) await this.run(statement)
  }

  /** @param {NewGrant} grant */
  async addGrant(grant) {
    const { id, subject, ends } = grant
    const [row] = await this.run(
      `INSERT INTO countersign_grants (id, version, subject, ends, record) VALUES (?1, 1, ?2, ?3, ?4) RETURNING number`,
      [id, subject, ends, JSON.stringify(grant)],
    )
    return statusOf(row)
  }

  /** @param {string} id */
  async grant(id) {
    const rows = await this.run(`SELECT number, version, record FROM countersign_grants WHERE id = ?1`, [id])
    return rows.map(grantOf)[0]
  }

  /** @param {Grant} grant */
  async replaceGrant({ version, status: _, ...grant }) {
    const rows = await this.run(
      `UPDATE countersign_grants SET version = version + 1, ends = ?3, revoked = ?4, record = ?5
       WHERE id = ?1 AND version = ?2 RETURNING id`,
      [grant.id, version, grant.ends, grant.revoked ?? null, JSON.stringify(grant)],
    )
    return rows.length === 1
  }

  /** @param {string} subject */
  async grantsOf(subject) {
    const select = `SELECT number, version, record FROM countersign_grants WHERE subject = ?1 AND revoked IS NULL`
    return (await this.run(select, [subject])).map(grantOf)
  }

  /** @param {number} from @param {number} to */
  async revokedStatuses(from, to) {
    const select = `SELECT number FROM countersign_grants WHERE revoked IS NOT NULL AND number > ?1 AND number <= ?2`
    return (await this.run(select, [from, to])).map(statusOf)
  }

  async statuses() {
    const [row] = await this.run(`SELECT MAX(number) AS number FROM countersign_grants`)
    return statusOf(row) + 1
  }

  /** @param {number} before */
  async sweep(before) {
    await this.run(`DELETE FROM countersign_grants WHERE ends < ?1`, [before])
  }

  /** @param {ApiTokenRecord} token */
  async addApiToken(token) {
    await this.run(
      `INSERT INTO countersign_api_tokens (id, version, owner, digest, record) VALUES (?1, 1, ?2, ?3, ?4)`,
      [token.id, ownerKey(token.owner), token.digest, JSON.stringify(token)],
    )
  }

  /** @param {string} id */
  async apiToken(id) {
    return (await this.run(`SELECT version, record FROM countersign_api_tokens WHERE id = ?1`, [id])).map(apiTokenOf)[0]
  }

  /** @param {string} digest */
  async apiTokenByDigest(digest) {
    const rows = await this.run(
      `SELECT version, record FROM countersign_api_tokens WHERE digest = ?1
       UNION ALL SELECT version, record FROM countersign_api_tokens WHERE previous = ?1`,
      [digest],
    )
    return rows.map(apiTokenOf)[0]
  }

  /** @param {ApiTokenRecord} token */
  async replaceApiToken(token) {
    const rows = await this.run(
      `UPDATE countersign_api_tokens SET version = version + 1, digest = ?3, previous = ?4, record = ?5
       WHERE id = ?1 AND version = ?2 RETURNING id`,
      [token.id, token.version, token.digest, token.previous ?? null, JSON.stringify(token)],
    )
    return rows.length === 1
  }

  /** @param {{ owner?: string, after?: string, limit: number }} page */
  async apiTokens({ owner, after = '', limit }) {
    const select = `SELECT version, record FROM countersign_api_tokens WHERE id > ?1`
    const rows = owner === undefined
      ? await this.run(`${select} ORDER BY id LIMIT ?2`, [after, limit])
      : await this.run(`${select} AND owner = ?2 ORDER BY id LIMIT ?3`, [after, owner, limit])
    return rows.map(apiTokenOf)
  }

  async close() {}
}

/**
 * The statements that make the tables where they are missing.
 *
 * @param {string} counter the type of a primary key that counts 1, 2, 3, … and never gives a number twice
 */
export const schema = (counter) => [
  `CREATE TABLE IF NOT EXISTS countersign_grants (
     number ${counter}, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, subject TEXT NOT NULL,
     ends DOUBLE PRECISION NOT NULL, revoked DOUBLE PRECISION, record TEXT NOT NULL)`,
  `CREATE INDEX IF NOT EXISTS countersign_grants_subject ON countersign_grants (subject)`,
  `CREATE INDEX IF NOT EXISTS countersign_grants_ends ON countersign_grants (ends)`,
  `CREATE INDEX IF NOT EXISTS countersign_grants_revoked ON countersign_grants (number) WHERE revoked IS NOT NULL`,
  `CREATE TABLE IF NOT EXISTS countersign_api_tokens (
     id TEXT PRIMARY KEY, version INTEGER NOT NULL, owner TEXT NOT NULL, digest TEXT NOT NULL UNIQUE,
     previous TEXT UNIQUE, record TEXT NOT NULL)`,
  `CREATE INDEX IF NOT EXISTS countersign_api_tokens_owner ON countersign_api_tokens (owner, id)`,
]

/** Databases count from 1, status lists from 0. @param {any} row */
const statusOf = (row) => Number(row.number) - 1

/** @param {any} row @returns {Grant} */
const grantOf = (row) => ({ ...JSON.parse(row.record), version: Number(row.version), status: statusOf(row) })

/** @param {any} row @returns {ApiTokenRecord} */
const apiTokenOf = (row) => ({ ...JSON.parse(row.record), version: Number(row.version) })

/** @typedef {import('../../lib/service/store.js').Store} Store */
/** @typedef {import('../../lib/service/store.js').Grant} Grant */
/** @typedef {import('../../lib/service/store.js').NewGrant} NewGrant */
/** @typedef {import('../../lib/service/store.js').ApiTokenRecord} ApiTokenRecord */
