import { bearerToken } from '../http/bearer.js'
import { VerifiedTokenCache } from './cache.js'
import { dispose } from '../wasm/dispose.js'
import { Issuers } from './trusted-issuers.js'
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
    this.#trust = several ? new Issuers(keys) : new Trust(keys, policy)
    this.#limit = this.#trust.maxTokenBytes
    if (this.#trust.cache > 0) this.#cache = new VerifiedTokenCache(this.#trust.cache)
  }

  /**
   * The verified token, or a `TokenError` that says why not. Never waits: keys that are not loaded yet are
   * ERR_KEYS_UNAVAILABLE.
   *
   * @template {object} [C=import('./verified-token.js').Claims] the claims that the issuer promises; nothing checks this type
   * @param {string} token
   * @returns {Result<C>}
   */
  verify(token) {
    const text = tokenText(token, this.#limit)
    const known = this.#cache?.get(text)
    const { result, trust } = this.#verified(text, known?.trust ?? this.#trust.select(text), known)
    if (trust.revocation !== undefined) refuseRevoked(trust.revocation, result.claims)
    return result
  }

  /**
   * The verified Bearer token (RFC 6750 §2.1) of a `Request`, of `Headers` or of an `Authorization` header's value;
   * waits for keys that are still to be loaded. The `TokenError` it throws has the `status` and the `challenge()` to answer with.
   *
   * @template {object} [C=import('./verified-token.js').Claims]
   * @param {import('../http/bearer.js').Credentials} credentials
   * @returns {Promise<Result<C>>}
   */
  async authenticate(credentials) {
    const token = tokenText(bearerToken(credentials), this.#limit)
    const known = this.#cache?.get(token)
    const trust = known?.trust ?? this.#trust.select(token)
    await trust.ready()
    let verified
    try {
      verified = this.#verified(token, trust, known)
    } catch (error) {
      if (!isKeyUnknown(error) || !(await trust.refresh())) throw error
      verified = this.#verified(token, trust)
    }
    const { claims } = verified.result
    if (trust.revocation !== undefined) {
      await revocationReady(trust.revocation, claims)
      refuseRevoked(trust.revocation, claims)
    }
    return verified.result
  }

  /** Releases the memory at once (garbage collection does it later); using it again is an error. */
  free() {
    this.#cache?.clear()
    this.#trust.free()
  }

  [dispose]() {
    this.free()
  }

  /**
   * @param {string} token
   * @param {Trust} trust that decides about it
   * @param {import('./trust.js').Verified} [known] what the cache has of it
   * @returns {import('./trust.js').Verified}
   */
  #verified(token, trust, known) {
    if (known !== undefined) {
      if (isStillValid(known)) return known
      this.#cache?.delete(token)
    }
    const verified = trust.verify(token, trust.now())
    if (trust.cache > 0) this.#cache?.set(token, verified)
    return verified
  }
}

/** @param {import('./trust.js').Verified} verified */
const isStillValid = ({ trust, keys, validFrom, validUntil }) => {
  const now = trust.now()
  return validFrom <= now && now < validUntil && keys === trust.keys
}

/** @param {unknown} error */
const isKeyUnknown = (error) => error instanceof TokenError && error.code === 'ERR_KEY_UNKNOWN'

/**
 * @template [C=import('./verified-token.js').Claims]
 * @typedef {import('./verified-token.js').Result<C>} Result
 */
