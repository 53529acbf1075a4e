import { TokenError } from 'countersign'
import manifest from '../package.json' with { type: 'json' }
import { apiTokens } from './commands/api-tokens.js'
import { decode } from './commands/decode.js'
import { issue } from './commands/issue.js'
import { jwks } from './commands/jwks.js'
import { keygen } from './commands/keygen.js'
import { login } from './commands/login.js'
import { logout } from './commands/logout.js'
import { serve } from './commands/serve.js'
import { token } from './commands/token.js'
import { users } from './commands/users.js'
import { argumentsOf } from './command.js'
import { Failure } from './failure.js'
import { Terminal } from './terminal.js'
import { thumbprint } from './commands/thumbprint.js'
import { UsageError } from './usage-error.js'
import { verify } from './commands/verify.js'

/**
 * Runs one command line.
 *
 * @param {string[]} args
 * @param {NodeJS.Process} process
 * @returns {Promise<number>} the exit code: 0 done, 1 token or key refused, 2 wrong use, 3 not available: keys, store, service or port
 */
export async function main([name = '--help', ...args], process) {
  const terminal = new Terminal(process, [name, ...args])
  try {
    if (HELP.includes(name)) terminal.print(help())
    else if (name === '--version') terminal.print(manifest.version)
    else await run(name, args, terminal)
    return 0
  } catch (error) {
    return report(error, terminal)
  }
}

/** @type {Record<string, import('./command.js').Command>} */
const COMMANDS = { keygen, jwks, issue, verify, decode, thumbprint, serve, users, login, token, logout, 'api-tokens': apiTokens }

/** @param {string} name @param {string[]} args @param {Terminal} terminal */
const run = async (name, args, terminal) => {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) throw new UsageError(`unknown command ${name}: see countersign --help`)
  const { values, positionals } = argumentsOf(command, args)
  if (values.help) return terminal.print(helpOf(name, command))
  terminal.json = values.json === true
  await command.run({ options: values, inputs: positionals, terminal })
}

/** @param {any} error @param {Terminal} terminal */
const report = (error, terminal) => {
  if (!(error instanceof TokenError) && !(error instanceof UsageError) && !(error instanceof Failure)) throw error
  if (error.code !== 'QUIET') terminal.fail(error)
  if (error instanceof Failure) return error.exitCode
  if (error instanceof UsageError || error.code === 'ERR_OPTION_INVALID') return 2
  return error.status === 503 ? 3 : 1
}

const help = () => `Usage: countersign COMMAND [OPTIONS]

${Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`).join('\n')}

  countersign COMMAND --help tells more; every command takes --json.
  Exit codes: 0 done, 1 refused, 2 wrong use, 3 not available (keys, store, service, port).`

/** @param {string} name @param {import('./command.js').Command} command */
const helpOf = (name, { summary, usage, details }) => `Usage: countersign ${name} ${usage}\n\n  ${summary}.\n\n${details}`

const HELP = ['help', '--help', '-h']
