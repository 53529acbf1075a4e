import { dispose } from './dispose.js'
import { StatusListHandle, deflate, inflate } from './later.js'
import { invalidOption } from './options.js'
import { decodeBase64Url, encodeBase64Url } from './base64url.js'

/**
 * The statuses of many tokens, 1, 2, 4 or 8 bits each (draft-ietf-oauth-status-list §4): 0 is valid, 1 is revoked.
 */
export class StatusList {
  #handle

  /** @param {{ length?: number, bits?: number } | StatusListHandle} [options] `length` in tokens (1,048,576), `bits` per token (1) */
  constructor(options = {}) {
    const { length = LENGTH, bits = 1 } = /** @type {any} */ (options)
    this.#handle = options instanceof StatusListHandle ? options : new StatusListHandle(bits, length)
  }

  /**
   * The list out of the `status_list` claim of a Status List Token. Throws ERR_OPTION_INVALID for what is none, or more
   * than 4 MiB uncompressed.
   *
   * @param {{ bits: number, lst: string }} claim
   * @returns {Promise<StatusList>}
   */
  static async decode({ bits, lst }) {
    const compressed = decodeBase64Url(lst)
    if (compressed === undefined) throw invalidOption('lst', 'is not base64url')
    const bytes = await inflate(compressed, MAX_BYTES).catch((cause) => {
      throw invalidOption('lst', 'is not a ZLIB stream of at most 4 MiB', cause)
    })
    return new StatusList(StatusListHandle.fromBytes(bits, bytes))
  }

  /** The `status_list` claim of a Status List Token. @returns {Promise<{ bits: number, lst: string }>} */
  async encode() {
    return { bits: this.#handle.bits, lst: encodeBase64Url(await deflate(this.#handle.bytes)) }
  }

  /** The status at `index`, from 0; undefined beyond the end. @param {number} index @returns {number | undefined} */
  status(index) {
    // Beyond 32 bits the boundary would wrap around to another token's status.
    return Number.isInteger(index) && index >= 0 && index < 2 ** 32 ? this.#handle.status(index) : undefined
  }

  /** Throws ERR_OPTION_INVALID beyond the end. @param {number} index @param {number} status */
  set(index, status) {
    this.#handle.set(index, status)
  }

  /** Releases the memory at once (garbage collection does it later). */
  free() {
    this.#handle.free()
  }

  [dispose]() {
    this.free()
  }
}

/** As many as the service puts into one list: 128 KiB. */
const LENGTH = 2 ** 20
const MAX_BYTES = 4 * 2 ** 20
