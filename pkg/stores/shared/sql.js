import { MARGIN } from '../../service/store/retention.js'
import { requireIssuer, requireStorable, storableText } from '../../service/store/storable.js'
import { STORE_VERSION, endOf, ownerKey } from '../../service/store/store.js'
import { replaysIn } from './replays.js'
import { adopt, adoptAll } from './sql-adoption.js'
import { API_TOKENS, GRANTS, grantOf, recordOf, statusOf } from './sql-rows.js'
import { makeTables } from './sql-schema.js'

/**
 * A `Store` in four tables of an SQL database. A record is JSON text, next to the columns that it is found by.
 *
 * Statements are SQLite's, which PostgreSQL understands with other placeholders. Each changes one table, so that each
 * is a transaction of its own.
 *
 * @implements {Store}
 */
export class SqlStore {
  /** @readonly @type {4} of the interface */
  version = STORE_VERSION
  /** When this process forgot old proofs last, in seconds. */
  #swept = -Infinity

  /** @param {string} _sql placeholders are ?1, ?2, … @param {any[]} [_values] @returns {Promise<any[]>} the rows */
  async run(_sql, _values) {
    throw new Error('a subclass runs the statements')
  }

  /** An expression for a number in the column `record`, or NULL. @param {string} member */
  numberIn(member) {
    return `json_extract(record, '$.${member}')`
  }

  /** Makes the tables, or brings those of an earlier version up to date. */
  async makeTables() {
    await makeTables((sql, values) => this.run(sql, values))
  }

  /** @param {ServedBy} [service] adopts the records of a version that named no issuer */
  async migrate(service) {
    await this.makeTables()
    if (service !== undefined) await adoptAll(this, service)
  }

  /**
   * Says whose the records are that an earlier version stored without an issuer: a step for operators of a database that
   * several services shared. Answers how many became `issuer`'s.
   *
   * @param {string} issuer
   * @param {(record: NewGrant | ApiTokenRecord, kind: 'grant' | 'api-token') => boolean} isIts
   */
  async adopt(issuer, isIts) {
    await this.makeTables()
    return adopt(this, requireIssuer(issuer), isIts)
  }

  /** @param {Owned<NewGrant>} grant */
  async addGrant(grant) {
    const { issuer, id, subject, apiToken, ends } = grant
    requireStorable(requireIssuer(issuer), id, subject, apiToken)
    const [row] = await this.run(
      `INSERT INTO countersign_grants (issuer, id, version, subject, ends, record, api_token) VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6) RETURNING number`,
      [issuer, id, subject, ends, storableText(grant), apiToken ?? null],
    )
    return statusOf(row)
  }

  /** @param {string} issuer @param {string} id */
  async grant(issuer, id) {
    return (await this.run(`${GRANTS} WHERE id = ?2 AND issuer = ?1`, [issuer, id])).map(grantOf)[0]
  }

  /** @param {Owned<Grant>} grant */
  async replaceGrant({ version, status: _, ...grant }) {
    const rows = await this.run(
      `UPDATE countersign_grants SET version = version + 1, ends = ?4, revoked = ?5, record = ?6
       WHERE id = ?2 AND issuer = ?1 AND version = ?3 RETURNING id`,
      [grant.issuer, grant.id, version, grant.ends, grant.revoked ?? null, storableText(grant)],
    )
    return rows.length === 1
  }

  /** @param {string} issuer @param {import('../../service/store/store.js').GrantsPage} page */
  async grantsOf(issuer, { subject, apiToken, after = '', limit }) {
    requireStorable(subject, apiToken, after)
    const column = subject === undefined ? 'api_token' : 'subject'
    const select = `${GRANTS} WHERE issuer = ?1 AND ${column} = ?2 AND revoked IS NULL AND id > ?3 ORDER BY id LIMIT ?4`
    return (await this.run(select, [issuer, subject ?? apiToken, after, limit])).map(grantOf)
  }

  /** @param {string} issuer @param {number} from @param {number} to */
  async revokedStatuses(issuer, from, to) {
    const select = `SELECT number FROM countersign_grants WHERE issuer = ?1 AND revoked IS NOT NULL AND number > ?2 AND number <= ?3`
    return (await this.run(select, [issuer, from, to])).map(statusOf)
  }

  async statuses() {
    const [row] = await this.run(`SELECT MAX(number) AS number FROM countersign_grants`)
    return statusOf(row) + 1
  }

  /** @param {string} issuer @param {{ grants: number, apiTokens: number, proofs?: number }} before */
  async sweep(issuer, before) {
    await this.run(`DELETE FROM countersign_grants WHERE issuer = ?1 AND ends < ?2`, [issuer, before.grants])
    await this.run(`DELETE FROM countersign_api_tokens WHERE issuer = ?1 AND ended < ?2`, [issuer, before.apiTokens])
    if (before.proofs !== undefined) await this.run(FORGET_PROOFS, [issuer, before.proofs])
  }

  /** @param {Owned<ApiTokenRecord>} token */
  async addApiToken(token) {
    const { issuer, id, owner, digest } = token
    requireStorable(requireIssuer(issuer), id, owner.id)
    await this.run(
      `INSERT INTO countersign_api_tokens (issuer, id, version, owner, digest, ended, record) VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6)`,
      [issuer, id, ownerKey(owner), digest, endOf(token) ?? null, storableText(token)],
    )
  }

  /** @param {string} issuer @param {string} id */
  async apiToken(issuer, id) {
    return (await this.run(`${API_TOKENS} WHERE id = ?2 AND issuer = ?1`, [issuer, id])).map(recordOf)[0]
  }

  /** @param {string} issuer @param {string} digest */
  async apiTokenByDigest(issuer, digest) {
    const either = `${API_TOKENS} WHERE digest = ?2 AND issuer = ?1 UNION ALL ${API_TOKENS} WHERE previous = ?2 AND issuer = ?1`
    return (await this.run(either, [issuer, digest])).map(recordOf)[0]
  }

  /** @param {Owned<ApiTokenRecord>} token */
  async replaceApiToken(token) {
    const rows = await this.run(
      `UPDATE countersign_api_tokens SET version = version + 1, digest = ?4, previous = ?5, ended = ?6, record = ?7
       WHERE id = ?2 AND issuer = ?1 AND version = ?3 RETURNING id`,
      [token.issuer, token.id, token.version, token.digest, token.previous ?? null, endOf(token) ?? null, storableText(token)],
    )
    return rows.length === 1
  }

  /** @param {string} issuer @param {{ owner?: string, after?: string, limit: number }} page */
  async apiTokens(issuer, { owner, after = '', limit }) {
    requireStorable(owner, after)
    const rows = owner === undefined
      ? await this.run(`${API_TOKENS} WHERE issuer = ?1 AND id > ?2 ORDER BY id LIMIT ?3`, [issuer, after, limit])
      : await this.run(`${API_TOKENS} WHERE issuer = ?1 AND id > ?2 AND owner = ?4 ORDER BY id LIMIT ?3`, [issuer, after, limit, owner])
    return rows.map(recordOf)
  }

  /** @param {string} issuer @param {string} owner @param {number} now */
  async countApiTokens(issuer, owner, now) {
    requireStorable(owner)
    const select = `SELECT COUNT(*) AS number FROM countersign_api_tokens WHERE issuer = ?1 AND owner = ?2 AND (ended IS NULL OR ended > ?3)`
    return Number((await this.run(select, [issuer, owner, now]))[0].number)
  }

  /** @param {string} issuer @param {import('../../service/store/store.js').EndingPage} page */
  async endingApiTokens(issuer, { from, to, after = { end: from, id: '' }, limit }) {
    const select = `${API_TOKENS} WHERE issuer = ?1 AND ended >= ?2 AND ended < ?3 AND (ended, id) > (?4, ?5) ORDER BY ended, id LIMIT ?6`
    return (await this.run(select, [issuer, from, to, after.end, after.id, limit])).map(recordOf)
  }

  /** @param {string} issuer */
  async keyRing(issuer) {
    return (await this.run(`SELECT issuer, version, record FROM countersign_key_rings WHERE issuer = ?1`, [requireIssuer(issuer)])).map(recordOf)[0]
  }

  /** @param {Owned<KeyRingRecord>} ring */
  async replaceKeyRing(ring) {
    const { issuer, version } = ring
    const rows = version === 0
      ? await this.run(`INSERT INTO countersign_key_rings (issuer, version, record) VALUES (?1, 1, ?2) ON CONFLICT (issuer) DO NOTHING RETURNING issuer`, [requireIssuer(issuer), storableText(ring)])
      : await this.run(`UPDATE countersign_key_rings SET version = version + 1, record = ?3 WHERE issuer = ?1 AND version = ?2 RETURNING issuer`, [issuer, version, storableText(ring)])
    return rows.length === 1
  }

  /** @param {string} issuer @param {Proof} proof @param {number} now */
  async rememberProof(issuer, { id, until }, now) {
    requireStorable(requireIssuer(issuer), id)
    const insert = `INSERT INTO countersign_proofs (issuer, id, ends) VALUES (?1, ?2, ?3) ON CONFLICT (issuer, id) DO NOTHING RETURNING id`
    const isFirst = (await this.run(insert, [issuer, id, until])).length === 1
    // They are many and short-lived: what `sweep` is called for seldom, if at all.
    if (now - this.#swept > FORGET_EVERY) {
      this.#swept = now
      await this.run(FORGET_PROOFS, [issuer, now - MARGIN])
    }
    return isFirst
  }

  /** What remembers proofs here for a `Verifier`: its `dpop.replays`. @param {string} name of the API, such as its URL */
  replays(name) {
    return replaysIn(this, name)
  }

  async close() {}
}

const FORGET_PROOFS = 'DELETE FROM countersign_proofs WHERE issuer = ?1 AND ends < ?2'
/** In seconds. */
const FORGET_EVERY = 60

/** @template Stored @typedef {import('../../service/store/store.js').Owned<Stored>} Owned */
/** @typedef {import('../../service/store/store.js').Store} Store */
/** @typedef {import('../../service/store/store.js').ServedBy} ServedBy */
/** @typedef {import('countersign').Proof} Proof */
/** @typedef {import('../../service/store/store.js').Grant} Grant */
/** @typedef {import('../../service/store/store.js').NewGrant} NewGrant */
/** @typedef {import('../../service/store/store.js').ApiTokenRecord} ApiTokenRecord */
/** @typedef {import('../../service/store/store.js').KeyRingRecord} KeyRingRecord */
