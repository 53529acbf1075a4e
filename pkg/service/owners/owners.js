import { TokenError } from 'countersign'
import { within } from '../../lib/remote/deadline.js'
import { checkedStanding } from './standing.js'
import { ownerKey } from '../store/store.js'

/**
 * What the provider says of the owners of tokens: whether they are active, and what they may do. Answers are remembered for
 * `ownerCache` seconds, by which a token may outlive its owner, and bounded in number.
 */
export class Owners {
  #settings
  /** @type {Map<string, { standing: Standing, until: number }>} */
  #known = new Map()
  #forgotten = 0

  /** @param {import('../options.js').Settings} settings */
  constructor(settings) {
    this.#settings = settings
  }

  /** Whether the provider is asked at all. */
  get areAsked() {
    return this.#settings.owner !== undefined
  }

  /**
   * Throws ERR_STORE_UNAVAILABLE (503) if the provider does not answer: no one is let in, and no token is called bad.
   *
   * @param {import('../store/store.js').Owner} owner
   * @returns {Promise<Standing>}
   */
  async standing(owner) {
    const { owner: ask, now, ownerCache, storeTimeout } = this.#settings
    if (ask === undefined) return UNASKED
    const name = ownerKey(owner)
    const at = now()
    const known = this.#known.get(name)
    // A clock that was set back must not prolong the time.
    if (known !== undefined && at < known.until && at >= known.until - ownerCache) return known.standing
    const forgotten = this.#forgotten
    const standing = checkedStanding(await this.#asked(() => ask(Object.freeze({ type: owner.type, id: owner.id })), storeTimeout))
    // What was asked before an owner's end is not kept after it.
    if (ownerCache > 0 && forgotten === this.#forgotten) this.#keep(name, { standing, until: at + ownerCache })
    return standing
  }

  /** To ask again at the next use. @param {import('../store/store.js').Owner} owner */
  forget(owner) {
    this.#forgotten++
    this.#known.delete(ownerKey(owner))
  }

  /** @param {() => unknown} ask @param {number} timeout */
  async #asked(ask, timeout) {
    try {
      return await within(timeout, ask)
    } catch (cause) {
      throw new TokenError('ERR_STORE_UNAVAILABLE', 'the option owner did not say whether the owner of the token is active', { cause })
    }
  }

  /** @param {string} name @param {{ standing: Standing, until: number }} entry */
  #keep(name, entry) {
    this.#known.delete(name)
    this.#known.set(name, entry)
    if (this.#known.size > MAX) this.#known.delete(/** @type {string} */ (this.#known.keys().next().value))
  }
}

/** Without the option nothing is known of owners, and nothing is said against them. @type {Standing} */
const UNASKED = Object.freeze({ active: true, authority: Object.freeze({}) })

const MAX = 10_000

/** @typedef {import('./standing.js').Standing} Standing */
