import { SUBJECT_TYPES } from './identity.js'

/**
 * Ends what belongs together: an API token takes the pairs with it that it was exchanged for, and a subject everything.
 */
export class Ending {
  #parts

  /** @param {Below} parts */
  constructor(parts) {
    this.#parts = parts
  }

  /** Revokes an API token at once, and the pairs it was exchanged for. Safe to repeat after a failure. @param {string} id */
  async revokeApiToken(id) {
    const revoked = await this.#parts.apiTokens.revoke(id)
    await this.#revokeGrants({ apiToken: id })
    return revoked
  }

  /**
   * Re-rolls an API token. Pairs of a token that ends at once end with it; those of one that is in its grace can be
   * refreshed as long as that.
   *
   * @param {string} id
   * @param {{ grace?: number, lost?: string }} options
   */
  async rerollApiToken(id, options) {
    const rerolled = await this.#parts.apiTokens.reroll(id, options)
    await this.#revokeGrants({ apiToken: id }, ({ apiTokenDigest }) => apiTokenDigest !== rerolled.previous)
    return rerolled
  }

  /** Ends every grant of a subject; answers how many there were. @param {string} subject @param {SubjectType} [type] of both types without it */
  revokeGrantsOf(subject, type) {
    return this.#revokeGrants({ subject }, ({ subjectType = 'user' }) => type === undefined || subjectType === type)
  }

  /**
   * Ends every grant and every API token of a subject; answers how many of each were good until then.
   *
   * @param {string} subject
   * @param {SubjectType} [type] of both types without it
   */
  async endSubject(subject, type) {
    const types = type === undefined ? SUBJECT_TYPES : [type]
    for (const each of types) this.#parts.owners.forget({ type: each, id: subject })
    let apiTokens = 0
    for (const each of types) apiTokens += await this.#revokeApiTokens({ type: each, id: subject })
    // Last, so that no API token is exchanged for a pair after them.
    return { apiTokens, grants: await this.revokeGrantsOf(subject, type) }
  }

  /** @param {import('./store/store.js').Owner} owner */
  async #revokeApiTokens(owner) {
    let count = 0
    for (let after; ; ) {
      const page = await this.#parts.apiTokens.list({ owner, after, limit: PAGE })
      for (const { id, revoked } of page) {
        if (revoked !== undefined) continue
        await this.revokeApiToken(id)
        count++
      }
      if (page.length < PAGE) return count
      after = page[PAGE - 1].id
    }
  }

  /** @param {{ subject: string } | { apiToken: string }} of @param {(grant: import('./store/store.js').Grant) => boolean} [isMeant] */
  async #revokeGrants(of, isMeant = () => true) {
    let count = 0
    for (let after; ; ) {
      const page = await this.#parts.store.grantsOf({ ...of, after, limit: PAGE })
      for (const grant of page) {
        if (!isMeant(grant)) continue
        await this.#parts.grants.revoke(grant.id)
        count++
      }
      if (page.length < PAGE) return count
      after = page[PAGE - 1].id
    }
  }
}

const PAGE = 100

/** @typedef {import('./store/store.js').SubjectType} SubjectType */

/**
 * @typedef {object} Below what it uses
 * @property {import('./options.js').Settings} settings
 * @property {import('./store/guarded-store.js').GuardedStore} store
 * @property {import('./keys/service-keys.js').ServiceKeys} keys
 * @property {import('./events.js').Emit} emit
 * @property {import('./owners/owners.js').Owners} owners
 * @property {import('./grants/pairs.js').Pairs} pairs
 * @property {import('./status/status-lists.js').StatusLists} lists
 * @property {import('./api-tokens/api-tokens.js').ApiTokens} apiTokens
 * @property {import('./api-tokens/exchanges.js').Exchanges} exchanges
 * @property {import('./grants/grants.js').Grants} grants
 */
