import { OAuthError } from '../oauth-error.js'

/**
 * Refuses a request that is one too many for `route`: the endpoint that it came to, or the one whose work it does there.
 * Each is asked about once in a request.
 *
 * @param {Pick<import('../parts.js').Parts, 'settings'>} parts
 * @param {Request} request
 * @param {string} route as in `POST /token`
 */
export async function limit({ settings }, request, route) {
  const asked = ASKED.get(request) ?? new Set()
  if (asked.has(route)) return
  ASKED.set(request, asked.add(route))
  const wait = await settings.rateLimit(request, route)
  if (wait === undefined) return
  throw new OAuthError('slow_down', 'too many requests', { headers: { 'retry-after': String(Math.ceil(wait)) } })
}

/** @type {WeakMap<Request, Set<string>>} */
const ASKED = new WeakMap()
