import { OAuthError } from 'countersign/service'
import { networkOf } from './address.js'

/**
 * Bounds wrong log-ins by address, and by name, ten times as many: a thousand addresses may not guess one password. Those
 * that are being checked count as wrong until they are right, so that a burst cannot slip through. In memory, for each process.
 */
export class LogInLimit {
  #failures
  #within
  #now
  /** @type {Map<string, Count>} the oldest first */
  #counts = new Map()

  /** @param {{ failures: number, within: number }} options in seconds @param {() => number} [now] */
  constructor({ failures, within }, now = () => performance.now() / 1000) {
    this.#failures = failures
    this.#within = within
    this.#now = now
  }

  /**
   * What `check` answers. Throws an `OAuthError` (429) if there were too many wrong ones.
   *
   * @template T
   * @param {{ address: string, name: string }} of
   * @param {() => Promise<T> | T} check answers nothing for a wrong log-in
   * @returns {Promise<T>}
   */
  async guard({ address, name }, check) {
    const counts = [this.#count(`address ${networkOf(address)}`, this.#failures), this.#count(`name ${name}`, 10 * this.#failures)]
    await this.#room(counts)
    for (const count of counts) count.running++
    let isWrong = true
    try {
      const answer = await check()
      isWrong = !answer
      return answer
    } catch (error) {
      // An outage says nothing of the password.
      isWrong = false
      throw error
    } finally {
      for (const count of counts) {
        count.running--
        count.wrong = this.#level(count) + Number(isWrong)
        count.at = this.#now()
        for (const wake of count.waiting.splice(0)) wake()
      }
    }
  }

  /** @param {Count[]} counts */
  async #room(counts) {
    for (;;) {
      const spent = counts.find((count) => this.#level(count) > count.most - 1)
      if (spent !== undefined) throw tooMany(((this.#level(spent) - spent.most + 1) * this.#within) / spent.most)
      const full = counts.find((count) => this.#level(count) + count.running > count.most - 1)
      if (full === undefined) return
      await new Promise((resolve) => full.waiting.push(() => resolve(undefined)))
    }
  }

  /** Wrong ones that still count. @param {Count} count */
  #level({ wrong, at, most }) {
    return Math.max(0, wrong - ((this.#now() - at) * most) / this.#within)
  }

  /** @param {string} key @param {number} most */
  #count(key, most) {
    const count = this.#counts.get(key) ?? { wrong: 0, running: 0, at: this.#now(), most, waiting: [] }
    this.#counts.delete(key)
    this.#counts.set(key, count)
    for (const [oldest, { running, waiting }] of this.#counts) {
      if (this.#counts.size <= MOST || running > 0 || waiting.length > 0) break
      this.#counts.delete(oldest)
    }
    return count
  }
}

/** @param {number} wait in seconds */
const tooMany = (wait) => new OAuthError('slow_down', 'too many wrong log-ins: try again later', { headers: { 'retry-after': String(Math.ceil(wait)) } })

/** Addresses and names that are remembered: some ten megabytes. */
const MOST = 50_000

/** @typedef {{ wrong: number, running: number, at: number, most: number, waiting: (() => void)[] }} Count */
