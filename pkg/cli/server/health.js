/**
 * For whoever watches the process: `/healthz` says that it is alive, `/readyz` that it can serve. The store is asked at most once a
 * second, however often they are called.
 *
 * @param {import('countersign/service').Store} store
 * @param {() => boolean} isStopping
 * @returns {(path: string) => Promise<Response | undefined>} undefined for any other path
 */
export function healthOf(store, isStopping) {
  /** @type {Promise<boolean> | undefined} */
  let answer
  let askedAt = -Infinity
  const isReachable = () => {
    if (answer === undefined || performance.now() - askedAt > FRESH) {
      askedAt = performance.now()
      answer = Promise.race([Promise.resolve(store.statuses()).then(() => true, () => false), after(PATIENCE)])
    }
    return answer
  }
  return async (path) => {
    if (path === '/healthz') return said(200, 'alive')
    if (path !== '/readyz') return undefined
    if (isStopping()) return said(503, 'stopping')
    return (await isReachable()) ? said(200, 'ready') : said(503, 'the store cannot be reached')
  }
}

/** @param {number} delay @returns {Promise<boolean>} */
const after = (delay) => new Promise((resolve) => setTimeout(() => resolve(false), delay).unref())

/** @param {number} status @param {string} text */
const said = (status, text) => Response.json({ status: text }, { status, headers: { 'cache-control': 'no-store' } })

/** In milliseconds. */
const FRESH = 1000
const PATIENCE = 2000
