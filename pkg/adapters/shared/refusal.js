import { TokenError } from 'countersign'

/**
 * The HTTP answer to a `TokenError`; throws anything else, and the program's own mistakes (500), for the framework.
 *
 * @param {unknown} error
 * @param {string} [realm]
 * @returns {{ status: 400 | 401 | 403 | 503, headers: Record<string, string>, body: RefusalBody }}
 */
export const refusal = (error, realm) => {
  if (!(error instanceof TokenError) || error.status === 500) throw error
  const challenge = error.challenge(realm)
  return {
    status: /** @type {400 | 401 | 403 | 503} */ (error.status),
    headers: { 'cache-control': 'no-store', ...(challenge === undefined ? {} : { 'www-authenticate': challenge }) },
    body: { error: WORDS[error.status] ?? 'invalid_token', error_description: error.message, code: error.code },
  }
}

/**
 * Throws ERR_SCOPE_INSUFFICIENT unless the token has every one of `scopes`.
 *
 * @param {Token | undefined} token what `authenticate` left on the request
 * @param {readonly string[]} scopes
 */
export const checkScopes = (token, scopes) => {
  if (token === undefined) throw new TokenError('ERR_OPTION_INVALID', 'the option requireScope needs authenticate before it')
  const { scope } = token.claims
  const granted = typeof scope === 'string' ? scope.split(' ') : []
  if (scopes.every((name) => granted.includes(name))) return
  const required = scopes.join(' ')
  throw new TokenError('ERR_SCOPE_INSUFFICIENT', `the token lacks a scope: ${required} is required`, { claim: 'scope', scope: required })
}

/** The `error` of RFC 6750 §3.1 and, for an outage, of RFC 6749 §4.1.2.1. @type {Record<number, string>} */
const WORDS = { 400: 'invalid_request', 403: 'insufficient_scope', 503: 'temporarily_unavailable' }

/** @typedef {{ error: string, error_description: string, code: import('countersign').TokenErrorCode }} RefusalBody */
/** @typedef {import('countersign').Result} Token */
/**
 * A `Verifier`, or whatever else says whose token a request bears.
 *
 * @typedef {{ authenticate(credentials: import('countersign').Credentials): Promise<Token> }} Authenticator
 */
