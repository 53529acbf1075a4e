/**
 * `text` in UTF-8, in memory that the next call overwrites: a string would cross into wasm one character at a time.
 *
 * @param {string} text
 * @returns {Uint8Array}
 */
export function utf8(text) {
  if (text.length * 3 > scratch.length) return encoder.encode(text)
  return scratch.subarray(0, encoder.encodeInto(text, scratch).written)
}

const encoder = new TextEncoder()

/** A token of usual length, whatever its characters. */
const scratch = new Uint8Array(3 * 4096)
