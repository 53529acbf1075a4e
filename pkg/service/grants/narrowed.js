import { boundedAuthority } from 'countersign'
import { narrowedScope } from './grant-request.js'
import { scopesOf } from '../identity.js'

/**
 * What the next pair of a grant may do, if that is less than the grant: what was asked for (RFC 6749 §6), and no more than
 * its owner may do at this moment.
 *
 * @param {import('../store/store.js').Grant} grant
 * @param {string | undefined} asked
 * @param {import('../owners/standing.js').Standing} standing
 */
export function narrowed(grant, asked, { authority }) {
  const scope = narrowedScope(grant, asked)
  if (authority.scopes === undefined && authority.roles === undefined) return { narrowed: scope, narrowedRoles: undefined }
  const own = { scopes: scopesOf(scope ?? grant.scope), roles: grant.roles ?? [] }
  const { scopes = [], roles = [] } = boundedAuthority(own, authority)
  return { narrowed: scopes.join(' '), narrowedRoles: roles }
}
