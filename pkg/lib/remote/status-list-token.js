import { StatusList } from '../session/status-list.js'
import { TokenError } from '../error.js'
import { Verifier } from '../token/verifier.js'

/**
 * Status List Tokens (draft-ietf-oauth-status-list-21 §5.1) as documents: verified, then unpacked.
 *
 * @param {{ keys: import('../keys/fixed-keys.js').Keys, issuer: string | readonly string[] | null, now: () => number }} trust
 * @returns {import('./local-copy.js').Kind<ReadList>}
 */
export function statusListKind({ keys, issuer, now }) {
  const policy = { issuer, audience: null, type: 'statuslist+jwt', requiredClaims: ['sub', 'iat'], expiry: /** @type {const} */ ('optional') }
  const verifier = new Verifier(keys, { ...policy, maxTokenBytes: MAX_BYTES, cache: false, now })
  /** @param {string} text @param {string} url */
  const read = async (text, url) => {
    const { claims, expiresAt } = await verifier.authenticate(`Bearer ${text.trim()}`)
    // Refused before it is unpacked: another list of the issuer's must not take the place of this one.
    if (claims.sub !== url) throw new Error(`${url} answered with another status list`)
    const { bits, lst } = Object(claims.status_list)
    const statuses = await StatusList.decode({ bits, lst })
    return { statuses, lifetime: boundedTtl(claims.ttl), issuedAt: /** @type {number} */ (claims.iat), expires: expiresAt ?? Infinity }
  }
  return { accept: ACCEPT, read, refuse, times: (list) => list, rest, release, unavailable, mustWait: true }
}

/**
 * Refuses a list that is over, or older than the one that is held: played back, it would un-revoke tokens.
 *
 * @param {ReadList} list
 * @param {ReadList | undefined} held
 * @param {number} now
 */
const refuse = ({ issuedAt, expires }, held, now) => {
  if (expires <= now) throw new Error('the status list has expired')
  // A list from the future was signed or read by a clock that was wrong: it must not lock out those of the right time.
  const order = held !== undefined && held.issuedAt <= now + CLOCK_DIFFERENCE ? held.issuedAt : -Infinity
  if (issuedAt < order) throw new Error('the status list is older than the one that is held')
}

/** A list that was old when it came is asked for again soon, but not by every request. @param {number} lifetime */
const rest = (lifetime) => Math.max(lifetime / 30, MIN_TTL)

/** @param {ReadList} list */
const release = ({ statuses }) => statuses.free()

/** @param {unknown} cause */
const unavailable = (cause) => new TokenError('ERR_STORE_UNAVAILABLE', 'the status list is not available', { cause })

/** @param {unknown} ttl */
const boundedTtl = (ttl) =>
  typeof ttl === 'number' && ttl > 0 ? Math.min(Math.max(ttl, MIN_TTL), MAX_TTL) : undefined

const ACCEPT = 'application/statuslist+jwt'
/** A million revoked and valid grants at random are 233 kB. */
const MAX_BYTES = 512 * 1024
const MIN_TTL = 1
const MAX_TTL = 86_400
/** By how much an `iat` may be in the future, leeway included. */
const CLOCK_DIFFERENCE = 65

/**
 * @typedef {object} ReadList
 * @property {StatusList} statuses
 * @property {number | undefined} lifetime for how long it is fresh by its `ttl`, in seconds
 * @property {number} issuedAt in seconds
 * @property {number} expires in seconds
 */
