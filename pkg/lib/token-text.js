import { TokenError } from './token-error.js'

/**
 * `token` if it may cross into the core, which checks everything else.
 *
 * Memory that wasm has grown never shrinks again, so a giant is refused on this side.
 *
 * @param {unknown} token
 * @returns {string}
 */
export const tokenText = (token) => {
  if (typeof token !== 'string') throw new TokenError('ERR_TOKEN_MALFORMED', 'token: it is not a string')
  if (token.length > MAX_LENGTH) {
    throw new TokenError('ERR_TOKEN_TOO_LARGE', `the token has ${token.length} characters; ${MAX_LENGTH} are allowed`)
  }
  return token
}

/** In characters; the limit of `decode`, and of any policy. */
export const MAX_LENGTH = 1024 * 1024
