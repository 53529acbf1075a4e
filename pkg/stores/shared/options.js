import { invalidOption } from '../../http/invalid-option.js'
import { check, optional, readOptions } from '../../lib/option-table.js'

/**
 * The checked options of a store: unknown and wrong ones are ERR_OPTION_INVALID.
 *
 * @param {unknown} options
 * @param {import('../../lib/option-table.js').OptionTable} table
 */
export function storeOptions(options, table) {
  return readOptions(options, table, invalidOption)
}

/**
 * As `storeOptions`, of a store that is found by its `url` or is handed a connection of the program's own: one of the two.
 *
 * @param {unknown} options
 * @param {import('../../lib/option-table.js').OptionTable} table
 * @param {string} connection the name of the other option
 */
export function connectionOptions(options, table, connection) {
  const checked = storeOptions(options, table)
  if (checked.url === undefined && checked[connection] === undefined) throw invalidOption('url', `must be given, or ${connection}`)
  if (checked.url !== undefined && checked[connection] !== undefined) throw invalidOption(connection, 'must not be given together with url')
  return checked
}

/** @param {...string} schemes */
export function isUrl(...schemes) {
  const starts = schemes.map((scheme) => `${scheme}:`)
  return optional(check(
    (value) => typeof value === 'string' && starts.some((start) => value.startsWith(start)),
    `must be a URL that begins with ${starts.join(' or ')}`,
  ))
}

/** @param {string} method that it is used by @param {string} what */
export function isConnection(method, what) {
  return optional(check((value) => typeof value?.[method] === 'function', `must be ${what}`))
}
