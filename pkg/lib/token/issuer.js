import { dispose } from '../wasm/dispose.js'
import { stringify } from '../encoding/json.js'
import { IssuerHandle } from '../wasm/later.js'
import { clock, optionsText, ownOptions } from '../options.js'
import { handleOf } from '../keys/signing-key.js'
import { TokenError } from '../error.js'

/** Issues tokens that one key signs, with the same options each time. */
export class Issuer {
  /** @type {IssuerHandle | undefined} */
  #handle
  #now

  /**
   * Throws ERR_OPTION_INVALID for a wrong option, ERR_KEY_INVALID for a wrong key.
   *
   * @param {import('../keys/signing-key.js').SigningKey} key
   * @param {IssueOptions} options
   */
  constructor(key, options) {
    const { now, ...rest } = ownOptions(options)
    this.#now = clock(now)
    this.#handle = new IssuerHandle(handleOf(key), optionsText(rest))
  }

  /**
   * A signed token with these claims, in addition to those that the options set. `iat` is always set here; `exp`, `nbf` and any
   * claim that an option gives too are ERR_OPTION_INVALID.
   *
   * @param {Record<string, unknown>} [claims]
   * @returns {string} a compact JWS
   */
  issue(claims = {}) {
    if (this.#handle === undefined) throw new TokenError('ERR_KEY_INVALID', 'the key is refused: its issuer was freed')
    return this.#handle.issue(stringify(claims, 'claims'), this.#now())
  }

  /** Releases the memory at once (garbage collection does it later); using it again is ERR_KEY_INVALID. */
  free() {
    this.#handle?.free()
    this.#handle = undefined
  }

  [dispose]() {
    this.free()
  }
}

/**
 * A signed token, made once: `new Issuer(key, options).issue(claims)`.
 *
 * @param {Record<string, unknown>} claims
 * @param {import('../keys/signing-key.js').SigningKey} key
 * @param {IssueOptions} options
 * @returns {string} a compact JWS
 */
export function issue(claims, key, options) {
  const issuer = new Issuer(key, options)
  try {
    return issuer.issue(claims)
  } finally {
    issuer.free()
  }
}

/**
 * @typedef {object} IssueOptions
 * @property {number | 'never'} expiresIn seconds from now
 * @property {string} [issuer] `iss`
 * @property {string | readonly string[]} [audience] `aud`
 * @property {string} [subject] `sub`
 * @property {number} [notBefore] seconds from now, for `nbf`
 * @property {string} [jwtId] `jti`; default: random
 * @property {string} [type] `typ`; default `JWT`
 * @property {string | readonly string[]} [scope] `scope`
 * @property {number} [maxTokenBytes] the longest token that may be issued; default 8192, as in a policy
 * @property {() => number} [now] seconds since the epoch; default the system's clock
 */
