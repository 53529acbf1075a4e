import { existsSync } from 'node:fs'

/** Thrown where a runtime cannot be had on this machine: reported as not run, never as passed. */
export class NotRun extends Error {}

/** A file of a package of `tests/runtimes`. */
export function installed(path) {
  const file = `tests/runtimes/node_modules/${path}`
  if (!existsSync(file)) throw new NotRun(`${path.split('/')[0]} is not installed`)
  return file
}
