import { dispose } from '../wasm/dispose.js'
import { byDefault, isOneOf, readOptions } from '../option-table.js'
import { invalidOption } from '../options.js'
import { stringify } from '../encoding/json.js'
import { SigningKeyHandle } from '../wasm/later.js'
import { TokenError } from '../error.js'

/** @type {(key: unknown) => SigningKeyHandle} The way to the handle for the other files of this folder. */
export let handleOf

/** A private Ed25519 key. Printing it shows nothing; `free()` overwrites it in memory. */
export class SigningKey {
  /** @type {SigningKeyHandle | undefined} */
  #handle

  /** @private @param {SigningKeyHandle} handle */
  constructor(handle) {
    if (!(handle instanceof SigningKeyHandle)) throw refused('use SigningKey.generate(), fromJwk() or fromPem()')
    this.#handle = handle
  }

  /**
   * A new random key. Workers give no entropy at global scope: call it in a handler. Throws ERR_OPTION_INVALID for a wrong option.
   *
   * @param {object} [options]
   * @param {'EdDSA' | 'Ed25519'} [options.algorithm] what its tokens and JWKs name as `alg`: by default `EdDSA`, which every library
   *   reads and RFC 9864 deprecates
   * @returns {SigningKey}
   */
  static generate(options) {
    const { algorithm } = readOptions(options, OPTIONS, invalidOption)
    return new SigningKey(SigningKeyHandle.generate(algorithm))
  }

  /**
   * The key of a private OKP JWK (RFC 8037 §2), as an object or its JSON text. Throws ERR_KEY_INVALID.
   *
   * @param {Jwk | string} jwk
   * @returns {SigningKey}
   */
  static fromJwk(jwk) {
    return new SigningKey(SigningKeyHandle.fromJwk(typeof jwk === 'string' ? jwk : stringify(jwk, 'jwk')))
  }

  /**
   * The key of a PKCS#8 PEM (RFC 8410): `-----BEGIN PRIVATE KEY-----`. Throws ERR_KEY_INVALID.
   *
   * @param {string} pem
   * @returns {SigningKey}
   */
  static fromPem(pem) {
    if (typeof pem !== 'string') throw refused('a PEM is a string')
    return new SigningKey(SigningKeyHandle.fromPem(pem))
  }

  /** The JWK's `kid`, or else the key's RFC 7638 thumbprint. @returns {string} */
  get kid() {
    return handleOf(this).kid
  }

  /** The `alg` of the tokens it signs: `EdDSA`, or `Ed25519` if its JWK says so (RFC 9864). @returns {'EdDSA' | 'Ed25519'} */
  get algorithm() {
    return /** @type {'EdDSA' | 'Ed25519'} */ (handleOf(this).algorithm)
  }

  /** The public half, to publish. @returns {Jwk} */
  toPublicJwk() {
    return JSON.parse(handleOf(this).publicJwk())
  }

  /** The private key itself, to store as a secret. @returns {Jwk} */
  toJwk() {
    return JSON.parse(handleOf(this).privateJwk())
  }

  /** The public half as SPKI PEM: `-----BEGIN PUBLIC KEY-----`. @returns {string} */
  toPublicPem() {
    return handleOf(this).publicPem()
  }

  /** The private key itself as PKCS#8 PEM, to store as a secret. @returns {string} */
  toPem() {
    return handleOf(this).privatePem()
  }

  /** Overwrites the key in memory at once; using it again is ERR_KEY_INVALID. */
  free() {
    this.#handle?.free()
    this.#handle = undefined
  }

  [dispose]() {
    this.free()
  }

  static {
    handleOf = (key) => {
      if (!(key instanceof SigningKey)) throw refused('a SigningKey is needed')
      if (key.#handle === undefined) throw refused('it was freed')
      return key.#handle
    }
  }
}

const OPTIONS = { algorithm: byDefault('EdDSA', isOneOf('EdDSA', 'Ed25519')) }

/** @param {string} reason */
const refused = (reason) => new TokenError('ERR_KEY_INVALID', `the key is refused: ${reason}`)

/**
 * @typedef {object} Jwk a JSON Web Key (RFC 7517)
 * @property {string} kty
 * @property {string} [crv]
 * @property {string} [x]
 * @property {string} [d] the private key, base64url
 * @property {string} [kid]
 * @property {string} [alg]
 * @property {string} [use]
 * @property {string[]} [key_ops]
 */
