import { dispose } from '../wasm/dispose.js'
import { ApiTokenHandle, checkApiTokenDigest } from '../wasm/later.js'
import { check, isInstant, isName, isSeconds, optional, readOptions } from '../option-table.js'
import { invalidOption, optionsText } from '../options.js'
import { tokenText } from '../jws/token-text.js'

/**
 * A permanent API token, the secret itself: `prefix_`, 43 base62 characters of 256 random bits, and the CRC-32 of all
 * before in 6 more, as secret scanners expect. Printing it shows nothing.
 */
export class ApiToken {
  #handle

  /** @private @param {ApiTokenHandle} handle */
  constructor(handle) {
    if (!(handle instanceof ApiTokenHandle)) throw invalidOption('handle', 'is made by ApiToken.generate() and ApiToken.parse()')
    this.#handle = handle
  }

  /**
   * A new random token. Throws ERR_OPTION_INVALID for a prefix that is not 1 to 24 of `a-z`, `0-9` and `_`.
   *
   * @param {string} prefix
   */
  static generate(prefix) {
    readOptions({ prefix }, { prefix: isName() }, invalidOption)
    return new ApiToken(ApiTokenHandle.generate(prefix))
  }

  /**
   * A presented token, if it is one: ERR_TOKEN_MALFORMED for garbage, by its checksum, without a look-up in any store;
   * ERR_TYPE_MISMATCH for a token of another prefix.
   *
   * @param {string} text
   * @param {string} prefix
   */
  static parse(text, prefix) {
    readOptions({ prefix }, { prefix: isName() }, invalidOption)
    return new ApiToken(ApiTokenHandle.parse(tokenText(text), prefix))
  }

  /** The token, to be shown once. @returns {string} */
  get text() {
    return this.#handle.text
  }

  /** SHA-256 of the whole token, hexadecimal: what is stored, and looked up. @returns {string} */
  get digest() {
    return this.#handle.digest
  }

  /**
   * The state to store of a new token.
   *
   * @param {number} [expires] in seconds; never without it
   * @returns {ApiTokenState}
   */
  begin(expires) {
    readOptions({ expires }, { expires: optional(isSeconds) }, invalidOption)
    return /** @type {ApiTokenState} */ (this.#handle.begin(expires))
  }

  /**
   * Throws ERR_TOKEN_REVOKED or ERR_TOKEN_EXPIRED unless this token is good by the state that was found for it.
   *
   * @param {ApiTokenState} state
   * @param {number} now in seconds
   */
  check(state, now) {
    readOptions({ state, now }, CHECKED, invalidOption)
    this.#handle.check(optionsText(state), now)
  }

  /**
   * As `check`, by the digest of a token that was presented earlier: what was given in exchange for it ends with it.
   *
   * @param {ApiTokenState} state
   * @param {string} digest
   * @param {number} now in seconds
   */
  static checkDigest(state, digest, now) {
    readOptions({ state, now, digest }, { ...CHECKED, digest: isName() }, invalidOption)
    checkApiTokenDigest(optionsText(state), digest, now)
  }

  /**
   * The state after a use of this token, which was found good: the first use of the newest one is noted as `seen`.
   *
   * @param {ApiTokenState} state
   * @param {number} now in seconds
   * @returns {ApiTokenState}
   */
  noteUse(state, now) {
    readOptions({ state, now }, CHECKED, invalidOption)
    return /** @type {ApiTokenState} */ (this.#handle.noteUse(optionsText(state), now))
  }

  /**
   * What a re-roll to this token leads to. Nothing is stored here: `next` takes the state's place, if that is unchanged,
   * before the token is handed out. Throws ERR_TOKEN_REVOKED or ERR_TOKEN_EXPIRED for a state that is dead.
   *
   * @param {ApiTokenState} state
   * @param {object} options
   * @param {number} options.now in seconds
   * @param {number} options.grace for how many seconds the token in use stays good; 0 ends every other one at once
   * @param {string} [options.lost] the `start` of the newest token, if it never reached its owner: it ends at once, and
   *   the one in use stays good
   * @returns {Rerolled}
   */
  reroll(state, options) {
    readOptions({ state }, { state: isState }, invalidOption)
    const { now, grace, lost } = readOptions(options, REROLL, invalidOption)
    return /** @type {Rerolled} */ (this.#handle.reroll(optionsText(state), now, grace, lost))
  }

  /** Overwrites the secret in memory at once. */
  free() {
    this.#handle.free()
  }

  [dispose]() {
    this.free()
  }
}

const isState = check((value) => typeof value === 'object' && value !== null, 'must be what begin() gave')
const CHECKED = { state: isState, now: isInstant }

const REROLL = { now: isSeconds, grace: isSeconds, lost: optional(isName()) }

/**
 * @typedef {object} ApiTokenState whether a token is good; nothing of it is secret
 * @property {string} start the prefix and the first 4 characters of the secret, to show in lists
 * @property {string} digest
 * @property {string} [previous] the digest of the token that was re-rolled last
 * @property {number} [grace] until when that one is still good, in seconds
 * @property {number} [seen] when the newest token was first used, in seconds: since then it is known to have arrived
 * @property {number} [expires] in seconds; never without it
 * @property {number} [revoked] when it was revoked, in seconds
 */

/**
 * `rerolled`: store `next`, then hand out the token. `under-way`: an earlier re-roll has not ended, and another one would
 * end the token in use, which is good until `until`. `not-lost`: the token that is said to be lost was used, or is not the
 * newest.
 *
 * @typedef {{ outcome: 'rerolled', next: ApiTokenState } | { outcome: 'under-way', until: number } | { outcome: 'not-lost' }} Rerolled
 */
