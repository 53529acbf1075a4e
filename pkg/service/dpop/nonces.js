import { encodeBase64Url } from '../../lib/encoding/base64url.js'
import { signed } from '../keys/signers.js'

/**
 * Nonces that follow from the signing key and the time (RFC 9449 §8): nothing is stored, and every process that has the key
 * gives and takes the same ones. Ed25519 is deterministic, so the hash of a token that never leaves is a secret of the key.
 */
export class Nonces {
  #settings
  #keys
  /** @type {{ of: string, nonces: readonly string[] }} */
  #last = { of: '', nonces: [] }

  /** @param {{ issuer: string, now: () => number, signerTimeout: number }} settings @param {import('../keys/service-keys.js').ServiceKeys} keys */
  constructor(settings, keys) {
    this.#settings = settings
    this.#keys = keys
  }

  /** Resolves when `good` gives those of this moment. */
  async ready() {
    const key = this.#keys.signing
    const slice = Math.floor(this.#settings.now() / SLICE)
    const of = `${slice} ${key.kid}`
    if (this.#last.of === of) return
    // That of the next one, too: another process's clock may be ahead.
    const nonces = await Promise.all([slice, slice - 1, slice + 1].map((each) => this.#nonce(key, each)))
    this.#last = { of, nonces }
  }

  /** The good ones, the newest first. */
  good = () => this.#last.nonces

  /** @param {import('../keys/signers.js').ServiceKey} key @param {number} slice */
  async #nonce(key, slice) {
    const { issuer, signerTimeout } = this.#settings
    const options = { issuer, audience: 'dpop-nonce', type: 'dpop-nonce+jwt', jwtId: String(slice), expiresIn: SLICE, now: () => slice * SLICE }
    const secret = await signed({}, key, options, signerTimeout)
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret)))
    return encodeBase64Url(hash)
  }
}

/** In seconds: a nonce is good for two to three times as long. */
const SLICE = 60
