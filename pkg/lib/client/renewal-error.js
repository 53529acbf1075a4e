/** Why there is no access token. Holds no token and no credential. */
export class RenewalError extends Error {
  /**
   * @param {string} code the service's, such as `ERR_TOKEN_REUSED`; `ERR_LOGIN_REQUIRED` with nothing to log in by;
   *   `ERR_SERVICE_UNAVAILABLE` for an outage
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
