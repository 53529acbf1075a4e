import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Failure } from '../../failure.js'

/**
 * How to open an SQLite database with what this runtime has of its own, or with better-sqlite3 if the folder has it installed;
 * undefined if neither is there.
 *
 * @param {string} folder
 * @returns {Promise<((file: string) => Database) | undefined>}
 */
export async function sqliteDriver(folder) {
  if ('Bun' in globalThis) {
    const { Database } = await imported('bun:sqlite')
    return (file) => new Database(file, { readwrite: true, create: false, strict: true })
  }
  try {
    const { DatabaseSync } = await quietly(() => imported('node:sqlite'))
    return (file) => new DatabaseSync(file)
  } catch {
    // Node before 22.13.
  }
  try {
    const Database = createRequire(join(folder, 'countersign.config.js'))('better-sqlite3')
    return (file) => new Database(file, { fileMustExist: true })
  } catch {
    return undefined
  }
}

export function noDriver() {
  const { node } = process.versions
  return new Failure(`Node ${node} has no SQLite of its own: use Node 22.13 or newer, or install better-sqlite3 or @libsql/client beside the configuration`, { exitCode: 2, code: 'USAGE' })
}

/** Not followed by whatever reads the types. @param {string} name @returns {Promise<any>} */
const imported = (name) => import(name)

/** Node calls its SQLite experimental, in a line that no reader of the log can parse. @template T @param {() => Promise<T>} work */
const quietly = async (work) => {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return await work()
  } finally {
    process.emitWarning = emitWarning
  }
}

/**
 * @typedef {object} Database what the drivers have in common
 * @property {(sql: string) => unknown} exec
 * @property {(sql: string) => { all: (values: Record<string, unknown>) => any[], run: (values: Record<string, unknown>) => unknown, reader?: boolean }} prepare
 * @property {() => void} close
 */
