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

/** @typedef {{ id: string, isAuthenticated: boolean }} Client what is known of the client of a request */
