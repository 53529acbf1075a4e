/**
 * What a proof is compared with: the method of a request and its URL, as the client wrote it.
 *
 * @param {any} request a `Request`, or one of Node
 * @param {string | undefined} publicUrl where clients find what the server takes for its root
 * @returns {{ method: string, url: string } | undefined} undefined if it is not a request, or has no URL that can be believed
 */
export function requestLine(request, publicUrl) {
  const { method, originalUrl, url = originalUrl } = request
  if (typeof method !== 'string' || typeof url !== 'string') return undefined
  if (publicUrl !== undefined) return { method, url: publicUrl + pathOf(originalUrl ?? url) }
  // Node gives a path alone. The Host header is the client's own word: the thief of a proof would repeat it.
  return ABSOLUTE.test(url) ? { method, url } : undefined
}

/**
 * The value of the `DPoP` header; several are joined by commas, by `Headers` as by Node.
 *
 * @param {any} request
 * @returns {unknown}
 */
export function proofHeader({ headers }) {
  if (typeof headers.get === 'function') return headers.get('dpop') ?? undefined
  const value = Object.hasOwn(headers, 'dpop') ? headers.dpop : undefined
  return Array.isArray(value) ? value.join() : value
}

/** @param {string} url a path, or a whole URL, of which the path is left */
const pathOf = (url) => {
  const path = url.replace(ABSOLUTE, '')
  return path.startsWith('/') ? path : `/${path}`
}

const ABSOLUTE = /^https?:\/\/[^/?#]*/i
