import { authorizationOf, bearerOf } from '../http/bearer.js'
import { VerifiedTokenCache } from './cache.js'
import { boundToken } from '../dpop/bound-token.js'
import { dispose } from '../wasm/dispose.js'
import { TrustedIssuers } from './trusted-issuers.js'
import { invalidOption } from '../options.js'
import { refuseRevoked, revocationReady } from './revocation.js'
import { TokenError } from '../error.js'
import { tokenText } from '../jws/token-text.js'
import { Trust } from './trust.js'

/**
 * Verifies tokens against one key set and one policy, and remembers those it has verified.
 *
 * Make one and keep it: it prepares keys as they are used.
 */
export class Verifier {
  #trust
  #limit
  /** @type {VerifiedTokenCache | undefined} */
  #cache

  /**
   * Throws ERR_OPTION_INVALID for a wrong policy, ERR_KEY_SET_INVALID for wrong keys.
   *
   * @overload
   * @param {import('../keys/fixed-keys.js').Keys} keys
   * @param {import('./policy.js').Policy} policy
   */
  /**
   * Several issuers: `iss` picks the keys and the policy, which then check everything.
   *
   * @overload
   * @param {readonly import('./trusted-issuers.js').IssuerTrust[]} issuers
   */
  /**
   * @param {any} keys
   * @param {any} [policy]
   */
  constructor(keys, policy) {
    const several = Array.isArray(keys)
    if (several && policy !== undefined) throw invalidOption('policy', 'must be given for each issuer if there are several')
    this.#trust = several ? new TrustedIssuers(keys) : new Trust(keys, policy)
    this.#limit = this.#trust.maxTokenBytes
    if (this.#trust.cache > 0) this.#cache = new VerifiedTokenCache(this.#trust.cache)
  }

  /**
   * The verified token, or a `TokenError` that says why not. Never waits: keys that are not loaded yet are
   * ERR_KEYS_UNAVAILABLE.
   *
   * @template {object} [C=import('./verified-token.js').Claims] the claims that the issuer promises; nothing checks this type
   * @param {string} token
   * @returns {VerifiedToken<C>}
   */
  verify(token) {
    const text = tokenText(token, this.#limit)
    const known = this.#cache?.get(text)
    const { result, trust } = this.#verified(text, known?.trust ?? this.#trust.select(text), known)
    if (trust.revocation !== undefined) refuseRevoked(trust.revocation, result.claims)
    return result
  }

  /**
   * The verified token of a `Request`, of `Headers` or of an `Authorization` header's value; waits for keys that are still to
   * be loaded. It comes by the scheme `Bearer` (RFC 6750 §2.1) or, in a request alone, by `DPoP` with the proof of its key
   * (RFC 9449 §7.1), which is good once. The `TokenError` it throws has the `status` and the `challenge()` to answer with.
   *
   * @template {object} [C=import('./verified-token.js').Claims]
   * @param {import('../http/bearer.js').Credentials} credentials
   * @returns {Promise<VerifiedToken<C>>}
   */
  async authenticate(credentials) {
    const authorization = authorizationOf(credentials)
    const bound = boundToken(authorization, credentials)
    if (bound === undefined) return this.#authenticated(this.#bearer(authorization))
    try {
      return await this.#authenticated(bound, credentials)
    } catch (error) {
      // Refused by the scheme that it came by, unless that is not known here.
      if (error instanceof TokenError && error.code !== 'ERR_CREDENTIALS_MISSING') error.scheme = 'DPoP'
      throw error
    }
  }

  /** Releases the memory at once (garbage collection does it later); using it again is an error. */
  free() {
    this.#cache?.clear()
    this.#trust.free()
  }

  [dispose]() {
    this.free()
  }

  /** @param {unknown} authorization @returns {string} */
  #bearer(authorization) {
    try {
      return bearerOf(authorization)
    } catch (error) {
      // RFC 9449 §7.2: who brought no token learns of both schemes.
      if (isMissing(error) && this.#trust.asksForProofs) error.scheme = 'any'
      throw error
    }
  }

  /**
   * @param {string} text
   * @param {any} [request] that has to bring a proof
   */
  async #authenticated(text, request) {
    const token = tokenText(text, this.#limit)
    const known = this.#cache?.get(token)
    const trust = known?.trust ?? this.#trust.select(token)
    // Throws, as for any scheme that is not known.
    if (request !== undefined && trust.proofs === undefined) bearerOf(undefined)
    const proof = request === undefined ? undefined : trust.proofs?.verify(request, token, trust.now())
    await trust.ready()
    let verified
    try {
      verified = this.#verified(token, trust, known, proof?.thumbprint)
    } catch (error) {
      if (!isKeyUnknown(error) || !(await trust.refresh())) throw error
      verified = this.#verified(token, trust, undefined, proof?.thumbprint)
    }
    const { claims } = verified.result
    if (trust.revocation !== undefined) {
      await revocationReady(trust.revocation, claims)
      refuseRevoked(trust.revocation, claims)
    }
    // Last: what is refused for another reason does not use its proof up, and strangers fill no memory.
    if (proof !== undefined) await trust.proofs?.useOnce(proof, trust.now())
    return verified.result
  }

  /**
   * @param {string} token
   * @param {Trust} trust that decides about it
   * @param {import('./trust.js').Verified | undefined} known what the cache has of it
   * @param {string} [thumbprint] of the key that was proven
   * @returns {import('./trust.js').Verified}
   */
  #verified(token, trust, known, thumbprint) {
    // What was good with one proof is not good with another, or without.
    if (known !== undefined && known.thumbprint === thumbprint) {
      if (isStillValid(known)) return known
      this.#cache?.delete(token)
    }
    const verified = trust.verify(token, trust.now(), thumbprint)
    if (trust.cache > 0) this.#cache?.set(token, verified)
    return verified
  }
}

/** @param {import('./trust.js').Verified} verified */
const isStillValid = ({ trust, keys, validFrom, validUntil }) => {
  const now = trust.now()
  return validFrom <= now && now < validUntil && keys === trust.keys
}

/** @param {unknown} error @returns {error is TokenError} */
const isMissing = (error) => error instanceof TokenError && error.code === 'ERR_CREDENTIALS_MISSING'

/** @param {unknown} error */
const isKeyUnknown = (error) => error instanceof TokenError && error.code === 'ERR_KEY_UNKNOWN'

/**
 * @template [C=import('./verified-token.js').Claims]
 * @typedef {import('./verified-token.js').VerifiedToken<C>} VerifiedToken
 */
