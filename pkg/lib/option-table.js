/**
 * Options checked against a table, the same way for every function that takes some: unknown names, missing ones and
 * wrong values are refused before anything happens.
 *
 * This file imports nothing: every entry of the package reads its options here and brings its own error.
 */

/**
 * The own enumerable options of `given`, checked, with defaults in place. A polluted `Object.prototype` adds nothing.
 *
 * @param {unknown} given undefined means no options
 * @param {OptionTable} table name → check
 * @param {Refuse} refuse makes the error for an option
 * @param {string} [what] what to call the options as a whole
 * @returns {Record<string, any>} without a prototype; optional names that were not given are absent
 */
export function readOptions(given, table, refuse, what = 'options') {
  const options = ownOptions(given ?? {}, refuse, what)
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(table, name))
  if (unknown !== undefined) throw refuse(unknown, 'is not known')
  for (const [name, check] of Object.entries(table)) {
    if (options[name] === undefined) {
      if (check.required) throw refuse(name, 'must be given')
      delete options[name]
      if (check.otherwise !== undefined) options[name] = check.otherwise
    } else if (!check.holds(options[name])) throw refuse(name, check.demand)
  }
  return options
}

/**
 * The own enumerable properties of `options`, which must be a plain object.
 *
 * @param {unknown} options
 * @param {Refuse} refuse
 * @param {string} what
 * @returns {Record<string, any>} without a prototype
 */
export function ownOptions(options, refuse, what) {
  if (!isPlainObject(options)) throw refuse(what, 'must be an object')
  return { __proto__: null, ...options }
}

/**
 * Objects as literals and `JSON.parse` make them, of any realm: a Map or a Date would lose its content in silence.
 *
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isPlainObject(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** A check of a required option. @param {(value: any) => boolean} holds @param {string} demand "must be …" @returns {Check} */
export function check(holds, demand) {
  return { holds, demand, required: true }
}

/** @param {Check} check @returns {Check} */
export function optional(check) {
  return { ...check, required: false }
}

/** @param {unknown} value used when the option is not given @param {Check} check @returns {Check} */
export function byDefault(value, check) {
  return { ...check, required: false, otherwise: value }
}

export const isFunction = check((value) => typeof value === 'function', 'must be a function')

export const isBoolean = check((value) => typeof value === 'boolean', 'must be true or false')

/** A duration, or an instant since the epoch. */
export const isSeconds = check((value) => Number.isFinite(value) && value >= 0, 'must be a number of seconds, 0 or more')

/** A clock may be set to before the epoch. */
export const isInstant = check(Number.isFinite, 'must be a finite number of seconds')

export const isPositiveSeconds = check((value) => Number.isFinite(value) && value > 0, 'must be a number of seconds above 0')

/** @param {number} least @param {number} [most] */
export function isWhole(least, most = Number.MAX_SAFE_INTEGER) {
  return check(
    (value) => Number.isSafeInteger(value) && least <= value && value <= most,
    most === Number.MAX_SAFE_INTEGER ? `must be a whole number, ${least} or more` : `must be a whole number from ${least} to ${most}`,
  )
}

/** Text that can be stored anywhere: a lone surrogate has no UTF-8, and PostgreSQL takes no U+0000. @param {number} most in characters */
export function isText(most) {
  return check((value) => isWellFormed(value, 2 * most) && [...value].length <= most, `must be a non-empty string of at most ${most} characters`)
}

/** Text that names something: an id, a subject. @param {number} [most] in bytes of UTF-8 */
export function isName(most = 255) {
  return check((value) => isWellFormed(value, most) && utf8Length(value) <= most, `must be a non-empty string of at most ${most} bytes`)
}

/** @param {readonly unknown[]} values */
export function isOneOf(...values) {
  return check((value) => values.includes(value), `must be ${values.map((value) => JSON.stringify(value)).join(' or ')}`)
}

/** @param {number} most in seconds: what is longer was meant as milliseconds, or as an instant */
export function isSecondsUpTo(most) {
  return check((value) => Number.isFinite(value) && value >= 0 && value <= most, `must be a number of seconds from 0 to ${most}, not milliseconds`)
}

/** One value or several, none of which may be wrong. @param {Check} each */
export function oneOrMore(each) {
  return check((value) => (Array.isArray(value) ? value.length > 0 && value.every(each.holds) : each.holds(value)), `${each.demand}, or an array of such`)
}

/**
 * A clock that a wrong answer stops: NaN would make every comparison of times false.
 *
 * @param {() => number} now in seconds
 * @param {Refuse} refuse
 * @returns {() => number}
 */
export function checkedClock(now, refuse) {
  return () => {
    const seconds = now()
    if (!Number.isFinite(seconds)) throw refuse('now', 'must give seconds, a finite number')
    return seconds
  }
}

/** No token is meant to live longer. In seconds. */
export const CENTURY = 3_155_760_000

/** @param {any} value @param {number} most in UTF-16 code units: a giant is not looked at @returns {value is string} */
const isWellFormed = (value, most) => typeof value === 'string' && value !== '' && value.length <= most && /** @type {any} */ (value).isWellFormed() && !value.includes('\0')

/** @param {string} text */
const utf8Length = (text) => new TextEncoder().encode(text).length

/** @typedef {(option: string, reason: string) => Error} Refuse */
/** @typedef {Readonly<Record<string, Check>>} OptionTable */
/** @typedef {{ holds: (value: any) => boolean, demand: string, required: boolean, otherwise?: unknown }} Check */
