/** What was asked for could not be done, though the command line is right. Its message names the fault and the remedy, and no secret. */
export class Failure extends Error {
  /**
   * @param {string} message
   * @param {{ code?: string, exitCode?: number, cause?: unknown }} [more] `exitCode`: 1 refused, 3 not available
   */
  constructor(message, { code = 'UNAVAILABLE', exitCode = 3, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    /** @readonly */
    this.code = code
    /** @readonly */
    this.exitCode = exitCode
  }
}
