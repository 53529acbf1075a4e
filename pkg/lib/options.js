import { checkedClock, ownOptions as ownOptionsOf } from './option-table.js'
import { TokenError } from './error.js'

export { isPlainObject } from './option-table.js'

/**
 * The own enumerable properties of `options`: a polluted `Object.prototype` adds nothing to them.
 *
 * @param {unknown} options
 * @param {string} [name] what to call them in the error
 * @returns {Record<string, any>}
 */
export function ownOptions(options, name = 'options') {
  return ownOptionsOf(options, invalidOption, name)
}

/**
 * Options as the JSON text that the core checks them in. What it takes are strings, finite numbers, null and arrays of
 * strings; all else becomes something that it refuses, and not something that it could take for another value.
 *
 * @param {Record<string, unknown>} options own properties, as `ownOptions` has them
 */
export function optionsText(options) {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return `{${given.map(([name, value]) => `${JSON.stringify(name)}:${valueText(value)}`).join()}}`
}

/** @param {unknown} value */
const valueText = (value) => (Array.isArray(value) ? `[${Array.from(value, scalarText).join()}]` : scalarText(value))

/** @param {unknown} value */
const scalarText = (value) =>
  typeof value === 'string' || value === null || Number.isFinite(value) ? JSON.stringify(value) : 'false'

/**
 * A clock that a wrong answer stops: NaN would make every comparison of times false.
 *
 * @param {unknown} now the option
 * @returns {() => number} seconds since the epoch
 */
export function clock(now) {
  if (now === undefined) return () => Date.now() / 1000
  if (typeof now !== 'function') throw invalidOption('now', 'must be a function that gives seconds')
  return checkedClock(/** @type {() => number} */ (now), invalidOption)
}

/** @param {string} option @param {string} reason @param {unknown} [cause] */
export function invalidOption(option, reason, cause) {
  return new TokenError('ERR_OPTION_INVALID', `the option ${option} ${reason}`, { cause })
}
