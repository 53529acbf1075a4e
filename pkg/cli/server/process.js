import { healthOf } from './health.js'
import { Listener } from './listener.js'
import { Log } from './log.js'
import { Requests } from './requests.js'
import { startService } from './service.js'

/**
 * One process of the server, listening; `stop` ends it without losing an answer.
 *
 * @param {import('./config/settings.js').Settings} settings
 */
export async function startProcess(settings) {
  const log = new Log()
  const requests = new Requests(settings.trustProxy)
  const { service, store, handle } = await startService(settings, { log, requests })
  const health = healthOf(store, () => listener.isStopping)
  const warnOfProxy = once(() => log.write('warn', 'proxy', { message: 'a request names X-Forwarded-For, which is not trusted: set trustProxy if a proxy is in front, since all of its clients count as one' }))
  const listener = new Listener(async (request, peer) => {
    const began = performance.now()
    requests.note(request, peer)
    if (settings.trustProxy === 0 && request.headers.has('x-forwarded-for')) warnOfProxy()
    const said = await health(new URL(request.url).pathname)
    if (said !== undefined) return said
    const response = await handle(request)
    // The page's files have no route, and an invented path may hold anything.
    const facts = { method: request.method, route: requests.routeOf(request), status: response.status, ms: Math.round(performance.now() - began), address: requests.addressOf(request) }
    if (settings.logRequests) log.write('info', 'request', facts)
    return response
  }, settings)

  let port
  try {
    port = await listener.listen(settings.port, settings.host)
  } catch (error) {
    await service.close()
    throw error
  }
  log.write('info', 'listening', { issuer: settings.issuer, host: settings.host, port })
  const sweeping = setInterval(() => service.sweep().catch((error) => log.fail('sweep', error)), SWEEP_EVERY * (0.8 + 0.4 * Math.random()))
  return {
    port,
    stop: once(async () => {
      log.write('info', 'stopping')
      clearInterval(sweeping)
      const cut = await listener.stop()
      await service.close().catch((error) => log.fail('close', error))
      log.write(cut === 0 ? 'info' : 'warn', 'stopped', cut === 0 ? {} : { cut })
    }),
  }
}

/** @template T @param {() => T} work @returns {() => T} */
const once = (work) => {
  /** @type {{ result: T } | undefined} */
  let done
  return () => (done ??= { result: work() }).result
}

/** Forgets what is over, and rotates the keys of a service that nobody calls; in milliseconds, about ten minutes. */
const SWEEP_EVERY = 600_000
