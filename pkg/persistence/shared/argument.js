import { TokenError } from 'countersign'

/**
 * An argument of the function that `name` is a parameter of, if it holds what the check demands.
 *
 * @template T
 * @param {string} name
 * @param {T} value
 * @param {import('../../lib/option-table.js').Check} check
 * @returns {T}
 * @throws {TokenError} ERR_OPTION_INVALID
 */
export function argument(name, value, { holds, demand }) {
  if (!holds(value)) throw new TokenError('ERR_OPTION_INVALID', `the option ${name} ${demand}`)
  return value
}

/** An object with these methods. @param {...string} names */
export function hasMethods(...names) {
  return {
    holds: (/** @type {any} */ value) => names.every((name) => typeof value?.[name] === 'function'),
    demand: `must have the methods ${names.join(' and ')}`,
    required: true,
  }
}
