/**
 * Ways to keep fetched keys across cold starts: spread one into the options of a `RemoteKeySet`. What is kept is
 * public, but whoever may write there decides whom you trust.
 *
 * @typedef {object} Persistence
 * @property {() => Promise<string | undefined>} load
 * @property {(snapshot: string) => Promise<void>} save
 */

/**
 * Keeps a snapshot in a Cloudflare KV namespace.
 *
 * @param {{ get(key: string): Promise<string | null>, put(key: string, value: string): Promise<void> }} namespace
 * @param {string} [name] one per URL
 * @returns {Persistence}
 */
export const keepInKv = (namespace, name = DEFAULT_NAME) => ({
  load: async () => (await namespace.get(name)) ?? undefined,
  save: (snapshot) => namespace.put(name, snapshot),
})

/**
 * Keeps a snapshot in a `Cache`: `caches.default` in Workers, `await caches.open('keys')` elsewhere.
 *
 * @param {Pick<Cache, 'match' | 'put'>} cache
 * @param {string} [name] one per URL
 * @returns {Persistence}
 */
export const keepInCache = (cache, name = DEFAULT_NAME) => {
  // Never fetched: a cache wants a URL as its key.
  const url = `https://countersign.invalid/${encodeURIComponent(name)}`
  return {
    load: async () => (await cache.match(url))?.text(),
    save: (snapshot) => cache.put(url, new Response(snapshot, { headers: { 'cache-control': 'max-age=604800' } })),
  }
}

/**
 * Keeps a snapshot in a file (Node, Deno, Bun).
 *
 * @param {string | URL} path one per URL
 * @returns {Persistence}
 */
export const keepInFile = (path) => ({
  load: async () => {
    const { readFile } = await import('node:fs/promises')
    return readFile(path, 'utf8')
  },
  save: async (snapshot) => {
    const { rename, writeFile } = await import('node:fs/promises')
    // Renamed into place: a reader never sees half a file, nor do two processes mix theirs.
    const own = `${path instanceof URL ? decodeURIComponent(path.pathname) : path}.${crypto.randomUUID()}`
    await writeFile(own, snapshot, { mode: 0o600 })
    await rename(own, path)
  },
})

const DEFAULT_NAME = 'countersign-keys'
