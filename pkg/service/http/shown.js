/**
 * What is shown of an API token: all but its digests, and the token itself only if it is new.
 *
 * @param {import('../store/store.js').ApiTokenRecord & { token?: string }} record
 */
export function shownApiToken({ id, label, role, owner, scope, start, created, expires, revoked, used, grace, token }) {
  return {
    id, name: label, role: role ?? null, owner: { type: owner.type, id: owner.id }, scope, start, created_at: created, expires_at: expires ?? null,
    revoked_at: revoked ?? null, last_used_at: used ?? null, ...(grace !== undefined && { previous_until: grace }), ...(token !== undefined && { token }),
  }
}

/**
 * What is shown of a grant to the one that it speaks for.
 *
 * @param {import('../store/store.js').Grant} grant
 * @param {string} [current] the id of the grant that asks
 */
export function shownSession({ id, client, scope, created, authTime, at, ends, until, apiToken }, current) {
  return {
    id, client, scope, created_at: created, authenticated_at: authTime ?? null, refreshed_at: at, ends_at: ends, latest_end_at: until ?? null,
    api_token: apiToken ?? null, current: id === current,
  }
}
