export const GRANTS = 'SELECT issuer, number, version, record FROM countersign_grants'
export const API_TOKENS = 'SELECT issuer, version, record FROM countersign_api_tokens'

/** Databases count from 1, status lists from 0. @param {any} row */
export function statusOf(row) {
  return Number(row.number) - 1
}

/** @param {any} row @returns {Owned<Grant>} */
export function grantOf(row) {
  return { ...JSON.parse(row.record), issuer: row.issuer, version: Number(row.version), status: statusOf(row) }
}

/** An API token, or a key ring. @param {any} row */
export function recordOf(row) {
  return { ...JSON.parse(row.record), issuer: row.issuer, version: Number(row.version) }
}

/** @template Stored @typedef {import('../../service/store/store.js').Owned<Stored>} Owned */
/** @typedef {import('../../service/store/store.js').Grant} Grant */
