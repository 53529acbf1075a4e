import { boundedAuthority } from 'countersign'
import { scopesOf } from '../identity.js'
import { requireActive } from '../owners/standing.js'

/**
 * The record of a token that was found good, with what the token *and* its owner may do. A copy that no handler can change
 * for the next request. Throws ERR_TOKEN_REVOKED if the owner is not active.
 *
 * @param {import('../store/store.js').ApiTokenRecord} record
 * @param {import('../owners/standing.js').Standing} standing of its owner
 * @returns {VerifiedApiToken}
 */
export function verified(record, standing) {
  requireActive(standing)
  const { scope, roles } = bounded(record, standing)
  return Object.freeze({ ...record, owner: Object.freeze({ ...record.owner }), scope, roles: Object.freeze(roles) })
}

/** What an API token was made to do. @param {{ scope: string, role?: string }} record @returns {import('countersign').Authority} */
export function authorityOf({ scope, role }) {
  return { scopes: scopesOf(scope), roles: role === undefined ? [] : [role] }
}

/** @type {(record: import('../store/store.js').ApiTokenRecord, standing: import('../owners/standing.js').Standing) => { scope: string, roles: readonly string[] }} */
const bounded = (record, { authority }) => {
  const own = authorityOf(record)
  const isBound = authority.scopes !== undefined || authority.roles !== undefined
  const { scopes = [], roles = [] } = isBound ? boundedAuthority(own, authority) : own
  return { scope: isBound ? scopes.join(' ') : record.scope, roles }
}

/**
 * An API token's record, with the `scope` and the `roles` that it has at this moment.
 *
 * @typedef {Readonly<import('../store/store.js').ApiTokenRecord & { roles: readonly string[] }>} VerifiedApiToken
 */
