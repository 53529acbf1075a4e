import { isName } from '../lib/option-table.js'
import { argument, hasMethods } from './shared/argument.js'

/**
 * Keeps fetched keys in a `Cache` (`caches.default` in Workers, `await caches.open('keys')` elsewhere): spread it into
 * the options of a `RemoteKeySet`.
 *
 * @param {Pick<Cache, 'match' | 'put'>} cache anyone who may write there decides whom you trust
 * @param {string} [name] one per URL
 * @returns {Pick<import('countersign').RemoteOptions, 'load' | 'save'>}
 * @throws {import('countersign').TokenError} ERR_OPTION_INVALID
 */
export function keepInCache(cache, name = 'countersign-keys') {
  argument('cache', cache, hasMethods('match', 'put'))
  // Never fetched: a cache wants a URL as its key.
  const url = `https://countersign.invalid/${encodeURIComponent(argument('name', name, isName()))}`
  return {
    load: async () => (await cache.match(url))?.text(),
    save: (snapshot) => cache.put(url, new Response(snapshot, { headers: { 'cache-control': 'max-age=604800' } })),
  }
}
