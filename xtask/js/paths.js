import { fileURLToPath } from 'node:url'

/** A path in the repository. */
export const repository = (path = '') => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** A path in the npm package. */
export const pkg = (path = '') => repository(`pkg/${path}`)
