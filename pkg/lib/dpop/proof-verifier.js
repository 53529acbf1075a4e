import { clock, ownOptions } from '../options.js'
import { Proofs } from './proofs.js'
import { reportDefect } from '../keys/defect.js'
import { TokenError } from '../error.js'

/**
 * Checks the proofs of requests that present no bound token, as those to a token endpoint (RFC 9449 §5). A `Verifier` checks
 * those that come with a token by itself.
 */
export class ProofVerifier {
  #proofs
  #now

  /**
   * Throws ERR_OPTION_INVALID for a wrong option.
   *
   * @param {import('./proof-check.js').DpopOptions & { now?: () => number }} [options] `now` gives seconds since the epoch
   */
  constructor(options = {}) {
    const { now, ...dpop } = ownOptions(options)
    this.#now = clock(now)
    this.#proofs = new Proofs(dpop, reportDefect)
  }

  /**
   * The proof of a request, by every item of RFC 9449 §4.3 but one: whether it was used before, `useOnce` asks. Throws
   * ERR_PROOF_MISSING, ERR_PROOF_INVALID (with the `claim` that is wrong) or ERR_PROOF_NONCE_REQUIRED (with the `nonce` to send).
   *
   * @param {{ method?: string, url?: string, headers: import('../http/bearer.js').HeaderReader | Record<string, any> }} request a `Request`, or
   *   one of Node
   * @param {string} [accessToken] that the request presents: the proof must be for it (`ath`)
   * @returns {import('./replays.js').Proof} its `thumbprint` is that of the client's key
   */
  verify(request, accessToken) {
    return byScheme(() => this.#proofs.verify(request, accessToken, this.#now()))
  }

  /**
   * Throws ERR_PROOF_REPLAYED unless this is the proof's first use, and ERR_STORE_UNAVAILABLE if nothing can tell. To be
   * called when all else is known to be good, and before anything is given out.
   *
   * @param {import('./replays.js').Proof} proof
   * @returns {Promise<void>}
   */
  async useOnce(proof) {
    try {
      await this.#proofs.useOnce(proof, this.#now())
    } catch (error) {
      throw ofDpop(error)
    }
  }
}

/** @template T @param {() => T} check @returns {T} */
const byScheme = (check) => {
  try {
    return check()
  } catch (error) {
    throw ofDpop(error)
  }
}

/** Its challenge names the scheme that the proof belongs to. @param {unknown} error */
const ofDpop = (error) => {
  if (error instanceof TokenError) error.scheme = 'DPoP'
  return error
}
