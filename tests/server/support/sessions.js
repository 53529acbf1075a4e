import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the commands of a client keep sessions in somebody's home. */
export function sessions(home) {
  return join(home, '.config/countersign/sessions')
}

export async function fileOf(home) {
  return join(sessions(home), (await readdir(sessions(home))).find((name) => name.endsWith('.json')))
}

export async function keptIn(home) {
  return JSON.parse(await readFile(await fileOf(home), 'utf8'))
}
