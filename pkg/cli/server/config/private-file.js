import { randomUUID } from 'node:crypto'
import { open, rename, rm, writeFile } from 'node:fs/promises'
import { UsageError } from '../../usage-error.js'

/**
 * The content of a file that holds a secret. Refuses one that other users may read: they have the secret already.
 *
 * @param {string} path
 * @param {{ what: string, remedy: string }} about for the sentence if it is not there
 */
export async function readSecret(path, { what, remedy }) {
  const file = await open(path, 'r').catch((error) => {
    throw new UsageError(error.code === 'ENOENT' ? `the ${what} ${path} is not there: ${remedy}` : `the ${what} ${path} cannot be read: ${error.message}`)
  })
  try {
    // What was opened is judged, not its name: between two looks at a name its file can be exchanged.
    const stats = await file.stat()
    if (!stats.isFile()) throw new UsageError(`the ${what} ${path} is not a regular file`)
    const fault = faultOf(stats)
    if (fault !== undefined) throw new UsageError(`the ${what} ${path} is refused: ${fault}`)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/** @param {{ uid: number, mode: number }} stats */
const faultOf = ({ uid, mode }) => {
  // Windows has neither: there the access list of the folder decides.
  const own = process.geteuid?.()
  if (own === undefined) return undefined
  if (uid !== own && uid !== 0) return 'another user owns it'
  return (mode & 0o077) === 0 ? undefined : 'its group or others may use it (chmod 600, and replace the secret if they may have read it)'
}

/** Makes a file for its owner only. Refuses to write over one. @param {string} path @param {string} content */
export async function createSecret(path, content) {
  try {
    await writeFile(path, content, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
    throw new UsageError(code === 'EEXIST' ? `${path} exists, and is not overwritten` : `${path} cannot be written: ${message}`)
  }
}

/** Renames the new content into place: a reader never sees half a file. @param {string} path @param {string} content */
export async function replaceSecret(path, content) {
  const own = `${path}.${randomUUID()}`
  try {
    await writeFile(own, content, { mode: 0o600, flag: 'wx' })
    await rename(own, path)
  } catch (error) {
    await rm(own, { force: true })
    throw new UsageError(`${path} cannot be written: ${/** @type {Error} */ (error).message}`)
  }
}
