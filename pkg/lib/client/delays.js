/**
 * Waits before the retry of that number, from 0: 0, then up to 1, 2, 4, … times the first delay, at most the greatest.
 *
 * A random part of it is waited, so that a thousand clients that failed together do not come back together.
 *
 * @param {number} retry
 * @param {Pick<import('./options.js').Settings, 'firstDelay' | 'maxDelay' | 'random'>} options
 * @param {number} [atLeast] what the server asked for, in seconds
 */
export const delay = async (retry, { firstDelay, maxDelay, random }, atLeast = 0) => {
  const most = retry === 0 ? 0 : Math.min(firstDelay * 2 ** (retry - 1), maxDelay)
  const seconds = Math.min(Math.max(most * random(), atLeast), maxDelay)
  if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

/** The `Retry-After` of an answer, in seconds. @param {Response} response */
export const retryAfter = (response) => {
  const seconds = Number(response.headers.get('retry-after') ?? 0)
  return Number.isFinite(seconds) ? seconds : 0
}
