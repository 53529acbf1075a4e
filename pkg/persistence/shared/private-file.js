import { randomUUID } from 'node:crypto'
import { constants, statSync } from 'node:fs'
import { lstat, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * The content of a file that only this user can have written. Throws for any other: a user of the same machine who
 * plants one at a name that can be guessed would decide whom this program trusts.
 *
 * @param {string} file
 */
export async function readPrivate(file) {
  await checkFolder(file)
  const named = await lstat(file)
  if (!named.isFile()) throw new Error(`${file} is refused: it is not a regular file`)
  // What was opened is judged, not its name: between two looks at a name its file can be exchanged.
  const opened = await open(file, constants.O_RDONLY | NO_LINKS)
  try {
    const stats = await opened.stat()
    // Deno follows links whatever the flags say.
    if (!stats.isFile() || stats.ino !== named.ino || stats.dev !== named.dev) throw new Error(`${file} is refused: it was replaced while it was being opened`)
    const fault = faultOf(stats)
    if (fault !== undefined) throw new Error(`${file} is refused: ${fault}`)
    return await opened.readFile('utf8')
  } finally {
    await opened.close()
  }
}

/**
 * Renames the new content into place: a reader never sees half a file, and two processes never mix theirs.
 *
 * @param {string} file
 * @param {string} content
 */
export async function writePrivate(file, content) {
  await mkdir(dirname(file), { mode: 0o700 }).catch(() => {})
  await checkFolder(file)
  const own = `${file}.${randomUUID()}`
  try {
    await writeFile(own, content, { mode: 0o600, flag: 'wx' })
    await rename(own, file)
  } catch (error) {
    await rm(own, { force: true })
    throw error
  }
}

/** Why other users could exchange files in the folder of `file`; undefined if they cannot, or if there is no folder yet. @param {string} file */
export function folderFault(file) {
  const stats = statSync(dirname(file), { throwIfNoEntry: false })
  return stats === undefined ? undefined : faultOf(stats)
}

/** @param {string} file */
const checkFolder = async (file) => {
  const folder = dirname(file)
  const fault = faultOf(await stat(folder))
  if (fault !== undefined) throw new Error(`${folder} is refused: ${fault}`)
}

/** @param {{ uid: number, mode: number }} stats */
const faultOf = ({ uid, mode }) => {
  // Windows has neither: there the access list of the folder decides.
  const own = process.geteuid?.()
  if (own === undefined) return undefined
  // Root needs no file to decide what this program does.
  if (uid !== own && uid !== 0) return 'another user owns it'
  return (mode & 0o022) === 0 ? undefined : 'its group or others may write to it'
}

/** Neither follows a link nor waits for the other end of a pipe. Windows has no such flags. */
const NO_LINKS = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
