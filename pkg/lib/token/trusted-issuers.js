import { issuerOf } from '../../wasm/countersign_bg.js'
import { invalidOption, ownOptions } from '../options.js'
import { TokenError } from '../error.js'
import { Trust } from './trust.js'

/**
 * Several issuers, each with its own keys and policy. A token's unverified `iss` selects among them and does nothing
 * else: what it selects then checks everything, `iss` included. An issuer that is not listed is refused before any fetch.
 */
export class TrustedIssuers {
  /** @type {Map<string, Trust>} */
  #trusts = new Map()

  /** @param {readonly IssuerTrust[]} entries */
  constructor(entries) {
    try {
      for (const entry of entries) this.#add(entry)
    } catch (error) {
      this.free()
      throw error
    }
    if (this.#trusts.size === 0) throw invalidOption('keys', 'must name at least one issuer')
  }

  /** Whether any of them asks for proofs: no token has said yet whose it is. */
  get asksForProofs() {
    return [...this.#trusts.values()].some((trust) => trust.asksForProofs)
  }

  /** How many verified tokens to remember, of all issuers together. */
  get cache() {
    return [...new Set(this.#trusts.values())].reduce((entries, trust) => entries + trust.cache, 0)
  }

  /** The longest token that any of the policies allows, in bytes. */
  get maxTokenBytes() {
    return Math.max(...[...this.#trusts.values()].map((trust) => trust.maxTokenBytes))
  }

  /** @param {string} token @returns {Trust} */
  select(token) {
    const issuer = issuerOf(token)
    if (issuer === undefined) throw new TokenError('ERR_CLAIM_MISSING', 'the claim iss is missing', { claim: 'iss' })
    const trust = this.#trusts.get(issuer)
    if (trust === undefined) throw new TokenError('ERR_ISSUER_MISMATCH', 'iss is not an accepted issuer', { claim: 'iss' })
    return trust
  }

  free() {
    for (const trust of new Set(this.#trusts.values())) trust.free()
  }

  /** @param {IssuerTrust} entry */
  #add(entry) {
    const { keys, policy, ...unknown } = ownOptions(entry, 'keys')
    for (const name of Object.keys(unknown)) throw invalidOption(name, 'is not known: an issuer has keys and policy')
    const { issuer } = ownOptions(policy, 'policy')
    const names = Array.isArray(issuer) ? issuer : [issuer]
    for (const name of names) {
      // null would make every issuer this one.
      if (typeof name !== 'string') throw invalidOption('issuer', 'must be given if there are several issuers')
      if (this.#trusts.has(name)) throw invalidOption('issuer', 'must differ from policy to policy')
    }
    const trust = new Trust(keys, policy)
    for (const name of names) this.#trusts.set(name, trust)
  }
}

/** @typedef {{ keys: import('../keys/fixed-keys.js').Keys, policy: import('./policy.js').Policy }} IssuerTrust */
