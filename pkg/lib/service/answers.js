import { TokenError } from 'countersign'
import { refusal } from '../../adapters/shared/refusal.js'
import { OAuthError } from './oauth-error.js'

/**
 * An answer that nobody may keep: it holds a token, or speaks of one (RFC 6749 §5.1).
 *
 * @param {unknown} body
 * @param {number} [status]
 */
export const json = (body, status = 200) => Response.json(body, { status, headers: PRIVATE })

/** @param {number} [status] */
export const empty = (status = 204) => new Response(null, { status, headers: PRIVATE })

/**
 * A public document, which may be kept for a while.
 *
 * @param {string} body
 * @param {string} type
 * @param {number} maxAge in seconds
 */
export const document = (body, type, maxAge) =>
  new Response(body, { headers: { 'content-type': type, 'cache-control': `public, max-age=${maxAge}`, 'access-control-allow-origin': '*' } })

/**
 * The answer to a failure of any kind. Its cause may quote anything: it goes to the program's log, never into the answer.
 *
 * @param {unknown} error
 * @param {(error: unknown) => unknown} log
 * @returns {Response}
 */
export const problem = (error, log) => {
  if (error instanceof OAuthError) {
    const { status, headers, message, code } = error
    return Response.json({ error: error.error, error_description: message, code }, { status, headers: { ...PRIVATE, ...headers } })
  }
  const isTokenError = error instanceof TokenError && error.status !== 500
  if (!isTokenError || error.status === 503) log(error)
  if (!isTokenError) return problem(new OAuthError('server_error', 'the service failed'), log)
  const { status, headers, body } = refusal(error)
  return Response.json(body, { status, headers })
}

const PRIVATE = Object.freeze({ 'cache-control': 'no-store', pragma: 'no-cache' })
