import { claims as claimsOf } from '../../wasm/countersign_bg.js'
import { headerOf } from './header.js'
import { parseFrozen } from '../encoding/json.js'
import { payload as payloadOf, signature as signatureOf } from '../wasm/later.js'
import { tokenText } from './token-text.js'
import { utf8 } from '../encoding/utf8.js'

/**
 * What a compact JWS of any algorithm says, unverified: anyone can have written it. Throws ERR_TOKEN_MALFORMED or
 * ERR_TOKEN_TOO_LARGE (1 MiB).
 *
 * @template {object} [C=import('./claims.js').Claims]
 * @param {string} token
 * @returns {DecodedToken<C>}
 */
export function decode(token) {
  const header = headerOf(tokenText(token))
  const text = claimsOf(utf8(token))
  return /** @type {any} */ (new Decoded(token, header, text === undefined ? null : parseFrozen(text)))
}

/** Frozen like every result; the bytes are made when they are asked for, since few ask and arrays of bytes cannot be frozen. */
class Decoded {
  #token
  verified = false

  /** @param {string} token @param {unknown} header @param {unknown} claims */
  constructor(token, header, claims) {
    this.#token = token
    this.header = header
    this.claims = claims
    Object.freeze(this)
  }

  get payload() {
    return payloadOf(this.#token)
  }

  get signature() {
    return signatureOf(this.#token)
  }
}

/**
 * @template [C=import('./claims.js').Claims]
 * @typedef {object} DecodedToken
 * @property {false} verified
 * @property {Readonly<import('./header.js').Header>} header
 * @property {Readonly<C> | null} claims null if the payload is not a JSON object
 * @property {Uint8Array} payload its bytes, in a new array each time
 * @property {Uint8Array} signature its bytes, in a new array each time
 */
