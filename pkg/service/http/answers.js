import { TokenError } from 'countersign'
import { refusal } from '../../http/refusal.js'
import { OAuthError } from '../oauth-error.js'

/**
 * An answer that no cache may keep: it holds a token, or speaks of one (RFC 6749 §5.1).
 *
 * @param {unknown} body
 * @param {number} [status]
 * @param {Record<string, string>} [headers] to add
 */
export function json(body, status = 200, headers = {}) {
  return Response.json(body, { status, headers: { ...PRIVATE, ...headers } })
}

/** @param {number} [status] */
export function empty(status = 204) {
  return new Response(null, { status, headers: PRIVATE })
}

/**
 * A public document, which may be kept for a while.
 *
 * @param {string} body
 * @param {string} type
 * @param {number} maxAge in seconds
 */
export function document(body, type, maxAge) {
  return new Response(body, { headers: { 'content-type': type, 'cache-control': `public, max-age=${maxAge}`, 'access-control-allow-origin': '*' } })
}

/**
 * The answer to a failure of any kind. Its cause may quote anything: it goes to the program's log, never into the answer.
 *
 * @param {unknown} error
 * @param {Pick<import('../options.js').Settings, 'issuer' | 'onError'>} settings
 * @returns {Response}
 */
export function problem(error, settings) {
  if (error instanceof OAuthError) {
    const { status, message, code } = error
    const headers = { ...PRIVATE, ...(status === 401 && challenge(error, settings.issuer)), ...error.headers }
    return Response.json({ error: error.error, error_description: message, code }, { status, headers })
  }
  const isTokenError = error instanceof TokenError && error.status !== 500
  if (!isTokenError || error.status === 503) report(settings, error)
  if (!isTokenError) return problem(new OAuthError('server_error', 'the service failed'), settings)
  const { status, headers, body } = refusal(error)
  return Response.json(body, { status, headers })
}

/** To the program's log, whose failure must not cost the answer. @param {Pick<import('../options.js').Settings, 'onError'>} settings @param {unknown} error */
const report = ({ onError }, error) => {
  try {
    const reported = onError(error)
    if (reported instanceof Promise) reported.catch(() => {})
  } catch {}
}

/**
 * RFC 9110 §15.5.2 wants a challenge in every 401. `Basic` stays with clients: a browser asks its user about it.
 *
 * @param {OAuthError} error
 * @param {string} issuer
 */
const challenge = ({ error }, issuer) => {
  // As a URL it is of printable ASCII, and has no quote.
  const realm = `realm="${new URL(issuer).href.replace(/\/$/, '')}"`
  return { 'www-authenticate': error === 'invalid_client' ? `Basic ${realm}, charset="UTF-8"` : `Bearer ${realm}` }
}

const PRIVATE = Object.freeze({ 'cache-control': 'no-store', pragma: 'no-cache' })
