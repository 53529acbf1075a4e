import { TokenError } from 'countersign'

/** @param {string} option @param {string} reason */
export const invalidOption = (option, reason) => new TokenError('ERR_OPTION_INVALID', `the option ${option} ${reason}`)
