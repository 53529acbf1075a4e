import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Failure } from '../../failure.js'
import { UsageError } from '../../usage-error.js'
import { EmbeddedClient } from './embedded.js'
import { noDriver, sqliteDriver } from './drivers.js'

/**
 * The store that the configuration names. Opens no connection yet, except to an SQLite file, which must be there.
 *
 * @param {Pick<import('../config/settings.js').Settings, 'store' | 'folder' | 'workers'>} settings
 * @returns {Promise<import('countersign/service').Store>}
 */
export async function openStore({ store, folder, workers }) {
  if (typeof store !== 'string') return store
  const scheme = store.slice(0, store.indexOf(':'))
  if (scheme === 'sqlite') return sqliteStore(resolve(folder, store.slice('sqlite:'.length)), folder)
  if (scheme === 'memory') {
    if (workers > 1) throw new UsageError('several workers need a store that they share: memory: is one for each process')
    return new (await import('countersign/stores/memory')).MemoryStore()
  }
  return scheme.startsWith('redis') ? redisStore(store) : postgresStore(store)
}

/** @param {string} file @param {string} folder */
const sqliteStore = async (file, folder) => {
  const found = await stat(file).catch((error) => {
    throw new Failure(`the store ${file} ${error.code === 'ENOENT' ? 'is not there: restore or mount it; a new service gets one from countersign serve --init' : `cannot be used: ${error.message}`}`)
  })
  if (!found.isFile()) throw new UsageError(`the store ${file} is not a file`)
  const { SqliteStore } = await import('countersign/stores/sqlite')
  const open = await sqliteDriver(folder)
  if (open !== undefined) return new SqliteStore({ client: /** @type {any} */ (new EmbeddedClient(open, file)) })
  await installed('@libsql/client', noDriver)
  return new SqliteStore({ url: `file:${file}` })
}

/** @param {string} url */
const redisStore = async (url) => {
  await installed('redis')
  return new (await import('countersign/stores/redis')).RedisStore({ url })
}

/** @param {string} url */
const postgresStore = async (url) => {
  await installed('postgres')
  return new (await import('countersign/stores/postgres')).PostgresStore({ url })
}

/** @param {string} name @param {() => Error} [fault] */
const installed = async (name, fault) => {
  try {
    await import(name)
  } catch {
    throw fault?.() ?? new UsageError(`the package ${name} is not installed beside countersign: npm install countersign ${name}`)
  }
}
