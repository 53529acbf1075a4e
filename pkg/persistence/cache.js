/**
 * Keeps fetched keys in a `Cache` (`caches.default` in Workers, `await caches.open('keys')` elsewhere): spread it into
 * the options of a `RemoteKeySet`.
 *
 * @param {Pick<Cache, 'match' | 'put'>} cache whoever may write there decides whom you trust
 * @param {string} [name] one per URL
 * @returns {Pick<import('countersign').RemoteOptions, 'load' | 'save'>}
 */
export const keepInCache = (cache, name = 'countersign-keys') => {
  // Never fetched: a cache wants a URL as its key.
  const url = `https://countersign.invalid/${encodeURIComponent(name)}`
  return {
    load: async () => (await cache.match(url))?.text(),
    save: (snapshot) => cache.put(url, new Response(snapshot, { headers: { 'cache-control': 'max-age=604800' } })),
  }
}
