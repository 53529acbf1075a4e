import { defect } from '../keys/defect.js'
import { ProofCheck } from './proof-check.js'
import { ReplayMemory } from './replay-memory.js'
import { TokenError } from '../error.js'
import { useOnce } from './replays.js'

/** The proofs that come with bound tokens (RFC 9449): each is checked, and good once. */
export class Proofs {
  /** @type {ProofCheck | undefined} */
  #check
  /** @type {import('./replays.js').Replays | undefined} */
  #replays
  #onDefect
  #isDefectReported = false

  /**
   * @param {unknown} options undefined for none: then nothing is made before a first proof comes
   * @param {(defect: Error) => unknown} onDefect
   */
  constructor(options, onDefect) {
    this.#onDefect = onDefect
    if (options !== undefined) this.#check = new ProofCheck(options, refuse)
  }

  /**
   * The proof of a request, if it is good for the request and for the token that it presents, if any. Whether it was used
   * before is not asked yet.
   *
   * @param {any} request
   * @param {string | undefined} token
   * @param {number} now seconds since the epoch
   * @returns {import('./replays.js').Proof}
   */
  verify(request, token, now) {
    this.#check ??= new ProofCheck({}, refuse)
    try {
      return this.#check.verify(request, token, now)
    } finally {
      if (!this.#isDefectReported && this.#check.hasDefect) {
        this.#isDefectReported = true
        this.#onDefect(defect('proofs'))
      }
    }
  }

  /**
   * Throws ERR_PROOF_REPLAYED unless this is the proof's first use.
   *
   * @param {import('./replays.js').Proof} proof
   * @param {number} now seconds since the epoch
   */
  async useOnce(proof, now) {
    this.#replays ??= this.#check?.replays ?? new ReplayMemory()
    await useOnce(this.#replays, proof, now)
    this.#check?.rememberKey(proof)
  }
}

/** @type {import('./proof-check.js').Refuse} */
const refuse = (code, message, facts) => new TokenError(code, message, facts)
