/**
 * How long an answer is fresh by its own words (RFC 9111 §5.2.2), within bounds. Words that make no sense, and those
 * that forbid keeping it, mean the least.
 *
 * @param {Headers} headers
 * @param {number} otherwise what holds without a `max-age`, in seconds
 */
export function lifetimeOf(headers, otherwise) {
  const directives = (headers.get('cache-control') ?? '').toLowerCase().split(',').map((directive) => directive.trim())
  if (directives.some((directive) => directive === 'no-cache' || directive === 'no-store')) return Math.min(otherwise, MIN_LIFETIME)
  // The first of several counts (RFC 9111 §4.2.1).
  const maxAge = directives.find((directive) => /^max-age\b/.test(directive))
  return maxAge === undefined ? otherwise : bounded(seconds(/^max-age=("?)(\d+)\1$/.exec(maxAge)?.[2]))
}

/**
 * How many seconds an answer has spent in caches on its way (RFC 9111 §5.1); of several values the first counts.
 *
 * @param {Headers} headers
 */
export function ageOf(headers) {
  return seconds(/^\s*(\d+)\s*(,|$)/.exec(headers.get('age') ?? '')?.[1])
}

/**
 * A lifetime that neither hammers the server nor keeps a withdrawn document for days.
 *
 * @param {number} lifetime
 */
export function bounded(lifetime) {
  return Math.min(Math.max(lifetime, MIN_LIFETIME), MAX_LIFETIME)
}

/** RFC 9111 §1.2.2: what is too large to represent is 2^31. @param {string | undefined} digits */
const seconds = (digits = '0') => Math.min(Number(digits), 2 ** 31)

/** In seconds. */
export const MIN_LIFETIME = 60
const MAX_LIFETIME = 86_400
