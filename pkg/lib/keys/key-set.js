import { KeySetHandle } from '../../wasm/countersign_bg.js'
import { dispose } from '../wasm/dispose.js'
import { freeze, stringify } from '../encoding/json.js'
import { SigningKey, handleOf as signingKeyHandleOf } from './signing-key.js'
import { TokenError } from '../error.js'
import { utf8 } from '../encoding/utf8.js'

/** @type {(keys: KeySet) => KeySetHandle} The way to the handle for the other files of this folder. */
export let handleOf

/** Public Ed25519 keys to verify with. It never changes. */
export class KeySet {
  /** @type {KeySetHandle | undefined} */
  #handle

  /**
   * Takes a JWKS, a single JWK (both as an object or as JSON text), an SPKI PEM, or a `SigningKey`, which means
   * its public half. Keys of other algorithms are skipped.
   *
   * Throws ERR_KEY_SET_INVALID for a private or symmetric key in a set, two usable keys with one kid, no usable key,
   * more than 1,000 keys.
   *
   * @param {Jwks | import('./signing-key.js').Jwk | string | SigningKey} keys
   */
  constructor(keys) {
    this.#handle = new KeySetHandle(utf8(textOf(keys)))
  }

  /** The kids of the usable keys. @returns {readonly string[]} */
  get kids() {
    return freeze(handleOf(this).kids)
  }

  /** The keys that cannot be used here, and why. @returns {readonly { readonly kid: string | null, readonly reason: string }[]} */
  get skipped() {
    return freeze(handleOf(this).skipped)
  }

  /** The usable keys as a JWKS (RFC 7517 §5), to publish. @returns {Jwks} */
  toJwks() {
    return JSON.parse(handleOf(this).jwks())
  }

  /** Releases the memory at once (garbage collection does it later); using it again is ERR_KEY_SET_INVALID. */
  free() {
    this.#handle?.free()
    this.#handle = undefined
  }

  [dispose]() {
    this.free()
  }

  static {
    handleOf = (keys) => {
      if (!(keys instanceof KeySet)) throw refused('it is not a KeySet')
      if (keys.#handle === undefined) throw refused('it was freed')
      return keys.#handle
    }
  }
}

/** @param {unknown} keys */
const textOf = (keys) => {
  if (keys instanceof SigningKey) return signingKeyHandleOf(keys).publicJwk()
  const text = typeof keys === 'string' ? keys : stringify(keys, 'keys')
  // Refused before it crosses: memory that wasm has grown never shrinks again.
  if (text.length > MAX_KEY_SET_LENGTH) throw refused(`it has more than ${MAX_KEY_SET_LENGTH} characters`)
  return text
}

/** @param {string} reason */
const refused = (reason) => new TokenError('ERR_KEY_SET_INVALID', `the key set is refused: ${reason}`)

/** 1,000 keys with their certificates fit. */
const MAX_KEY_SET_LENGTH = 4 * 1024 * 1024

/** @typedef {{ keys: import('./signing-key.js').Jwk[] }} Jwks a JWK Set (RFC 7517 §5) */
