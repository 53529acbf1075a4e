import { OAuthError } from '../oauth-error.js'

/**
 * Throws unless this client may use the tokens of a grant: the one that it was issued to (RFC 6749 §6, RFC 7009 §2.1).
 * If that client has a secret, it must have proved it now.
 *
 * @param {Pick<import('../store/store.js').Grant, 'client' | 'confidential'>} grant
 * @param {Pick<Client, 'id' | 'isAuthenticated'>} [client]
 */
export function checkHolder({ client: holder, confidential }, client) {
  if (client !== undefined && client.id !== holder) throw new OAuthError('invalid_grant', 'the token was issued to another client', { status: 400 })
  if (confidential === true && !client?.isAuthenticated) {
    throw new OAuthError('invalid_client', 'the token was issued to a client that must authenticate itself')
  }
}

/**
 * Throws unless the key that a grant is bound to was proven (RFC 9449 §5). A client that authenticates itself may prove another
 * key, since a thief of its refresh token cannot; it may not do without one.
 *
 * One that began without a key stays so: a thief who could bind it would lock its owner out.
 *
 * @param {Pick<import('../store/store.js').Grant, 'thumbprint' | 'confidential'>} grant
 * @param {ProvenKey} [proof]
 */
export function checkKey({ thumbprint, confidential }, proof) {
  if (thumbprint !== undefined && proof === undefined) {
    throw new OAuthError('invalid_dpop_proof', 'the refresh token is bound to a key, and the request has no proof of it', { code: 'ERR_PROOF_MISSING' })
  }
  if (confidential !== true) checkSameKey({ thumbprint }, proof)
}

/** Throws unless this is the very key of the present pair. @param {Pick<import('../store/store.js').Grant, 'thumbprint'>} grant @param {ProvenKey} [proof] */
export function checkSameKey({ thumbprint }, proof) {
  if (proof?.thumbprint === thumbprint) return
  throw new OAuthError('invalid_grant', 'the refresh token is not bound to the key of the proof', { status: 400, code: 'ERR_PROOF_KEY_MISMATCH' })
}

/** @typedef {{ thumbprint: string }} ProvenKey */
/** @typedef {{ id: string, isAuthenticated: boolean }} Client what is known of the client of a request */
