import { fileURLToPath } from 'node:url'

/**
 * A path in the repository: the tests themselves may run from a copy, beside the package that they test.
 *
 * @param {string} path
 */
export function repository(path) {
  return root + path
}

const root = process.env.COUNTERSIGN_REPOSITORY ? `${process.env.COUNTERSIGN_REPOSITORY}/` : fileURLToPath(new URL('../../', import.meta.url))
