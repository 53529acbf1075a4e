import { bounded } from './cache-headers.js'
import { within } from './deadline.js'
import { Flight } from './flight.js'
import { Freshness } from './freshness.js'

/** Keeps fetched documents with the program's `save`: one after another, so that an older one never comes last. */
export class Snapshots {
  #options
  #saving = new Flight()
  /** @type {string | undefined} */
  #next

  /** @param {Pick<import('./options.js').RemoteOptions, 'save' | 'timeout'>} options */
  constructor(options) {
    this.#options = options
  }

  /**
   * Resolves when the document is kept, or cannot be: that is not an outage, the next start fetches.
   *
   * @param {string} url
   * @param {string} text
   * @param {Freshness} freshness
   * @returns {Promise<void> | undefined}
   */
  keep(url, text, { since, lifetime }) {
    if (this.#options.save === undefined) return undefined
    this.#next = JSON.stringify({ url, text, fetchedAt: since, lifetime })
    return this.#saving.join(() => this.#save())
  }

  async #save() {
    const { save, timeout } = this.#options
    for (let snapshot = this.#next; snapshot !== undefined; snapshot = this.#next) {
      const text = snapshot
      this.#next = undefined
      await within(timeout, async () => save?.(text)).catch(() => {})
    }
  }
}

/**
 * What the program's `load` kept for this URL, if it may still be used.
 *
 * @param {string} url
 * @param {Pick<import('./options.js').RemoteOptions, 'load' | 'timeout' | 'staleFor' | 'now'>} options
 * @returns {Promise<{ text: string, freshness: Freshness } | undefined>}
 */
export async function restore(url, { load, timeout, staleFor, now }) {
  try {
    const snapshot = JSON.parse((await within(timeout, async () => load?.())) ?? 'null')
    // Under the same name another document may have been kept.
    if (snapshot?.url !== url || typeof snapshot.text !== 'string') return undefined
    const { text, fetchedAt, lifetime } = snapshot
    if (!Number.isFinite(fetchedAt) || !Number.isFinite(lifetime)) return undefined
    const freshness = new Freshness({ fetchedAt, lifetime: bounded(lifetime), staleFor }).seenAt(now())
    return freshness.isUsable(now()) ? { text, freshness } : undefined
  } catch {
    return undefined
  }
}
