/**
 * The text of whole bytes. Throws TypeError for bytes that are not UTF-8. Decoding in parts, or by a decoder of its own for each
 * request, takes Node several times as long.
 *
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function decodeUtf8(bytes) {
  return decoder.decode(bytes)
}

const decoder = new TextDecoder('utf-8', { fatal: true })
