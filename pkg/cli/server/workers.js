import cluster from 'node:cluster'
import { Failure } from '../failure.js'
import { Log } from './log.js'

/**
 * The same server in several processes, which share the port and the store. The first begins alone: what keeps it from
 * starting is said once, and keeps the others from starting.
 *
 * @param {import('./config/settings.js').Settings} settings
 * @param {Promise<unknown>} stopped resolves when the server is to stop
 */
export async function runWorkers({ workers, stopWithin }, stopped) {
  const log = new Log()
  let isStopping = false
  stopped.then(() => {
    isStopping = true
    for (const worker of Object.values(cluster.workers ?? {})) worker?.send('stop', () => {})
  })
  /** @type {WeakSet<import('node:cluster').Worker>} */
  const begun = new WeakSet()
  const fork = () => {
    const worker = cluster.fork()
    worker.once('listening', () => begun.add(worker))
    worker.once('exit', (code, signal) => {
      if (isStopping || !begun.has(worker)) return
      log.write('error', 'worker', { message: 'a worker ended: another begins', worker: worker.process.pid, code, signal })
      setTimeout(() => isStopping || fork(), RESTART)
    })
    return worker
  }
  /** @param {import('node:cluster').Worker} worker */
  const listening = (worker) => new Promise((resolve, reject) => {
    worker.once('listening', () => resolve(undefined))
    worker.once('exit', (code) => reject(new Quiet(code)))
  })
  await listening(fork())
  await Promise.all(Array.from({ length: workers - 1 }, () => listening(fork())))
  await stopped
  await Promise.race([allGone(), new Promise((resolve) => setTimeout(resolve, (stopWithin + 2) * 1000).unref())])
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL')
}

const allGone = () => new Promise((resolve) => {
  const look = () => Object.keys(cluster.workers ?? {}).length === 0 && resolve(undefined)
  cluster.on('exit', look)
  look()
})

/** A worker that could not begin has said why. */
class Quiet extends Failure {
  /** @param {number | null} code */
  constructor(code) {
    super('', { exitCode: code || 3, code: 'QUIET' })
  }
}

/** In milliseconds: a worker that dies at once must not take the processor. */
const RESTART = 1000
