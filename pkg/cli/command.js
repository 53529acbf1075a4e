import { parseArgs } from 'node:util'
import { UsageError } from './usage-error.js'

/** What a command is called with. Throws UsageError for an option that it does not have. @param {Command} command @param {string[]} args */
export function argumentsOf(command, args) {
  try {
    return parseArgs({ args, options: { ...SHARED, ...command.options }, allowPositionals: true })
  } catch (error) {
    // Node's advice repeats the argument in quotes of its own, so that it could not be recognised and shortened.
    throw new UsageError(/** @type {Error} */ (error).message.split('. To specify')[0])
  }
}

/** @satisfies {Command['options']} */
const SHARED = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } }

/**
 * @typedef {object} Command
 * @property {string} summary
 * @property {string} usage
 * @property {string} details
 * @property {Record<string, { type: 'string' | 'boolean', short?: string, multiple?: boolean }>} options
 * @property {(call: Call) => Promise<void> | void} run
 */

/** @typedef {{ options: Record<string, any>, inputs: string[], terminal: import('./terminal.js').Terminal }} Call */
