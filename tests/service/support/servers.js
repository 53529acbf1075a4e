import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { eventually, freePort } from './ports.js'

/**
 * A PostgreSQL server of its own on a free loopback port, or undefined where it is not installed.
 *
 * @returns {Promise<Server | undefined>}
 */
export async function startPostgres() {
  const bin = postgresFolder()
  if (bin === undefined) return undefined
  const folder = temporaryFolder()
  const as = unprivileged(folder)
  // The locale of this shell need not exist on this machine.
  const options = ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']
  const [initdb, ...initdbArguments] = [...as, join(bin, 'initdb'), ...options]
  execFileSync(initdb, initdbArguments, { stdio: 'ignore', cwd: folder })
  const port = await freePort()
  const start = () => {
    const server = [join(bin, 'postgres'), '-D', join(folder, 'data'), '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1']
    return run([...as, ...server, '-c', 'max_connections=200'], folder)
  }
  // The line that pg_ctl reads: a server without its clients has no pg_isready. The port, since a killed server leaves its file.
  const ready = async () => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect').finally(() => socket.destroy())
    const state = readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n')[7]?.trim()
    if (state !== 'ready') throw new Error(`PostgreSQL is ${state}`)
  }
  return server({ url: `postgres://postgres@127.0.0.1:${port}/postgres`, folder, ready, start })
}

/**
 * A Redis server of its own on a free loopback port, or undefined where it is not installed.
 *
 * @returns {Promise<Server | undefined>}
 */
export async function startRedis() {
  const redis = onPath('redis-server')
  if (redis === undefined) return undefined
  const folder = temporaryFolder()
  const port = await freePort()
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'always']
  return server({ url: `redis://127.0.0.1:${port}`, folder, ready: () => ping(port), start: () => run([redis, ...settings, '--dir', folder], folder) })
}

/**
 * What a command begins with for a server that refuses to run as root, and gets the folder. Debian's package of PostgreSQL makes
 * a user for it; one that was built by hand may have none.
 *
 * @param {string} folder
 */
export function unprivileged(folder) {
  if (process.getuid?.() !== 0) return []
  const user = /^postgres:/m.test(readFileSync('/etc/passwd', 'utf8')) ? 'postgres' : 'nobody'
  execFileSync('chown', ['-R', user, folder])
  return ['runuser', '-u', user, '--']
}

/** @param {string} name */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
  chmodSync(folder, 0o755)
  return folder
}

/** @param {{ url: string, folder: string, ready(): Promise<void>, start(): import('node:child_process').ChildProcess, signal?: NodeJS.Signals }} parts @returns {Promise<Server>} */
export async function server({ url, folder, ready, start, signal = 'SIGINT' }) {
  let child = start()
  await eventually(ready)
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    // SIGINT is PostgreSQL's fast shutdown; the group, since runuser stands between.
    process.kill(-child.pid, signal)
    await once(child, 'exit')
  }
  return {
    url,
    folder,
    stop,
    async start() {
      child = start()
      await eventually(ready)
    },
    async [Symbol.asyncDispose]() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function run([command, ...rest], cwd) {
  return spawn(command, rest, { cwd, stdio: 'ignore', detached: true })
}

/** Connected is not ready: it may still be loading what it kept. */
export async function ping(port) {
  const socket = connect(port, '127.0.0.1').setTimeout(1000, () => socket.destroy())
  socket.write('PING\r\n')
  const [answer] = await once(socket, 'data')
  socket.destroy()
  if (String(answer) !== '+PONG\r\n') throw new Error(String(answer))
}

const postgresFolder = () => {
  const versions = '/usr/lib/postgresql'
  const debian = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : []
  return [...debian, ...(process.env.PATH ?? '').split(delimiter)].find((folder) => existsSync(join(folder, 'initdb')))
}

export function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).find(existsSync)
}

/** @typedef {{ url: string, folder: string, stop(): Promise<void>, start(): Promise<void> } & AsyncDisposable} Server */
