import { MIN_LIFETIME } from './cache-headers.js'
import { KeySet } from '../keys/key-set.js'
import { keysUnavailable } from '../keys/key-source.js'
import { RemoteDocument } from './document.js'
import { remoteOptions, remoteUrl } from './options.js'

/**
 * The keys of an issuer, fetched from its JWKS URL and kept fresh (RFC 7517 §5); usable wherever a `KeySet` is.
 *
 * `authenticate()` loads by itself; a synchronous `verify()` needs `await keys.ready()` once. An outage at the issuer does
 * not become yours for `staleFor` seconds; after that, ERR_KEYS_UNAVAILABLE (503), and never a verdict on the token.
 *
 * @implements {KeySource}
 */
export class RemoteKeySet {
  /** @type {RemoteDocument<KeySet>} */
  #document
  #url

  /**
   * Does nothing but check its arguments: nothing is fetched before the first use.
   *
   * @param {string | URL} url https, or http on a loopback address
   * @param {Partial<import('./options.js').RemoteOptions>} [options] durations in seconds
   * @throws {TokenError} ERR_OPTION_INVALID
   */
  constructor(url, options) {
    this.#url = remoteUrl(url)
    this.#document = new RemoteDocument(this.#url, { accept: ACCEPT, read, release, rest, unavailable: keysUnavailable }, remoteOptions(options))
  }

  /** Where the keys come from. */
  get url() {
    return this.#url
  }

  /**
   * The set to verify with at this moment; `undefined` before the first load and after the last good one is too old.
   * Not to be kept: it is freed after it was replaced.
   */
  get current() {
    return this.#document.current
  }

  /** Why the last fetch failed, until one succeeds. */
  get failure() {
    return this.#document.failure
  }

  /**
   * Loads the keys if need be; answers without a promise while there is nothing to wait for. Keys that have been stale
   * for a minute are waited for too, for a second at most; if they do not come, the old ones are used.
   *
   * @throws {TokenError} ERR_KEYS_UNAVAILABLE
   */
  ready() {
    return this.#document.ready()
  }

  /**
   * Fetches again, at most once per `cooldown`, because a token names a key that is not there; true if the keys changed.
   *
   * @throws {TokenError} ERR_KEYS_UNAVAILABLE while it is not known whether the key exists
   */
  refresh() {
    return this.#document.refresh()
  }
}

/** @param {string} text */
const read = (text) => new KeySet(text)

/** @param {KeySet} keys */
const release = (keys) => keys.free()

/** However old the keys were in a cache on the way, the issuer is asked once a minute. */
const rest = () => MIN_LIFETIME

/** RFC 7517 §8.5.2, and what most issuers really send. */
const ACCEPT = 'application/jwk-set+json, application/json;q=0.9, */*;q=0.1'

/** @typedef {import('../keys/key-source.js').KeySource} KeySource */
/** @typedef {import('../error.js').TokenError} TokenError */
