import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from '../../usage-error.js'

/**
 * What the configuration file exports by default, and where the file is. It is a program of the operator's: it is run.
 *
 * @param {string | undefined} named by `--config`; without it the file of this folder
 * @returns {Promise<{ path: string, given: unknown }>}
 */
export async function loadConfig(named) {
  const candidates = named === undefined ? NAMES : [named]
  const path = candidates.map((name) => resolve(name)).find(existsSync)
  if (path === undefined) throw new UsageError(named === undefined ? `there is no ${NAMES[0]} here: make one with countersign serve --init` : `${named} cannot be read: there is no such file`)
  return { path, given: await defaultExport(path) }
}

/** @param {string} path */
const defaultExport = async (path) => {
  let module
  try {
    module = await import(pathToFileURL(path).href)
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error)
    // A folder whose package.json says commonjs, which npm writes today.
    const remedy = name === 'SyntaxError' && path.endsWith('.js') ? '; if its syntax is right, rename it to countersign.config.mjs, which is a module everywhere' : ''
    throw new UsageError(`${path} cannot be run: ${message}${remedy}`)
  }
  if (module.default === undefined) throw new UsageError(`${path} must export the configuration: export default { … }`)
  return module.default
}

/** The file of a folder; the second where `.js` means CommonJS. */
export const NAMES = /** @type {const} */ (['countersign.config.js', 'countersign.config.mjs'])
