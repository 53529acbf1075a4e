import { encodeBase64Url } from '../../lib/encoding/base64url.js'

/** An Ed25519 key that signs proofs, by the runtime's own WebCrypto: this entry needs no wasm. */
export class ProofKey {
  #private

  /** @param {CryptoKey} privateKey @param {{ x?: string, d?: string }} jwk */
  constructor(privateKey, { x, d }) {
    this.#private = privateKey
    /** @readonly Private: for the storage alone. */
    this.jwk = Object.freeze({ kty: 'OKP', crv: 'Ed25519', x, d })
  }

  static async generate() {
    const { privateKey } = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(ED25519, true, ['sign', 'verify']))
    return new ProofKey(privateKey, await crypto.subtle.exportKey('jwk', privateKey))
  }

  /** @param {JsonWebKey} jwk */
  static async from({ x, d }) {
    return new ProofKey(await crypto.subtle.importKey('jwk', { kty: 'OKP', crv: 'Ed25519', x, d }, ED25519, false, ['sign']), { x, d })
  }

  /** A proof with these claims (RFC 9449 §4.2). @param {object} claims */
  async sign(claims) {
    const { kty, crv, x } = this.jwk
    const part = (/** @type {object} */ value) => encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)))
    const input = `${part({ typ: 'dpop+jwt', alg: 'EdDSA', jwk: { kty, crv, x } })}.${part(claims)}`
    return `${input}.${encodeBase64Url(new Uint8Array(await crypto.subtle.sign(ED25519, this.#private, new TextEncoder().encode(input))))}`
  }
}

const ED25519 = { name: 'Ed25519' }

/** What is needed of a `SigningKey`. @typedef {{ toJwk(): any }} SigningKeyLike */
