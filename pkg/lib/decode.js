import { decode as decodeParts } from '../wasm/countersign_bg.js'
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
  const { header, claims, payload, signature } = /** @type {Parts} */ (decodeParts(tokenText(token)))
  return Object.freeze({
    verified: false,
    header: parseFrozen(header),
    claims: claims === undefined ? null : parseFrozen(claims),
    payload,
    signature,
  })
}

/**
 * @template [C=import('./result.js').Claims]
 * @typedef {object} Decoded
 * @property {false} verified
 * @property {Readonly<import('./header.js').Header>} header
 * @property {Readonly<C> | null} claims null where the payload is not a JSON object
 * @property {Uint8Array} payload its bytes
 * @property {Uint8Array} signature
 */

/** @typedef {{ header: string, claims?: string, payload: Uint8Array, signature: Uint8Array }} Parts as they cross from wasm */
