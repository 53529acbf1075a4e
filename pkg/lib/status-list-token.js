import { StatusList } from './status-list.js'
import { Verifier } from './verifier.js'

/**
 * Reads Status List Tokens (draft-ietf-oauth-status-list §5.1): verified, then unpacked.
 *
 * @param {{ keys: import('./verifier.js').Keys, issuer: string | readonly string[] | null, now: () => number }} trust
 * @returns {(text: string) => Promise<ReadList>}
 */
export const statusListReader = ({ keys, issuer, now }) => {
  const policy = { issuer, audience: null, type: 'statuslist+jwt', requiredClaims: ['sub', 'iat'], expiry: /** @type {const} */ ('optional') }
  const verifier = new Verifier(keys, { ...policy, maxTokenBytes: MAX_BYTES, cache: false, now })
  return async (text) => {
    const { claims, expiresAt } = await verifier.authenticate(`Bearer ${text.trim()}`)
    const { bits, lst } = Object(claims.status_list)
    const statuses = await StatusList.decode({ bits, lst })
    return { subject: /** @type {string} */ (claims.sub), statuses, ttl: boundedTtl(claims.ttl), expires: expiresAt ?? Infinity }
  }
}

/** @param {unknown} ttl */
const boundedTtl = (ttl) =>
  typeof ttl === 'number' && ttl > 0 ? Math.min(Math.max(ttl, MIN_TTL), MAX_TTL) : undefined

/** A million revoked and valid grants at random are 233 kB. */
const MAX_BYTES = 512 * 1024
const MIN_TTL = 1
const MAX_TTL = 86_400

/**
 * @typedef {object} ReadList
 * @property {string} subject the URI that the list is for
 * @property {StatusList} statuses
 * @property {number | undefined} ttl for how long it is fresh, in seconds
 * @property {number} expires in seconds
 */
