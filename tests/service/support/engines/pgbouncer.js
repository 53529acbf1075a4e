import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from '../ports.js'
import { onPath, run, server, temporaryFolder, unprivileged } from '../servers.js'

/**
 * PgBouncer in transaction mode on a free loopback port, in front of a PostgreSQL server; undefined where it is not installed.
 *
 * @param {string} url of the server
 */
export async function startPgbouncer(url) {
  const pgbouncer = onPath('pgbouncer')
  if (pgbouncer === undefined) return undefined
  const { hostname, port: serverPort, pathname } = new URL(url)
  const folder = temporaryFolder()
  const port = await freePort()
  const settings = join(folder, 'pgbouncer.ini')
  writeFileSync(settings, [
    '[databases]', `* = host=${hostname} port=${serverPort} user=postgres`,
    // "any" asks for no password.
    '[pgbouncer]', 'listen_addr = 127.0.0.1', `listen_port = ${port}`, 'unix_socket_dir =', 'auth_type = any',
    // Fewer connections than the tests have clients, so that statements of one client do go to several.
    'pool_mode = transaction', 'default_pool_size = 4', 'max_client_conn = 200', 'server_round_robin = 1', `logfile = ${join(folder, 'log')}`,
  ].join('\n'))
  const command = [...unprivileged(folder), pgbouncer, settings]
  const ready = async () => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect').finally(() => socket.destroy())
  }
  // SIGINT would wait for its clients.
  return server({ signal: 'SIGTERM', url: `postgres://postgres@127.0.0.1:${port}${pathname}`, folder, ready, start: () => run(command, folder) })
}
