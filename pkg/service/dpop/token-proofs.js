import { ProofVerifier, TokenError } from 'countersign'
import { OAuthError } from '../oauth-error.js'
import { Nonces } from './nonces.js'

/** The proofs of token requests (RFC 9449 §5): whose key a pair is bound to. */
export class TokenProofs {
  #isRequired = false
  /** @type {ProofVerifier | undefined} */
  #verifier
  /** @type {Nonces | undefined} */
  #nonces
  #good

  /** @param {{ settings: import('../options.js').Settings, store: import('../store/guarded-store.js').GuardedStore, keys: import('../keys/service-keys.js').ServiceKeys }} parts */
  constructor({ settings, store, keys }) {
    const { dpop, now } = settings
    /** @readonly How a `Verifier` checks the proofs that come with this service's tokens. @type {import('countersign').DpopOptions | false} */
    this.options = false
    if (dpop === undefined) return
    const { isRequired, nonces, how } = dpop
    if (nonces === true) this.#nonces = new Nonces(settings, keys)
    this.#good = typeof nonces === 'function' ? nonces : this.#nonces?.good
    this.#isRequired = isRequired
    this.options = { replays: { remember: store.rememberProof }, ...how, ...(this.#good && { nonces: this.#good }) }
    this.#verifier = new ProofVerifier({ ...this.options, now })
  }

  /** Resolves when `options` can be used. */
  async ready() {
    await this.#nonces?.ready()
  }

  /**
   * What the request proves, if anything. Throws `invalid_dpop_proof` for a wrong proof, `use_dpop_nonce` for one without a nonce.
   *
   * @param {Request} request
   * @returns {Promise<ProvenKey | undefined>}
   */
  async of(request) {
    const verifier = this.#verifier
    if (verifier === undefined || (!this.#isRequired && !request.headers.has('dpop'))) return undefined
    await this.ready()
    const proof = asked(() => verifier.verify(request))
    /** @type {Promise<void> | undefined} */
    let used
    return {
      thumbprint: proof.thumbprint,
      // A rotation that has to begin again is still one use.
      use: () => (used ??= verifier.useOnce(proof).catch((error) => asked(() => { throw error }))),
    }
  }

  /** What an answer says of the nonces, so that the next proof has a good one (§8.2). @returns {Record<string, string>} */
  headers() {
    const nonce = this.#good?.()[0]
    return nonce === undefined ? {} : { 'dpop-nonce': nonce }
  }
}

/** @template T @param {() => T} work @returns {T} with the words of a token endpoint for what is wrong with a proof */
const asked = (work) => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TokenError) || !error.code.startsWith('ERR_PROOF_')) throw error
    const { code, message, nonce } = error
    const word = code === 'ERR_PROOF_NONCE_REQUIRED' ? 'use_dpop_nonce' : 'invalid_dpop_proof'
    throw new OAuthError(word, message, { code, cause: error, ...(nonce !== undefined && { headers: { 'dpop-nonce': nonce } }) })
  }
}

/**
 * A key that the sender of a request holds.
 *
 * @typedef {object} ProvenKey
 * @property {string} thumbprint RFC 7638
 * @property {() => Promise<void>} use to be called before anything is given out for it: throws unless this is the proof's first use
 */
