import { TokenError } from 'countersign'
import { REUSE } from '../status/status-lists.js'
import { AGAIN, swapping } from '../store/swapping.js'

/** Grants as they are stored: found, vouched for, and ended. */
export class StoredGrants {
  #settings
  #store
  #emit
  #lists
  #exchanges

  /** @param {Below} parts */
  constructor({ settings, store, emit, lists, exchanges }) {
    this.#settings = settings
    this.#store = store
    this.#emit = emit
    this.#lists = lists
    this.#exchanges = exchanges
  }

  /** The grant of that id. @param {string} id */
  async find(id) {
    const grant = await this.#store.grant(id)
    // It was ended long enough ago to be forgotten, or the store lost it: either way nothing vouches for the token.
    if (grant === undefined) throw new TokenError('ERR_TOKEN_REVOKED', 'the grant no longer exists')
    return grant
  }

  /** The grant of verified claims, unless it is revoked, or the API token behind it is not good any more. @param {Record<string, any>} claims */
  async live({ sid }) {
    const grant = await this.find(sid)
    if (grant.revoked !== undefined) throw new TokenError('ERR_TOKEN_REVOKED', 'the grant is revoked')
    await this.#exchanges.check(grant)
    return grant
  }

  /** Ends a grant; does nothing if it is ended already. @param {string} id */
  revoke(id) {
    return swapping(async () => {
      const grant = await this.#store.grant(id)
      if (grant === undefined) return undefined
      const now = this.#settings.now()
      if (grant.revoked !== undefined) {
        // A write that was given up may have come late, and a list been made before it.
        if (now - grant.revoked < REUSE) this.#lists.forget()
        return undefined
      }
      if (!(await this.storeRevoked({ ...grant, revoked: now }))) return AGAIN
      this.#emit('revoked', 'grant', grant)
      return undefined
    })
  }

  /** Stores a revocation. After a failure too, no list is kept that may be from before it. @param {import('../store/store.js').Grant} grant */
  async storeRevoked(grant) {
    try {
      return await this.#store.replaceGrant(grant)
    } finally {
      this.#lists.forget()
    }
  }
}

/**
 * @typedef {object} Below what it uses
 * @property {import('../options.js').Settings} settings
 * @property {import('../store/guarded-store.js').GuardedStore} store
 * @property {import('../events.js').Emit} emit
 * @property {import('../status/status-lists.js').StatusLists} lists
 * @property {import('../api-tokens/exchanges.js').Exchanges} exchanges
 */
