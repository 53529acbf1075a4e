/**
 * What writes texts in UTF-8, each over the one before: a string would cross into wasm one character at a time.
 *
 * @returns {(text: string) => Uint8Array}
 */
export function utf8Writer() {
  // A token of usual length, whatever its characters.
  const scratch = new Uint8Array(3 * 4096)
  return (text) => {
    if (text.length * 3 > scratch.length) return encoder.encode(text)
    return scratch.subarray(0, encoder.encodeInto(text, scratch).written)
  }
}

const encoder = new TextEncoder()

/** `text` in UTF-8, in memory that the next call overwrites. */
export const utf8 = utf8Writer()
