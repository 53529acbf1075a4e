/**
 * Keeps fetched keys in a Cloudflare KV namespace: spread it into the options of a `RemoteKeySet`.
 *
 * @param {{ get(key: string): Promise<string | null>, put(key: string, value: string): Promise<void> }} namespace
 *   whoever may write there decides whom you trust
 * @param {string} [name] one per URL
 * @returns {Pick<import('countersign').RemoteOptions, 'load' | 'save'>}
 */
export const keepInKv = (namespace, name = 'countersign-keys') => ({
  load: () => namespace.get(name),
  save: (snapshot) => namespace.put(name, snapshot),
})
