/**
 * A refusal of the service's endpoints that is not about a token: RFC 6749 §5.2's words, with a status and a code.
 */
export class OAuthError extends Error {
  /**
   * @param {keyof typeof KINDS} error
   * @param {string} description for the client's developer; never holds a credential
   * @param {{ headers?: Record<string, string>, status?: number, code?: string, cause?: unknown }} [more]
   */
  constructor(error, description, { headers = {}, status = KINDS[error].status, code = KINDS[error].code, cause } = {}) {
    super(description, cause === undefined ? undefined : { cause })
    /** @readonly */
    this.error = error
    /** @readonly */
    this.status = status
    /** @readonly @type {string} */
    this.code = code
    /** @readonly */
    this.headers = headers
  }

  get name() {
    return 'OAuthError'
  }
}

/** @param {string} description */
export function malformed(description) {
  return new OAuthError('invalid_request', description)
}

const KINDS = Object.freeze({
  access_denied: { status: 403, code: 'ERR_ACCESS_DENIED' },
  /** RFC 9470 §3. */
  insufficient_user_authentication: { status: 401, code: 'ERR_LOGIN_TOO_OLD' },
  invalid_client: { status: 401, code: 'ERR_CREDENTIALS_INVALID' },
  /** RFC 9449 §5, §8. */
  invalid_dpop_proof: { status: 400, code: 'ERR_PROOF_INVALID' },
  // RFC 6749 §5.2 has 400, for its own form; the systems that log in with JSON answer wrong credentials with 401.
  invalid_grant: { status: 401, code: 'ERR_CREDENTIALS_INVALID' },
  invalid_request: { status: 400, code: 'ERR_REQUEST_MALFORMED' },
  invalid_scope: { status: 400, code: 'ERR_SCOPE_INVALID' },
  invalid_target: { status: 400, code: 'ERR_TARGET_INVALID' },
  method_not_allowed: { status: 405, code: 'ERR_METHOD_NOT_ALLOWED' },
  not_found: { status: 404, code: 'ERR_NOT_FOUND' },
  request_too_large: { status: 413, code: 'ERR_REQUEST_TOO_LARGE' },
  request_timeout: { status: 408, code: 'ERR_REQUEST_TIMEOUT' },
  server_error: { status: 500, code: 'ERR_SERVER' },
  slow_down: { status: 429, code: 'ERR_RATE_LIMITED' },
  unsupported_grant_type: { status: 400, code: 'ERR_GRANT_TYPE_UNSUPPORTED' },
  use_dpop_nonce: { status: 400, code: 'ERR_PROOF_NONCE_REQUIRED' },
})
