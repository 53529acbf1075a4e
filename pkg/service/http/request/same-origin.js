import { OAuthError } from '../../oauth-error.js'

/**
 * Throws (403) unless a page of the service's own origin sent the request: a browser adds the cookie to what other sites
 * send, too. Every browser says where a POST or a DELETE comes from; what does not say so is not a browser.
 *
 * @param {Request} request
 * @param {string} issuer
 */
export function requireSameOrigin(request, issuer) {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const isSame = origin === null ? site !== null : origin === new URL(issuer).origin
  if (isSame && (site === null || site === 'same-origin')) return
  throw new OAuthError('access_denied', 'a browser session accepts requests only from pages of its own origin', { code: 'ERR_ORIGIN_MISMATCH' })
}
