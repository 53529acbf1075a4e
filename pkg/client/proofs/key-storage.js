/**
 * A storage that keeps a generated key beside the refresh token that is bound to it, as one text: the one is useless without
 * the other, and a process that finds both goes on with them.
 *
 * @param {import('../storage.js').RefreshTokenStorage} storage
 * @param {import('./prover.js').Prover} prover
 * @returns {import('../storage.js').RefreshTokenStorage}
 */
export function keyStorage(storage, prover) {
  return {
    async load() {
      const kept = await storage.load()
      const { key, refresh_token } = read(kept)
      if (key === undefined) return kept
      await prover.adopt(key)
      return refresh_token
    },
    async save(token) {
      if (token === undefined) return storage.save(undefined)
      const { jwk } = await prover.key()
      return storage.save(JSON.stringify({ refresh_token: token, key: jwk }))
    },
  }
}

/** @param {unknown} kept @returns {{ key?: JsonWebKey, refresh_token?: string }} nothing for a token that has no key beside it */
const read = (kept) => {
  if (typeof kept !== 'string' || !kept.startsWith('{')) return {}
  try {
    return JSON.parse(kept)
  } catch {
    // The engine's message quotes the text, which holds secrets.
    throw new Error('the storage holds something other than a refresh token with its key')
  }
}
