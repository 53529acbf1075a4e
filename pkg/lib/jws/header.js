import { header } from '../../wasm/countersign_bg.js'
import { parseFrozen } from '../encoding/json.js'
import { utf8 } from '../encoding/utf8.js'

/**
 * The frozen header of a token that the core has read: one object per distinct header, since a key writes the same one
 * every time.
 *
 * @param {string} token
 * @returns {Header}
 */
export function headerOf(token) {
  const segment = token.slice(0, token.indexOf('.'))
  const known = headers.get(segment)
  if (known !== undefined) return known
  /** @type {Header} */
  const fresh = parseFrozen(header(utf8(token)))
  if (headers.size === MAX_HEADERS) headers.clear()
  if (token.length <= MAX_CACHED_HEADER) headers.set(segment, fresh)
  return fresh
}

/** @type {Map<string, Header>} */
const headers = new Map()

/** A few keys at a few issuers; an issuer that varies its headers costs a little speed, not memory. */
const MAX_HEADERS = 64

/** Engines keep the whole of a string alive for the sake of its slices. */
const MAX_CACHED_HEADER = 8192

/**
 * @typedef {object} Header a protected header (RFC 7515 §4)
 * @property {string} alg
 * @property {string} [kid]
 * @property {string} [typ]
 */
