import { invalidOption, isPlainObject } from '../options.js'

/**
 * `value` as JSON text, refusing what JSON would drop or turn into null.
 *
 * @param {unknown} value
 * @param {string} name what to call it in the error
 * @returns {string}
 */
export function stringify(value, name) {
  if (!isPlainObject(value)) throw invalidOption(name, 'must be an object')
  try {
    return JSON.stringify(value, refuseLoss)
  } catch (cause) {
    throw invalidOption(name, 'cannot be written as JSON', cause)
  }
}

/**
 * `text` parsed and frozen to its depth. A member `__proto__` becomes plain data, as `JSON.parse` makes it.
 *
 * @param {string} text JSON that the core has checked
 * @returns {any}
 */
export function parseFrozen(text) {
  return freeze(JSON.parse(text))
}

/** @type {<T>(value: T) => T} The core refuses JSON deeper than 32, so this recursion is bounded. */
export function freeze(value) {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) freeze(member)
  return Object.freeze(value)
}

/** @param {string} _name @param {unknown} value */
const refuseLoss = (_name, value) => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is not a JSON number`)
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError(`JSON has no ${typeof value}`)
  return value
}
