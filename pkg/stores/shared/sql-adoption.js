import { REFUSAL, isSignedBy } from './adoption.js'

/**
 * Gives the records that name no issuer to the service, unless something speaks for another one: rows of another
 * issuer, or a living grant that none of the service's keys signed. Then it throws, and changes nothing.
 *
 * @param {Database} database
 * @param {import('../../service/store/store.js').ServedBy} service
 */
export async function adoptAll(database, { issuer, kids, now }) {
  const either = (/** @type {string} */ condition) => `SELECT issuer FROM countersign_grants WHERE ${condition}
    UNION ALL SELECT issuer FROM countersign_api_tokens WHERE ${condition} LIMIT 1`
  if ((await database.run(either('issuer IS NULL'))).length === 0) return
  const isShared = (await database.run(either('issuer <> ?1'), [issuer])).length > 0
  if (isShared || !(await areSignedBy(database, kids, now))) throw new Error(REFUSAL)
  await database.run(`UPDATE countersign_api_tokens ${setIssuer(database)} WHERE issuer IS NULL`, [issuer])
  await database.run(`UPDATE countersign_grants SET issuer = ?1 WHERE issuer IS NULL`, [issuer])
}

/**
 * Gives those of the records that name no issuer to `issuer` of which `isIts` says so, and answers how many.
 *
 * @param {Database} database
 * @param {string} issuer
 * @param {(record: any, kind: 'grant' | 'api-token') => boolean} isIts
 */
export async function adopt(database, issuer, isIts) {
  let adopted = 0
  for await (const { id, record } of ownerless(database, 'countersign_grants')) {
    if (!isIts(record, 'grant')) continue
    adopted += (await database.run(`UPDATE countersign_grants SET issuer = ?1 WHERE id = ?2 AND issuer IS NULL RETURNING id`, [issuer, id])).length
  }
  const update = `UPDATE countersign_api_tokens ${setIssuer(database)} WHERE id = ?2 AND issuer IS NULL RETURNING id`
  for await (const { id, record } of ownerless(database, 'countersign_api_tokens')) {
    if (isIts(record, 'api-token')) adopted += (await database.run(update, [issuer, id])).length
  }
  return adopted
}

/** @param {Database} database */
const setIssuer = (database) => `SET issuer = ?1, ended = COALESCE(${database.numberIn('revoked')}, ${database.numberIn('expires')})`

/** @param {Database} database @param {readonly string[]} kids @param {number} now */
const areSignedBy = async (database, kids, now) => {
  for await (const { record } of ownerless(database, 'countersign_grants')) if (!isSignedBy(record, kids, now)) return false
  return true
}

/** In pages: there may be millions. @param {Database} database @param {string} table */
async function* ownerless(database, table) {
  for (let after = ''; ; ) {
    const rows = await database.run(`SELECT id, record FROM ${table} WHERE issuer IS NULL AND id > ?1 ORDER BY id LIMIT ${PAGE}`, [after])
    for (const { id, record } of rows) yield { id, record: JSON.parse(record) }
    if (rows.length < PAGE) return
    after = rows[PAGE - 1].id
  }
}

const PAGE = 1000

/**
 * @typedef {object} Database what this needs of an `SqlStore`
 * @property {(sql: string, args?: any[]) => Promise<any[]>} run
 * @property {(member: string) => string} numberIn
 */
