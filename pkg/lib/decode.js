import { claims as claimsOf, payload as payloadOf, signature as signatureOf } from '../wasm/countersign_bg.js'
import { headerOf } from './header.js'
import { parseFrozen } from './json.js'
import { tokenText } from './token-text.js'

/**
 * What a compact JWS of any algorithm says, unverified: anybody can have written it. Throws ERR_TOKEN_MALFORMED or
 * ERR_TOKEN_TOO_LARGE (1 MiB).
 *
 * @template {object} [C=import('./result.js').Claims]
 * @param {string} token
 * @returns {Decoded<C>}
 */
export const decode = (token) => {
  const text = claimsOf(tokenText(token))
  return Object.freeze({
    verified: false,
    header: headerOf(token),
    claims: text === undefined ? null : parseFrozen(text),
    get payload() {
      return payloadOf(token)
    },
    get signature() {
      return signatureOf(token)
    },
  })
}

/**
 * @template [C=import('./result.js').Claims]
 * @typedef {object} Decoded
 * @property {false} verified
 * @property {Readonly<import('./header.js').Header>} header
 * @property {Readonly<C> | null} claims null where the payload is not a JSON object
 * @property {Uint8Array} payload its bytes, in a new array each time
 * @property {Uint8Array} signature its bytes, in a new array each time
 */

/** @typedef {{ header: string, claims?: string, payload: Uint8Array, signature: Uint8Array }} Parts as they cross from wasm */
