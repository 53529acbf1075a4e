import { randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/**
 * Keeps fetched keys in a file (Node, Deno, Bun): spread it into the options of a `RemoteKeySet`.
 *
 * @param {string | URL} path one per URL; whoever may write there decides whom you trust
 * @returns {Pick<import('countersign').RemoteOptions, 'load' | 'save'>}
 */
export const keepInFile = (path) => {
  const file = path instanceof URL ? fileURLToPath(path) : path
  return {
    load: () => readFile(file, 'utf8'),
    save: async (snapshot) => {
      // Renamed into place: a reader never sees half a file, nor do two processes mix theirs.
      const own = `${file}.${randomUUID()}`
      await writeFile(own, snapshot, { mode: 0o600 })
      await rename(own, file)
    },
  }
}
