import { TokenError } from '../error.js'

/**
 * `token` if it may cross into the core, which checks everything else.
 *
 * Copying a giant takes time, and memory that wasm has grown never shrinks again: it is refused on this side. It has at
 * least as many bytes as characters.
 *
 * @param {unknown} token
 * @param {number} [limit] in bytes
 * @returns {string}
 */
export function tokenText(token, limit = MAX_TOKEN_LENGTH) {
  if (typeof token !== 'string') throw new TokenError('ERR_TOKEN_MALFORMED', 'token: it is not a string')
  if (token.length > limit) {
    throw new TokenError('ERR_TOKEN_TOO_LARGE', `the token has ${token.length} characters; ${limit} bytes are allowed`)
  }
  return token
}

/** The limit of `decode`. */
export const MAX_TOKEN_LENGTH = 1024 * 1024
