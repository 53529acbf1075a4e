import cluster from 'node:cluster'
import { readSettings } from './config/settings.js'
import { startProcess } from './process.js'
import { runWorkers } from './workers.js'
import { UsageError } from '../usage-error.js'

/**
 * Serves until it is told to stop: by SIGTERM, SIGINT or, as a worker, by the first process.
 *
 * @param {{ config?: string, host?: string, port?: string, workers?: string }} flags
 */
export async function run(flags) {
  const settings = await readSettings(flags)
  const stopped = stopAsked()
  if (settings.workers > 1 && !cluster.isWorker) {
    if ('Deno' in globalThis) throw new UsageError('Deno cannot share a port between workers: start one process for each, on ports of their own')
    if (settings.store === 'memory:') throw new UsageError('several workers need a store that they share: memory: is one for each process')
    return runWorkers(settings, stopped)
  }
  // A worker lives as long as it is connected to the first process, whether it could begin or not.
  const { stop } = await startProcess(settings).catch((error) => {
    if (cluster.isWorker) process.channel?.unref()
    throw error
  })
  await stopped
  await stop()
  if (cluster.isWorker) process.disconnect?.()
}

/** A second signal ends the process at once: somebody is in a hurry. */
const stopAsked = () =>
  new Promise((resolve) => {
    let asked = 0
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
      process.on(signal, () => {
        if (++asked > 1 && signal === 'SIGINT') process.exit(130)
        resolve(undefined)
      })
    }
    if (!cluster.isWorker) return
    process.on('message', (message) => message === 'stop' && resolve(undefined))
    // The first process is gone: what it shared the port with would go on unseen.
    process.on('disconnect', () => resolve(undefined))
  })
