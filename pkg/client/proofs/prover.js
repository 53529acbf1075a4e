import { encodeBase64Url } from '../../lib/encoding/base64url.js'
import { ProofKey } from './proof-key.js'

/** Proves that the client holds the key that its tokens are bound to (RFC 9449). */
export class Prover {
  #given
  #now
  /** @type {ProofKey | undefined} */
  #key
  /** The nonce that each origin asked for last. @type {Map<string, string>} */
  #nonces = new Map()

  /** @param {import('./proof-key.js').SigningKeyLike | true} given @param {() => number} now */
  constructor(given, now) {
    this.#given = given
    this.#now = now
  }

  /** The key that the next token will be bound to. No promise is shared: in Workers one request cannot await another's. */
  async key() {
    if (this.#key !== undefined) return this.#key
    const key = await (this.#given === true ? ProofKey.generate() : ProofKey.from(this.#given.toJwk()))
    return (this.#key ??= key)
  }

  /** Goes on with the key that another process stored. @param {JsonWebKey} jwk */
  async adopt(jwk) {
    if (this.#key?.jwk.x === jwk.x) return
    this.#key = await ProofKey.from(jwk)
  }

  /**
   * The value of the `DPoP` header of a request.
   *
   * @param {{ method: string, url: string }} request
   * @param {ProofKey} key
   * @param {string} [accessToken] that it presents
   */
  async proof({ method, url }, key, accessToken) {
    const { origin, href } = new URL(url)
    const nonce = this.#nonces.get(origin)
    const claims = {
      jti: encodeBase64Url(crypto.getRandomValues(new Uint8Array(16))), htm: method, htu: href.replace(/[?#].*$/, ''), iat: Math.floor(this.#now()),
      ...(accessToken !== undefined && { ath: encodeBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accessToken)))) }),
      ...(nonce !== undefined && { nonce }),
    }
    return key.sign(claims)
  }

  /** Remembers the nonce that an answer brings, for the next request to its origin (§8.2). @param {string} url @param {Response} response */
  note(url, { headers }) {
    const nonce = headers.get('dpop-nonce')
    if (nonce !== null) this.#nonces.set(new URL(url).origin, nonce)
  }
}

/** Whether an API refused a request only because its proof had no nonce, or an old one (§9). @param {Response} response */
export function asksForNonce({ status, headers }) {
  return status === 401 && headers.has('dpop-nonce') && /^dpop\b.*\berror="?use_dpop_nonce\b/is.test(headers.get('www-authenticate') ?? '')
}
