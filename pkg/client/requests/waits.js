/**
 * Waits before the try of that number, from 0: 0, then up to 1, 2, 4, … times the first delay, at most the greatest.
 *
 * A random part of it is waited, so that a thousand clients that failed together do not come back together.
 *
 * @param {number} number
 * @param {{ firstDelay: number, maxDelay: number, random: () => number }} options
 * @param {{ atLeast?: number, signal?: AbortSignal }} [more] `atLeast`: what the server asked for, in seconds
 */
export async function delay(number, { firstDelay, maxDelay, random }, { atLeast = 0, signal } = {}) {
  const most = number === 0 ? 0 : Math.min(firstDelay * 2 ** (number - 1), maxDelay)
  const seconds = Math.min(Math.max(most * random(), atLeast), maxDelay)
  if (!(seconds > 0)) return
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const wait = new Promise((resolve) => {
    timer = setTimeout(resolve, seconds * 1000)
  })
  await until(signal, wait).finally(() => clearTimeout(timer))
}

/**
 * What `work` answers, unless the signal is aborted first: then its reason, and `work` goes on for others who wait.
 *
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
export function until(signal, work) {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason)
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}

/** The `Retry-After` of an answer, in seconds. @param {Response} response */
export function retryAfter(response) {
  const seconds = Number(response.headers.get('retry-after'))
  return Number.isFinite(seconds) ? seconds : 0
}

/** In seconds: a timer that is set for longer fires at once (2³¹ ms). */
export const LONGEST_WAIT = 2_147_483
