import { Flight } from '../../lib/remote/flight.js'
import { LIST_LENGTH } from '../grants/pairs.js'

/**
 * How far the statuses of grants reach: what this process gave, and what the store was last found to have given.
 * Invented numbers of lists cost the store one cheap question every few seconds.
 */
export class StatusNumbers {
  #store
  #now
  #counting = new Flight()
  #count = 0
  #countedAt = -Infinity

  /** @param {Pick<import('../store/store.js').Store, 'statuses'>} store @param {() => number} now */
  constructor(store, now) {
    this.#store = store
    this.#now = now
  }

  /** A grant has this status. @param {number} status */
  given(status) {
    this.#count = Math.max(this.#count, status + 1)
  }

  /** How many lists there are; another process may have begun the last one seconds ago. */
  async lists() {
    await this.reach(Number.MAX_SAFE_INTEGER)
    return Math.max(1, Math.ceil(this.#count / LIST_LENGTH))
  }

  /**
   * Whether a status at or beyond `from`, which begins a list, may have been given. The first list always exists.
   *
   * @param {number} from
   */
  async reach(from) {
    if (from === 0 || from < this.#count) return true
    const now = this.#now()
    const wasCounted = now >= this.#countedAt && now < this.#countedAt + RECOUNT
    // Another process may begin the next list at any moment, but not the one after it within seconds.
    if (wasCounted && from > this.#count + LIST_LENGTH) return false
    await this.#counting.join(async () => {
      this.given((await this.#store.statuses()) - 1)
      this.#countedAt = now
    })
    return from < this.#count
  }
}

/** In seconds. */
const RECOUNT = 5
