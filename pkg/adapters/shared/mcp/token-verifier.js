import { TokenError } from 'countersign'
import { check, isFunction, optional, readOptions } from '../../../lib/option-table.js'
import { authInfoOf } from './auth-info.js'
import { invalidOption } from '../../../http/invalid-option.js'

/**
 * A verifier as the SDK's own `requireBearerAuth` asks for it (`OAuthTokenVerifier`), for servers that keep that one. Tokens that
 * are bound to a key are refused: the SDK passes no proof on.
 *
 * @param {import('../../../http/refusal.js').Authenticator} verifier
 * @param {TokenVerifierOptions} options
 */
export function tokenVerifier(verifier, options) {
  const { resource, refuse } = readOptions(options, OPTIONS, invalidOption)
  return {
    /** @param {string} token @returns {Promise<import('./auth-info.js').AuthInfo>} */
    async verifyAccessToken(token) {
      try {
        return authInfoOf(await verifier.authenticate(`Bearer ${token}`), token, resource)
      } catch (error) {
        // An outage and a mistake of the program stay what they are: the SDK answers those with 500.
        throw error instanceof TokenError && error.status < 500 ? refuse(error) : error
      }
    },
  }
}

const OPTIONS = { resource: optional(check((value) => typeof value === 'string' && URL.canParse(value), 'must be a URL')), refuse: isFunction }

/**
 * @typedef {object} TokenVerifierOptions
 * @property {(error: TokenError) => Error} refuse makes the error by which the SDK knows a bad token, of its own class:
 *   `({ message }) => new InvalidTokenError(message)` of version 1, `({ message }) => new OAuthError('invalid_token', message)` of
 *   version 2. The SDK answers any other error with 500
 * @property {string} [resource] what the server is called: `resource` of a token that has it among its audiences
 */
