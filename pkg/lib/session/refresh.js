import { beginRefresh as begin, presentRefresh as present, randomId } from '../wasm/later.js'
import { byDefault, isBoolean, isInstant, isName, isPositiveSeconds, isSeconds, optional, readOptions } from '../option-table.js'
import { invalidOption, optionsText } from '../options.js'

/**
 * The record of a new grant: its first refresh token is to have the `jti` and the `exp` of the record, and to be issued
 * at `at`.
 *
 * @param {number} now in seconds
 * @param {number} lifetime of a refresh token, in seconds
 * @param {number} [end] of the session, in seconds since the epoch: no refresh token outlives it
 * @returns {RefreshRecord}
 */
export function beginRefresh(now, lifetime, end) {
  readOptions({ now, lifetime, end }, { now: isInstant, lifetime: isPositiveSeconds, end: optional(isInstant) }, invalidOption)
  return /** @type {RefreshRecord} */ (begin(randomId(), now, lifetime, end))
}

/**
 * What presenting a verified refresh token to the record of its grant leads to (RFC 9700 §4.14.2). Nothing is stored
 * here: `next` takes the record's place, if that is unchanged, before anything else is done.
 *
 * @param {RefreshRecord} record
 * @param {string} jti of the presented token
 * @param {{ now: number, arrived?: number, lifetime: number, grace: number, end?: number, isOwnerActive?: boolean }} times in
 *   seconds; the token is judged as of when its request `arrived` (`now`), and the next one is dated `now`. Within `grace` an
 *   exchanged token is answered with the same pair again, and no token is after `end`. `isOwnerActive` (true) says whether
 *   anything may be issued at all
 * @returns {RefreshOutcome}
 */
export function presentRefresh(record, jti, times) {
  const { now, arrived = now, lifetime, grace, end, isOwnerActive } = readOptions({ jti, ...times }, PRESENTED, invalidOption)
  return /** @type {RefreshOutcome} */ (present(optionsText(record), jti, randomId(), arrived, now, lifetime, grace, end, isOwnerActive))
}

const PRESENTED = { jti: isName(1024), now: isInstant, arrived: optional(isInstant), lifetime: isPositiveSeconds, grace: isSeconds, end: optional(isInstant), isOwnerActive: byDefault(true, isBoolean) }

/**
 * @typedef {object} RefreshRecord what is stored of a grant's refresh tokens; nothing of it is secret
 * @property {string} jti of the only refresh token that can be used now
 * @property {number} at when that token was issued, in seconds
 * @property {number} exp when it expires, in seconds
 * @property {string} [previous] the `jti` of the token that was exchanged for it
 * @property {number} [revoked] when the grant was revoked, in seconds
 */

/**
 * `rotated`: store `next`, then issue its pair. `replayed`: issue the record's pair again. `reused`: theft; store
 * `next`, which revokes the grant. `expired` and `revoked`: log in again. `inactive`: nothing is issued, nothing is stored.
 *
 * @typedef {{ outcome: 'rotated', next: RefreshRecord } | { outcome: 'reused', next: RefreshRecord }
 *   | { outcome: 'replayed' } | { outcome: 'expired' } | { outcome: 'revoked' } | { outcome: 'inactive' }} RefreshOutcome
 */
