/** What a runtime without compression streams rejects with: Vercel's edge has none. */
export class MissingStream extends Error {
  /** @param {string} name @param {unknown} cause */
  constructor(name, cause) {
    super(`this runtime has no ${name}`, { cause })
  }
}

/**
 * ZLIB (RFC 1950) by the runtime's own streams: the core need not carry a compressor. Rejects with `MissingStream`.
 *
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>}
 */
export async function deflate(bytes) {
  return through(open('CompressionStream'), bytes, Infinity)
}

/**
 * Rejects if `bytes` are not a ZLIB stream, before more than `limit` bytes have come out of it, and with `MissingStream`.
 *
 * @param {Uint8Array} bytes
 * @param {number} limit
 * @returns {Promise<Uint8Array>}
 */
export async function inflate(bytes, limit) {
  return through(open('DecompressionStream'), bytes, limit)
}

/** @param {'CompressionStream' | 'DecompressionStream'} name */
const open = (name) => {
  try {
    return new globalThis[name]('deflate')
  } catch (cause) {
    throw new MissingStream(name, cause)
  }
}

/**
 * @param {CompressionStream | DecompressionStream} stream
 * @param {Uint8Array} bytes
 * @param {number} limit
 */
const through = async (stream, bytes, limit) => {
  const writer = stream.writable.getWriter()
  // Wrong bytes fail both ends; the reader's end reports it.
  writer.write(/** @type {Uint8Array<ArrayBuffer>} */ (bytes)).catch(() => {})
  writer.close().catch(() => {})
  const chunks = []
  let length = 0
  for (const reader = stream.readable.getReader(); ; ) {
    const { done, value } = await reader.read()
    if (done) return concat(chunks, length)
    chunks.push(value)
    length += value.length
    if (length > limit) {
      await reader.cancel()
      throw new Error(`more than ${limit} bytes`)
    }
  }
}

/** @param {Uint8Array[]} chunks @param {number} length */
const concat = (chunks, length) => {
  const all = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    all.set(chunk, offset)
    offset += chunk.length
  }
  return all
}
