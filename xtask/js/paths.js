import { fileURLToPath } from 'node:url'

/** A path in the repository. */
export function repository(path = '') {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}

/** A path in the npm package. */
export function pkg(path = '') {
  return repository(`pkg/${path}`)
}
