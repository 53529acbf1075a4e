/**
 * The program must change: an option is wrong, or a request would take the token where it must not go.
 *
 * A `TypeError`, as `fetch` throws it. Holds no token and no credential.
 */
export class ClientError extends TypeError {
  /**
   * @param {'ERR_OPTION_INVALID' | 'ERR_ORIGIN_NOT_ALLOWED' | 'ERR_REDIRECT_NOT_FOLLOWED'} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message)
    /** @readonly What happened: stable. */
    this.code = code
  }

  get name() {
    return 'ClientError'
  }
}

/** @type {import('../lib/option-table.js').Refuse} */
export function invalidOption(option, reason) {
  return new ClientError('ERR_OPTION_INVALID', `the option ${option} ${reason}`)
}
