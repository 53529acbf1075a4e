import { SigningKey, TokenError } from 'countersign'
import { decodeBase64Url, encodeBase64Url } from '../../lib/encoding/base64url.js'
import { isPlainObject } from '../../lib/option-table.js'
import { within } from '../../lib/remote/deadline.js'
import { invalidOption } from '../../http/invalid-option.js'

/**
 * Seals the keys of one issuer's ring, and opens them. What is sealed names its issuer and holds the public half, too: no
 * key moves to another ring or under another name, and none can be added without the sealing key.
 */
export class Sealing {
  #issuer
  #timeout
  #seals

  /** @param {{ issuer: string, storeTimeout: number }} settings @param {readonly Seal[]} seals */
  constructor({ issuer, storeTimeout }, seals) {
    this.#issuer = issuer
    this.#timeout = storeTimeout
    this.#seals = seals.map(hookOf)
  }

  /** @param {import('countersign').Jwk} jwk private, or public for a key that signs no more @returns {Promise<string>} */
  async seal(jwk) {
    const { kid = '' } = jwk
    const context = { issuer: this.#issuer, kid }
    const sealed = await this.#ask(() => this.#seals[0].seal(new TextEncoder().encode(JSON.stringify({ issuer: this.#issuer, jwk })), context))
    if (!(sealed instanceof Uint8Array)) throw unavailable(new TypeError('the function seal answers a Uint8Array'))
    return encodeBase64Url(sealed)
  }

  /**
   * The key, if it is one that still signs. Throws ERR_OPTION_INVALID if none of the seals is the one that sealed this key.
   *
   * @param {import('../store/store.js').StoredKey} stored
   * @returns {Promise<SigningKey | undefined>}
   */
  async open({ jwk, sealed }) {
    const { kid = '' } = jwk
    const bytes = decodeBase64Url(sealed) ?? new Uint8Array()
    for (const seal of this.#seals) {
      const opened = await this.#ask(() => seal.open(bytes, { issuer: this.#issuer, kid }))
      if (opened === undefined) continue
      const key = this.#read(opened)
      if (key?.jwk.kid === kid && key.jwk.x === jwk.x) return key.jwk.d === undefined ? undefined : SigningKey.fromJwk(key.jwk)
    }
    throw invalidOption('keyRing.seal', `does not open the key ${kid} of the ring that the store has: it was sealed by another key, or changed`)
  }

  /** @param {Uint8Array} bytes @returns {{ jwk: import('countersign').Jwk } | undefined} */
  #read(bytes) {
    try {
      const { issuer, jwk } = JSON.parse(new TextDecoder().decode(bytes))
      return issuer === this.#issuer && isPlainObject(jwk) ? { jwk: /** @type {any} */ (jwk) } : undefined
    } catch {
      return undefined
    }
  }

  /** An outage of whatever seals is not a wrong key. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  async #ask(work) {
    try {
      return await within(this.#timeout, work)
    } catch (cause) {
      throw unavailable(cause)
    }
  }
}

/** @param {any} seal */
export function isSeal(seal) {
  if (typeof seal === 'string') return decodeBase64Url(seal)?.length === KEY_LENGTH
  if (seal instanceof Uint8Array) return seal.length === KEY_LENGTH
  if (isAesKey(seal)) return seal.usages.includes('encrypt') && seal.usages.includes('decrypt')
  return typeof seal?.seal === 'function' && typeof seal?.open === 'function'
}

/** @type {(seal: any) => Hook} */
const hookOf = (seal) => (typeof seal?.seal === 'function' ? seal : new AesGcm(seal))

/** AES-256-GCM with a random nonce for each of a ring's few keys; issuer and `kid` are authenticated with them. */
class AesGcm {
  #key

  /** @param {string | Uint8Array | CryptoKey} key */
  constructor(key) {
    // Copied: the program may overwrite its own.
    this.#key = typeof key === 'string' ? decodeBase64Url(key) : key instanceof Uint8Array ? Uint8Array.from(key) : key
  }

  /** @type {Hook['seal']} */
  seal = async (bytes, context) => {
    const iv = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH))
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: boundTo(context) }, await this.#imported(), Uint8Array.from(bytes))
    return new Uint8Array([...iv, ...new Uint8Array(sealed)])
  }

  /** @type {Hook['open']} */
  open = async (bytes, context) => {
    const key = await this.#imported()
    const [iv, sealed] = [bytes.slice(0, NONCE_LENGTH), bytes.slice(NONCE_LENGTH)]
    // Node and browsers name the refusal differently: nothing else can fail here.
    return crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: boundTo(context) }, key, sealed).then((opened) => new Uint8Array(opened), () => undefined)
  }

  async #imported() {
    const key = this.#key
    if (isAesKey(key)) return key
    return (this.#key = await crypto.subtle.importKey('raw', /** @type {Uint8Array<ArrayBuffer>} */ (key), 'AES-GCM', false, ['encrypt', 'decrypt']))
  }
}

/** No other issuer and kid make the same bytes. @param {{ issuer: string, kid: string }} context */
const boundTo = ({ issuer, kid }) => new TextEncoder().encode(JSON.stringify(['countersign key ring', issuer, kid]))

/** Of any realm. @param {any} key @returns {key is CryptoKey} */
const isAesKey = (key) => Object.prototype.toString.call(key) === '[object CryptoKey]' && key.algorithm.name === 'AES-GCM'

/** @param {unknown} cause */
const unavailable = (cause) => new TokenError('ERR_KEYS_UNAVAILABLE', 'the key ring could not be sealed or opened', { cause })

const KEY_LENGTH = 32
const NONCE_LENGTH = 12

/**
 * What seals private keys: 32 random bytes (also in base64url, as an environment variable has them), a `CryptoKey` for AES-GCM,
 * or the functions of a KMS.
 *
 * @typedef {string | Uint8Array | CryptoKey | Hook} Seal
 */

/**
 * @typedef {object} Hook
 * @property {(bytes: Uint8Array, context: { issuer: string, kid: string }) => Promise<Uint8Array>} seal
 * @property {(bytes: Uint8Array, context: { issuer: string, kid: string }) => Promise<Uint8Array | undefined>} open
 *   undefined for what it has not sealed; rejects for an outage
 */
