/** Why there is no access token. Holds no token and no credential. */
export class RenewalError extends Error {
  /**
   * @param {string} code the service's, such as `ERR_TOKEN_REUSED`, or one of the client's own:
   *
   *   - `ERR_LOGIN_REQUIRED`: there is no refresh token, and there are no credentials
   *   - `ERR_LOGGED_OUT`: `logOut()` was called meanwhile
   *   - `ERR_SERVICE_UNAVAILABLE`: an outage, and nothing is lost
   *   - `ERR_STORAGE_UNAVAILABLE`: the storage failed, and nothing is lost
   *   - `ERR_TOKEN_NOT_BOUND`: `proof` was asked for, and the service issues bearer tokens alone
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(code, message, cause) {
    super(message, cause === undefined ? undefined : { cause })
    /** @readonly */
    this.code = code
  }

  get name() {
    return 'RenewalError'
  }
}

/** @param {unknown} [cause] why the service could not be informed */
export function loggedOut(cause) {
  return new RenewalError('ERR_LOGGED_OUT', 'the client logged out meanwhile', cause)
}
