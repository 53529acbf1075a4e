import { within } from './fetch-text.js'
import { Freshness, bounded } from './freshness.js'

/**
 * Keeps a fetched document with the program's `save`. That it cannot be kept is no outage: the next start fetches.
 *
 * @param {string} url
 * @param {string} text
 * @param {Freshness} freshness
 * @param {Pick<import('./remote-options.js').RemoteOptions, 'save' | 'timeout'>} options
 */
export const keep = async (url, text, { fetchedAt, lifetime }, { save, timeout }) => {
  if (save === undefined) return
  const snapshot = JSON.stringify({ url, text, fetchedAt, lifetime })
  await within(timeout, 'save took too long', async () => save(snapshot)).catch(() => {})
}

/**
 * What the program's `load` kept for this URL, if it may still be used.
 *
 * @param {string} url
 * @param {Pick<import('./remote-options.js').RemoteOptions, 'load' | 'timeout' | 'staleFor' | 'now'>} options
 * @returns {Promise<{ text: string, freshness: Freshness } | undefined>}
 */
export const restore = async (url, { load, timeout, staleFor, now }) => {
  if (load === undefined) return undefined
  try {
    const snapshot = JSON.parse((await within(timeout, 'load took too long', async () => load())) ?? 'null')
    // Under the same name another document may have been kept.
    if (snapshot?.url !== url || typeof snapshot.text !== 'string') return undefined
    if (!Number.isFinite(snapshot.fetchedAt) || !Number.isFinite(snapshot.lifetime)) return undefined
    const freshness = new Freshness(snapshot.fetchedAt, bounded(snapshot.lifetime), staleFor).seenAt(now())
    return freshness.isUsable(now()) ? { text: snapshot.text, freshness } : undefined
  } catch {
    return undefined
  }
}

/**
 * A document as it was fetched; `attempt` orders those that were.
 *
 * @template T
 * @typedef {{ text: string, value: T, freshness: Freshness, attempt: number }} Held
 */
