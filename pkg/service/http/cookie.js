/**
 * The cookie that holds a browser's refresh token. By its prefix a browser takes it over https alone (or from this machine),
 * and sends it to this very host: no subdomain can replace it (RFC 6265bis §4.1.3.2).
 *
 * @param {string} issuer services that share a host have a cookie each
 */
export function cookieName(issuer) {
  return `__Host-countersign${new URL(issuer).pathname.replace(/\/$/, '').replace(/[^\w-]/g, '-')}`
}

/** The value of the cookie of that name, if the request has it. @param {Request} request @param {string} name */
export function cookieOf(request, name) {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  const found = pairs.find((pair) => pair.startsWith(`${name}=`))
  return found === undefined || found.length === name.length + 1 ? undefined : found.slice(name.length + 1)
}

/**
 * The `Set-Cookie` that keeps a refresh token, or with `maxAge` 0 forgets it. A JWT has only characters that are allowed in a
 * cookie.
 *
 * @param {string} name
 * @param {string} value
 * @param {number} maxAge in seconds
 */
export function setCookie(name, value, maxAge) {
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; Secure; SameSite=Strict`
}
