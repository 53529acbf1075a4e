/**
 * What is stored of a record, or undefined if there is none.
 *
 * @param {string} issuer
 * @param {(string | null)[]} fields the version, a grant's status, and the record
 */
export function recordOf(issuer, fields) {
  const record = fields.at(-1)
  if (typeof record !== 'string') return undefined
  const numbers = { version: Number(fields[0]), ...(fields.length === 3 && { status: Number(fields[1]) }) }
  return { ...JSON.parse(record), issuer, ...numbers }
}

/** @param {string} issuer @param {(string | null)[][]} all */
export function recordsOf(issuer, all) {
  return all.map((fields) => recordOf(issuer, fields)).filter((record) => record !== undefined)
}
