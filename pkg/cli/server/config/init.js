import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../../usage-error.js'
import { emptyUsers } from '../users/users-file.js'
import { createSecret } from './private-file.js'
import { createSealingKey } from './sealing-key.js'
import { isIssuer, wholeOf } from './settings.js'
import { NAMES } from './file.js'
import { template } from './template.js'

/**
 * Writes what a service needs into this folder. If any of it is there, nothing is written: a sealing key that is replaced
 * would make the keys in the store useless.
 *
 * @param {{ issuer?: string, port?: string }} options
 * @param {import('../../terminal.js').Terminal} terminal
 */
export async function init({ issuer, port: text = '4180' }, terminal) {
  const port = wholeOf('--port', text, 1, 65_535)
  if (issuer !== undefined && !isIssuer(issuer)) throw new UsageError('--issuer must be an https URL without a slash at its end (http only on a loopback address)')
  const config = NAMES[isCommonJs() ? 1 : 0]
  const present = [...NAMES, ...FILES].find((name) => existsSync(name))
  if (present !== undefined) throw new UsageError(`${present} is in this folder already: nothing was written`)
  await createSealingKey(resolve('countersign.key'))
  await createSecret(resolve('countersign.users.json'), emptyUsers())
  // Empty, which SQLite takes for a new database. One that is missing later is a fault, and not a new beginning.
  await createSecret(resolve('countersign.db'), '')
  await writeFile(config, template({ issuer: issuer ?? `http://127.0.0.1:${port}`, port }), { flag: 'wx' })
  const files = { config, sealingKey: FILES[0], users: FILES[1], store: FILES[2] }
  terminal.result(files, () => `${config}           what the service is; read it first
countersign.key                 seals the private keys: back it up, apart from the store
countersign.users.json          who may log in
countersign.db                  the store

Next: countersign users add NAME, then countersign serve`)
}

/** Whether the nearest package.json says that `.js` is CommonJS: npm writes so today. */
const isCommonJs = () => {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest)) return readFileSync(manifest, 'utf8').includes('"commonjs"')
    if (dirname(folder) === folder) return false
  }
}

const FILES = ['countersign.key', 'countersign.users.json', 'countersign.db']
