import { existsSync, readFileSync } from 'node:fs'

/** Thrown where a runtime cannot be had on this machine: reported as not run, never as passed. */
export class NotRun extends Error {}

/** A file of a package of `tests/runtimes`, or of those that only `--all` installs. */
export function installed(path) {
  const found = ['runtimes', 'runtimes-all'].map((folder) => `tests/${folder}/node_modules/${path}`).find(existsSync)
  if (!found) throw new NotRun(`${path.split('/')[0]} is not installed`)
  return found
}

/** The module of a package of `tests/runtimes-all`, and its version. */
export async function load(name) {
  const { version } = JSON.parse(readFileSync(installed(`${name}/package.json`), 'utf8'))
  const { load } = await import('../../runtimes-all/load.js')
  return { version, module: await load(name) }
}
