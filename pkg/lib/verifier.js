import { bearerToken } from './authenticate.js'
import { VerifiedTokenCache } from './cache.js'
import { dispose } from './dispose.js'
import { splitPolicy } from './policy.js'
import { refuseRevoked, revocationReady } from './revocation.js'
import { TokenError } from './token-error.js'
import { tokenText } from './token-text.js'
import { Trust } from './trust.js'

/**
 * Verifies tokens against one key set and one policy, and remembers those it has verified.
 *
 * Make one and keep it: it prepares keys as they are used.
 */
export class Verifier {
  #trust
  #now
  /** @type {VerifiedTokenCache | undefined} */
  #cache
  /** @type {import('./revocation.js').Revocation | undefined} */
  #revocation

  /**
   * Throws ERR_OPTION_INVALID for a wrong policy, ERR_KEY_SET_INVALID for wrong keys.
   *
   * @param {Keys} keys
   * @param {import('./policy.js').Policy} policy
   */
  constructor(keys, policy) {
    const { cache, revocation, now, checks } = splitPolicy(policy)
    this.#now = now
    this.#revocation = revocation
    if (cache !== false) this.#cache = new VerifiedTokenCache(cache)
    this.#trust = new Trust(keys, checks)
  }

  /**
   * The verified token, or a `TokenError` that says why not. Never waits: keys that are not loaded yet are
   * ERR_KEYS_UNAVAILABLE.
   *
   * @template {object} [C=import('./result.js').Claims] the claims that the issuer promises; nothing checks this type
   * @param {string} token
   * @returns {Result<C>}
   */
  verify(token) {
    const result = this.#verified(token)
    if (this.#revocation !== undefined) refuseRevoked(this.#revocation, result.claims)
    return result
  }

  /**
   * The verified Bearer token (RFC 6750 §2.1) of a `Request`, of `Headers` or of an `Authorization` header's value;
   * waits for keys that are still to be loaded. The `TokenError` it throws has the `status` and the `challenge()` to answer with.
   *
   * @template {object} [C=import('./result.js').Claims]
   * @param {import('./authenticate.js').Credentials} credentials
   * @returns {Promise<Result<C>>}
   */
  async authenticate(credentials) {
    const token = bearerToken(credentials)
    const trust = this.#trust.select(tokenText(token))
    await trust.ready()
    let result
    try {
      result = this.#verified(token)
    } catch (error) {
      if (!isKeyUnknown(error) || !(await trust.refresh())) throw error
      result = this.#verified(token)
    }
    const revocation = this.#revocation
    if (revocation !== undefined) {
      await revocationReady(revocation, result.claims)
      refuseRevoked(revocation, result.claims)
    }
    return result
  }

  /** Releases the memory at once (garbage collection does it later); using it again is an error. */
  free() {
    this.#cache?.clear()
    this.#trust.free()
  }

  [dispose]() {
    this.free()
  }

  /** @param {string} token @returns {Result<any>} */
  #verified(token) {
    const text = tokenText(token)
    const now = this.#now()
    const known = this.#cache?.get(text)
    if (known !== undefined) {
      if (known.validFrom <= now && now < known.validUntil && known.keys === known.trust.keys) return known.result
      this.#cache?.delete(text)
    }
    const verified = this.#trust.select(text).verify(text, now)
    this.#cache?.set(text, verified)
    return verified.result
  }
}

/** @param {unknown} error */
const isKeyUnknown = (error) => error instanceof TokenError && error.code === 'ERR_KEY_UNKNOWN'

/**
 * What a Verifier takes its keys from: a key source such as `RemoteKeySet`, a KeySet, or anything that KeySet takes.
 *
 * @typedef {import('./key-source.js').KeySource | import('./key-set.js').KeySet
 *   | ConstructorParameters<typeof import('./key-set.js').KeySet>[0]} Keys
 */

/**
 * @template [C=import('./result.js').Claims]
 * @typedef {import('./result.js').Result<C>} Result
 */
