import { VerifierHandle } from '../../wasm/countersign_bg.js'
import { defect } from '../keys/defect.js'
import { FixedKeys, toKeySource } from '../keys/fixed-keys.js'
import { headerOf } from '../jws/header.js'
import { parseFrozen } from '../encoding/json.js'
import { handleOf } from '../keys/key-set.js'
import { keysUnavailable } from '../keys/key-source.js'
import { optionsText } from '../options.js'
import { splitPolicy } from './policy.js'
import { TokenError } from '../error.js'
import { utf8 } from '../encoding/utf8.js'

/**
 * The keys of one issuer with the policy that its tokens must meet.
 *
 * What replaces it for several issuers (`Verifier` needs nothing more) has `asksForProofs`, `cache`, `maxTokenBytes`,
 * `select` and `free`, and
 * selects one of these.
 */
export class Trust {
  #source
  #handle
  /** @type {import('../keys/key-set.js').KeySet | undefined} the set that the handle verifies with */
  #used
  #onDefect
  /** @type {import('../keys/key-set.js').KeySet | undefined} the set whose defect was reported last */
  #reported

  /**
   * @param {any} keys a key source, or anything that `KeySet` takes
   * @param {import('./policy.js').Policy} policy
   */
  constructor(keys, policy) {
    const { cache, revocation, proofs, asksForProofs, now, onDefect, checks } = splitPolicy(policy)
    /** @readonly How many verified tokens to remember. */
    this.cache = cache
    /** @readonly */
    this.revocation = revocation
    /** @readonly What checks proofs, unless none are taken. */
    this.proofs = proofs
    /** @readonly Whether a request without a token is asked for one with a proof, too. */
    this.asksForProofs = asksForProofs
    /** @readonly */
    this.now = now
    this.#onDefect = onDefect
    this.#source = toKeySource(keys)
    try {
      // Reported at construction, even if there are no keys yet.
      this.#handle = new VerifierHandle(utf8(optionsText(checks)))
    } catch (error) {
      this.#freeKeys()
      throw error
    }
  }

  /** The longest token that the policy allows, in bytes. */
  get maxTokenBytes() {
    return this.#handle.maxTokenBytes
  }

  /** The trust that decides about `token`. @param {string} _token @returns {Trust} */
  select(_token) {
    return this
  }

  /** The keys of this moment: another object when they have changed. */
  get keys() {
    return this.#source.current
  }

  /** Resolves when `keys` may be read. */
  async ready() {
    try {
      await this.#source.ready()
    } catch (error) {
      throw error instanceof TokenError ? error : keysUnavailable(error)
    }
  }

  /** Asks for newer keys; true if there are other ones now. */
  async refresh() {
    return this.#source.refresh()
  }

  /**
   * @param {string} token
   * @param {number} now
   * @param {string} [thumbprint] of the key that the presenter of the token has proven to hold
   * @returns {Verified}
   */
  verify(token, now, thumbprint) {
    const keys = this.#source.current
    if (keys === undefined || keys !== this.#used) this.#use(keys)
    const handle = this.#handle
    const bytes = utf8(token)
    let text
    try {
      text = thumbprint === undefined ? handle.verify(bytes, now) : handle.verifyBound(bytes, thumbprint, now)
    } finally {
      if (handle.defects !== 0) this.#report()
    }
    const claims = parseFrozen(text)
    const expiresAt = Object.hasOwn(claims, 'exp') ? claims.exp : null
    const result = Object.freeze({ header: headerOf(token), claims, expiresAt })
    return { result, trust: this, keys, thumbprint, validFrom: handle.validFrom, validUntil: handle.validUntil }
  }

  #report() {
    if (this.#reported === this.#used) return
    this.#reported = this.#used
    this.#onDefect(defect('these keys'))
  }

  free() {
    if (this.#source === freed) return
    this.#handle.free()
    this.#freeKeys()
    this.#source = freed
  }

  #freeKeys() {
    if (this.#source instanceof FixedKeys) this.#source.free()
  }

  /** @param {import('../keys/key-set.js').KeySet | undefined} keys */
  #use(keys) {
    if (keys === undefined) throw keysUnavailable('failure' in this.#source ? this.#source.failure : undefined)
    this.#handle.useKeys(handleOf(keys))
    this.#used = keys
  }
}

/** @type {any} */
const freed = {
  get current() {
    throw new TokenError('ERR_KEY_SET_INVALID', 'the key set is refused: its verifier was freed')
  },
  ready() {},
}

/**
 * @typedef {object} Verified a result with what its validity rests on
 * @property {import('./verified-token.js').VerifiedToken<any>} result
 * @property {Trust} trust
 * @property {import('../keys/key-set.js').KeySet | undefined} keys
 * @property {string | undefined} thumbprint of the key that was proven; without, the token was good in any hands
 * @property {number} validFrom
 * @property {number} validUntil
 */
