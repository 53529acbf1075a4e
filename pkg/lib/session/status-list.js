import { decodeBase64Url, encodeBase64Url } from '../encoding/base64url.js'
import { MissingStream, deflate, inflate } from '../encoding/zlib.js'
import { dispose } from '../wasm/dispose.js'
import { StatusListHandle } from '../wasm/later.js'
import { byDefault, check, isOneOf, isWhole, readOptions } from '../option-table.js'
import { invalidOption, ownOptions } from '../options.js'

/**
 * The statuses of many tokens, 1, 2, 4 or 8 bits each (draft-ietf-oauth-status-list-21 §4): 0 is valid, 1 is revoked.
 */
export class StatusList {
  /** @type {StatusListHandle | undefined} */
  #held

  /**
   * Throws ERR_OPTION_INVALID for a wrong option.
   *
   * @param {{ length?: number, bits?: number } | StatusListHandle} [options] `length` in tokens (1,048,576), `bits` per token (1)
   */
  constructor(options = {}) {
    if (options instanceof StatusListHandle) this.#held = options
    else {
      const { length, bits } = readOptions(options, OPTIONS, invalidOption)
      this.#held = new StatusListHandle(bits, length)
    }
  }

  /**
   * The list out of the `status_list` claim of a Status List Token. Throws ERR_OPTION_INVALID if it is not a list or has
   * more than 4 MiB uncompressed, and in a runtime without `DecompressionStream`.
   *
   * @param {{ bits: number, lst: string }} claim
   * @returns {Promise<StatusList>}
   */
  static async decode(claim) {
    // A claim may have other members, as an issuer's extensions.
    const { bits, lst } = ownOptions(claim, 'claim')
    readOptions({ bits, lst }, CLAIM, invalidOption)
    const compressed = decodeBase64Url(lst)
    if (compressed === undefined) throw invalidOption('lst', 'is not base64url')
    const bytes = await inflate(compressed, MAX_BYTES).catch((cause) => {
      const fault = cause instanceof MissingStream ? `cannot be decompressed: ${cause.message}` : 'is not a ZLIB stream of at most 4 MiB'
      throw invalidOption('lst', fault, cause)
    })
    return new StatusList(StatusListHandle.fromBytes(bits, bytes))
  }

  /** The `status_list` claim of a Status List Token. @returns {Promise<{ bits: number, lst: string }>} */
  async encode() {
    return { bits: this.#handle.bits, lst: encodeBase64Url(await deflate(this.#handle.bytes)) }
  }

  /** The status at `index`, from 0; undefined beyond the end, and for what is not an index. @param {number} index @returns {number | undefined} */
  status(index) {
    // Beyond 32 bits the boundary would wrap around to another token's status.
    return isIndex.holds(index) ? this.#handle.status(index) : undefined
  }

  /** Throws ERR_OPTION_INVALID beyond the end, and for a status that has no room in the list's bits. @param {number} index @param {number} status */
  set(index, status) {
    readOptions({ index, status }, ENTRY, invalidOption)
    this.#handle.set(index, status)
  }

  /** Releases the memory at once (garbage collection does it later); using it again is ERR_OPTION_INVALID. */
  free() {
    this.#held?.free()
    this.#held = undefined
  }

  [dispose]() {
    this.free()
  }

  get #handle() {
    if (this.#held === undefined) throw invalidOption('list', 'was freed')
    return this.#held
  }
}

/** As many as the service puts into one list: 128 KiB. */
const LENGTH = 2 ** 20
const MAX_BYTES = 4 * 2 ** 20

const isIndex = isWhole(0, 2 ** 32 - 1)
const isBits = isOneOf(1, 2, 4, 8)
const OPTIONS = { length: byDefault(LENGTH, isWhole(1, 8 * MAX_BYTES)), bits: byDefault(1, isBits) }
const CLAIM = { bits: isBits, lst: check((value) => typeof value === 'string', 'must be a string') }
const ENTRY = { index: isIndex, status: isWhole(0, 255) }
