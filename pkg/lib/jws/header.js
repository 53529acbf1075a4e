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
  if (segment.length <= MAX_CACHED_HEADER) headers.set(copy(segment), fresh)
  return fresh
}

/** Engines keep the whole of a string alive for the sake of its slices. @param {string} text */
const copy = (text) => decoder.decode(utf8(text))

const decoder = new TextDecoder()

/** @type {Map<string, Header>} */
const headers = new Map()

/** Two for each key of a full set; an issuer that varies its headers costs a little speed, not memory. */
const MAX_HEADERS = 2000

/** In characters: with `alg`, `kid` and `typ` it has about 100. */
const MAX_CACHED_HEADER = 512

/**
 * @typedef {object} Header a protected header (RFC 7515 §4)
 * @property {string} alg
 * @property {string} [kid]
 * @property {string} [typ]
 */
