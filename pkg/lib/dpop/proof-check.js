import { proofDefects, rememberProofKey, verifyProof } from '../wasm/later.js'
import { check, isFunction, isSecondsUpTo, optional, readOptions } from '../option-table.js'
import { utf8Writer } from '../encoding/utf8.js'
import { hasMethod } from '../keys/key-source.js'
import { proofHeader, requestLine } from './request.js'

/**
 * Checks the proofs of requests (RFC 9449 §4.3). In Node this file is loaded when a first proof comes: it brings no error
 * of its own, which would be of another class.
 */
export class ProofCheck {
  #publicUrl
  #window
  #nonces
  #refuse
  /** The text of proofs whose keys are new here. @type {WeakMap<import('./replays.js').Proof, string>} */
  #news = new WeakMap()

  /**
   * @param {unknown} options
   * @param {Refuse} refuse
   */
  constructor(options, refuse) {
    this.#refuse = refuse
    if (options === null) throw this.#invalidOption('dpop', 'must be an object, or false')
    const { publicUrl, window = 60, nonces, replays } = readOptions(options, OPTIONS, (name, reason) => this.#invalidOption(name, reason), 'dpop')
    this.#publicUrl = publicUrl?.replace(/\/$/, '')
    this.#window = window
    this.#nonces = nonces
    /** @readonly What the options say about replays, if anything. @type {import('./replays.js').Replays | undefined} */
    this.replays = replays
  }

  /**
   * The proof of a request, if it is good for the request and for the token that it presents, if any. Whether it was used
   * before is not asked yet.
   *
   * @param {any} request
   * @param {string | undefined} token
   * @param {number} now
   * @returns {import('./replays.js').Proof}
   */
  verify(request, token, now) {
    const line = requestLine(request, this.#publicUrl)
    if (line === undefined) {
      throw this.#refuse('ERR_CREDENTIALS_MISSING', 'the scheme DPoP needs a request with its URL: set dpop.publicUrl, since this server does not know it')
    }
    const proof = proofHeader(request)
    if (proof === undefined || proof === '') throw this.#refuse('ERR_PROOF_MISSING', 'the request has no DPoP proof')
    if (typeof proof !== 'string') throw this.#refuse('ERR_PROOF_INVALID', 'the DPoP proof is refused: it is not a string')
    // The core has the same limit: what is far beyond does not cross.
    if (proof.length > MAX_PROOF_LENGTH) throw this.#refuse('ERR_PROOF_INVALID', 'the DPoP proof is refused: it is too long')
    const nonces = this.#goodNonces()
    try {
      const proven = verifyProof(proofUtf8(proof), line.method, line.url, token === undefined ? undefined : tokenUtf8(token), nonces?.join(' '), this.#window, now)
      if (proven.isNew) this.#news.set(proven.proof, proof)
      return proven.proof
    } catch (error) {
      if (nonces !== undefined && /** @type {any} */ (error)?.code === 'ERR_PROOF_NONCE_REQUIRED') /** @type {any} */ (error).nonce = nonces[0]
      throw error
    }
  }

  /**
   * Has the core remember the key of a proof with which all was well: its next ones take less time. Strangers fill no memory.
   *
   * @param {import('./replays.js').Proof} proof
   */
  rememberKey(proof) {
    const text = this.#news.get(proof)
    if (text !== undefined) rememberProofKey(text)
  }

  /** Whether this library's arithmetic was wrong about a proof, and dalek's is used for them now. */
  get hasDefect() {
    return proofDefects() !== 0
  }

  /** @returns {readonly string[] | undefined} */
  #goodNonces() {
    if (this.#nonces === undefined) return undefined
    const nonces = this.#nonces()
    if (Array.isArray(nonces) && nonces.length > 0 && nonces.every((nonce) => typeof nonce === 'string' && NONCE.test(nonce))) return nonces
    throw this.#invalidOption('nonces', 'must give one nonce or several, of printable characters without spaces, quotes and backslashes')
  }

  /** @param {string} option @param {string} reason */
  #invalidOption(option, reason) {
    return this.#refuse('ERR_OPTION_INVALID', `the option ${option} ${reason}`)
  }
}

/** One each: both cross in one call. */
const [proofUtf8, tokenUtf8] = [utf8Writer(), utf8Writer()]

/** @param {any} value */
const isPublicUrl = (value) => typeof value === 'string' && /^https?:\/\/[^/?#\\@\s]+(\/[^?#\\\s]*)?$/i.test(value)

const OPTIONS = {
  publicUrl: optional(check(isPublicUrl, 'must be an http or https URL without query and fragment')),
  window: optional(check((value) => isSecondsUpTo(300).holds(value) && value >= 1, 'must be from 1 to 300 seconds')),
  nonces: optional(isFunction),
  replays: optional(check((value) => hasMethod(value, 'remember'), 'must have a method remember')),
}

/** RFC 9449 §8.1. */
const NONCE = /^[!#-[\]-~]+$/

/** In characters. */
const MAX_PROOF_LENGTH = 8192

/**
 * How proofs of possession are checked (RFC 9449).
 *
 * @typedef {object} DpopOptions
 * @property {string} [publicUrl] where clients find this server's root, such as `https://api.example` or, if a proxy takes
 *   a prefix off, `https://api.example/v1`. Default: the URL of the `Request`. Needed for requests of Node and behind a proxy;
 *   wherever the `Host` header decides about the URL, a proof that was made for another host would pass without it
 * @property {number} [window] seconds that a proof may be old, or ahead; from 1 to 300, default 60
 * @property {import('./replays.js').Replays} [replays] default: a `ReplayMemory` of this verifier's own
 * @property {() => readonly string[]} [nonces] the nonces that are good (RFC 9449 §8), the newest first: a proof without one
 *   of them is ERR_PROOF_NONCE_REQUIRED, whose `nonce` is the first. Default: none is asked for
 */

/** @typedef {(code: import('../error.js').TokenErrorCode, message: string, facts?: object) => Error} Refuse */
