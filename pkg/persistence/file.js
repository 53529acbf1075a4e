import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TokenError } from 'countersign'
import { argument } from './shared/argument.js'
import { folderFault, readPrivate, writePrivate } from './shared/private-file.js'

/**
 * Keeps fetched keys in a file (Node, Deno, Bun): spread it into the options of a `RemoteKeySet`.
 *
 * The file decides whom you trust, so it needs a folder that only this user may write to; the last folder of the path is
 * made if it is missing. A file or a folder that another user owns (root excepted), or that its group or others may
 * write to, is not used; nor is a symbolic link. On Windows no owner is checked: the folder's access list must do it.
 *
 * @param {string | URL} path one per URL
 * @returns {Pick<import('countersign').RemoteOptions, 'load' | 'save'>}
 * @throws {TokenError} ERR_OPTION_INVALID for what is not a path, or is in a folder that other users may write to
 */
export function keepInFile(path) {
  const file = resolve(argument('path', toPath(path), isPath))
  const fault = faultOf(file)
  if (fault !== undefined) throw new TokenError('ERR_OPTION_INVALID', `the option path ${fault}`)
  return { load: () => readPrivate(file), save: (snapshot) => writePrivate(file, snapshot) }
}

/** @param {string} file */
const faultOf = (file) => {
  try {
    const fault = folderFault(file)
    return fault && `must be in a folder that only this user can write to: ${fault} (make one with mode 0700)`
  } catch (error) {
    // Deno tells neither who runs the program nor what is in a folder unless it is allowed to.
    const { name, message } = /** @type {Error} */ (error)
    return name === 'NotCapable' ? `cannot be checked: ${message}` : undefined
  }
}

/** The path as a string, or what is refused. @param {any} path @returns {string} */
const toPath = (path) => {
  try {
    return path instanceof URL ? fileURLToPath(path) : path
  } catch {
    return ''
  }
}

const isPath = {
  holds: (/** @type {unknown} */ path) => typeof path === 'string' && path !== '' && !path.includes('\0'),
  demand: 'must be the path of a file, or its file: URL',
  required: true,
}
