import { isWhole, optional, readOptions } from '../option-table.js'
import { invalidOption } from '../options.js'
import { TokenError } from '../error.js'

/**
 * The proofs that this process has seen: what a `Verifier` uses unless `dpop.replays` says otherwise. Several processes
 * need one memory that they share, or a proof is good once at each.
 *
 * Nothing is forgotten before its time, however much is sent: a full memory says so (ERR_STORE_UNAVAILABLE, 503).
 * One key can fill a tenth of it, so that no single client locks out the others.
 *
 * @implements {Replays}
 */
export class ReplayMemory {
  #capacity
  #capacityPerKey
  /** @type {Set<string>} */
  #known = new Set()
  /** How many proofs of each key are known. @type {Map<string, number>} */
  #shares = new Map()
  /** What becomes old together: the number of a time slice → its proofs. @type {Map<number, Proof[]>} */
  #slices = new Map()
  /** What was good until before this slice may be forgotten. */
  #first = -Infinity

  /**
   * Throws ERR_OPTION_INVALID for a wrong option.
   *
   * @param {object} [options]
   * @param {number} [options.capacity] in proofs, about 200 bytes each; default 100,000. A proof is kept for the window, twice at most
   * @param {number} [options.capacityPerKey] how many of them may be of one key; default a tenth
   */
  constructor(options) {
    const { capacity = 100_000, capacityPerKey = Math.ceil(capacity / 10) } = readOptions(options, OPTIONS, invalidOption)
    this.#capacity = capacity
    this.#capacityPerKey = capacityPerKey
  }

  /** How many proofs are remembered. */
  get size() {
    return this.#known.size
  }

  /**
   * True if the proof was not seen before; it is from now on. Throws ERR_STORE_UNAVAILABLE if this memory cannot tell, or
   * could not tell later.
   *
   * @param {Proof} proof
   * @param {number} now seconds since the epoch
   * @returns {boolean}
   */
  remember(proof, now) {
    this.#forgetBefore(Math.floor(now / SLICE))
    const slice = Math.floor(proof.until / SLICE)
    if (slice < this.#first) throw unavailable('the clock went back behind what was forgotten')
    if (this.#known.has(proof.id)) return false
    const share = this.#shares.get(proof.thumbprint) ?? 0
    if (share >= this.#capacityPerKey) throw unavailable('one key has sent too many proofs')
    if (this.#known.size >= this.#capacity) throw unavailable('the memory of proofs is full')
    this.#known.add(proof.id)
    this.#shares.set(proof.thumbprint, share + 1)
    const proofs = this.#slices.get(slice)
    if (proofs === undefined) this.#slices.set(slice, [proof])
    else proofs.push(proof)
    return true
  }

  /** @param {number} first the slice of the present */
  #forgetBefore(first) {
    if (first <= this.#first) return
    this.#first = first
    for (const [slice, proofs] of this.#slices) {
      if (slice >= first) continue
      this.#slices.delete(slice)
      for (const { id, thumbprint } of proofs) {
        this.#known.delete(id)
        const share = /** @type {number} */ (this.#shares.get(thumbprint)) - 1
        if (share === 0) this.#shares.delete(thumbprint)
        else this.#shares.set(thumbprint, share)
      }
    }
  }
}

/** @param {string} reason */
const unavailable = (reason) => new TokenError('ERR_STORE_UNAVAILABLE', `the DPoP proof cannot be checked for reuse: ${reason}`)

const OPTIONS = { capacity: optional(isWhole(1, 10_000_000)), capacityPerKey: optional(isWhole(1, 10_000_000)) }

/** In seconds: what is forgotten is forgotten at most so much later than it could be. */
const SLICE = 10

/** @typedef {import('./replays.js').Proof} Proof */
/** @typedef {import('./replays.js').Replays} Replays */
