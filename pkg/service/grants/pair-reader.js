import { Verifier } from 'countersign'

/** Reads the tokens of grants: those that a request presents, and those that it is about. */
export class PairReader {
  #proofs
  #access
  #management
  #either
  #any
  #refresh

  /** @param {{ settings: import('../options.js').Settings, keys: import('../keys/service-keys.js').ServiceKeys, proofs: import('../dpop/token-proofs.js').TokenProofs }} parts */
  constructor({ settings, keys, proofs }) {
    const { issuer, audience, managementAudience, now } = settings
    const all = managementAudience === undefined ? audience : [audience, managementAudience].flat()
    const policy = { issuer, type: ACCESS, requiredClaims: ['sid'], dpop: proofs.options, now }
    this.#proofs = proofs
    this.#access = new Verifier(keys, { ...policy, audience })
    this.#management = managementAudience === undefined ? this.#access : new Verifier(keys, { ...policy, audience: managementAudience })
    this.#either = managementAudience === undefined ? this.#access : new Verifier(keys, { ...policy, audience: all })
    // What is said of a token, or done to it, needs no proof of its key.
    this.#any = new Verifier(keys, { ...policy, audience: all, boundTokens: 'accept-as-bearer' })
    // Every use of a refresh token changes its grant: there is nothing to remember.
    this.#refresh = new Verifier(keys, { issuer, audience: issuer, type: REFRESH, requiredClaims: ['sid', 'jti'], cache: false, now })
  }

  /** The verified access token of a request to an API. @param {Credentials} credentials @returns {Promise<VerifiedToken>} */
  access(credentials) {
    return this.#presented(this.#access, credentials)
  }

  /** The verified access token of a request for management: any, unless that has an audience of its own. @param {Credentials} credentials @returns {Promise<VerifiedToken>} */
  management(credentials) {
    return this.#presented(this.#management, credentials)
  }

  /** The verified access token of a request, for an API or for management. @param {Credentials} credentials @returns {Promise<VerifiedToken>} */
  either(credentials) {
    return this.#presented(this.#either, credentials)
  }

  /** A verified access token that is not presented for use, such as one to introspect. @param {string} token @returns {VerifiedToken} */
  readAny(token) {
    return this.#any.verify(token)
  }

  /** The verified refresh token. @param {string} token @returns {VerifiedToken} */
  readRefresh(token) {
    return this.#refresh.verify(token)
  }

  /** @param {Verifier} verifier @param {Credentials} credentials */
  async #presented(verifier, credentials) {
    await this.#proofs.ready()
    return /** @type {VerifiedToken} */ (await verifier.authenticate(credentials))
  }
}

/** RFC 9068 §2.1. */
export const ACCESS = 'at+jwt'
export const REFRESH = 'refresh+jwt'

/** @typedef {import('countersign').Claims & { sid: string, jti: string }} GrantClaims what makes a token one of a grant's */
/** @typedef {import('countersign').VerifiedToken<GrantClaims>} VerifiedToken */
/** @typedef {import('countersign').Credentials} Credentials */
