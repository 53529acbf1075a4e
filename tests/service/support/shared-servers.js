import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'

// A thousand runs of the same tests (`cargo xtask mutants js`) cannot each start a database: they name servers that are up,
// and the stores that they are about.

const { COUNTERSIGN_TEST_STORES: names, COUNTERSIGN_TEST_POSTGRES: postgresUrl, COUNTERSIGN_TEST_REDIS: redisUrl } = process.env

/** Whether a store is tested in this run: all are, unless some are named. @param {string} store */
export function wanted(store) {
  return names === undefined || names.split(' ').includes(store)
}

/** An empty database of the PostgreSQL server that is up, if there is one. */
export async function sharedPostgres() {
  if (postgresUrl === undefined) return undefined
  const { default: postgres } = await import('postgres')
  const sql = postgres(postgresUrl, { max: 1 })
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await sql.unsafe(`CREATE DATABASE ${name}`)
  await sql.end()
  const url = new URL(postgresUrl)
  url.pathname = name
  return shared(url.href)
}

/** The Redis server that is up, emptied. */
export async function sharedRedis() {
  if (redisUrl === undefined) return undefined
  const { hostname, port } = new URL(redisUrl)
  const socket = connect(Number(port), hostname)
  socket.write('FLUSHALL\r\n')
  await once(socket, 'data')
  socket.destroy()
  return shared(redisUrl)
}

/** Of others too: it is not stopped, and its files are not looked at. @param {string} url */
const shared = (url) => ({ url, folder: tmpdir(), stop: undefined, async [Symbol.asyncDispose]() {} })
