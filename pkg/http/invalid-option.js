import { TokenError } from 'countersign'

/** @param {string} option @param {string} reason */
export function invalidOption(option, reason) {
  return new TokenError('ERR_OPTION_INVALID', `the option ${option} ${reason}`)
}
