import { dirname, resolve } from 'node:path'
import { byDefault, check, isBoolean, isFunction, isPlainObject, isText, isWhole, oneOrMore, optional, readOptions } from '../../../lib/option-table.js'
import { isPrivateAddress } from '../../../lib/remote/private-address.js'
import { UsageError } from '../../usage-error.js'
import { loadConfig } from './file.js'

/**
 * The configuration, checked, with its defaults; paths are absolute. Options that belong to the service, the key ring and the
 * page are checked by these.
 *
 * @param {{ config?: string, host?: string, port?: string, workers?: string }} flags of the command line, which win
 * @returns {Promise<Settings>}
 */
export async function readSettings({ config, host, port, workers }) {
  const { path, given } = await loadConfig(config)
  /** @type {import('../../../lib/option-table.js').Refuse} */
  const refuse = (option, reason) => new UsageError(`${path}: the option ${option} ${reason}`)
  const options = /** @type {any} */ (readOptions(given, OPTIONS, refuse, 'default export'))
  if ((options.users === undefined) === (options.authenticate === undefined)) throw refuse('users', 'or the option authenticate must be given: one of the two')
  const folder = dirname(path)
  return {
    ...options,
    audience: options.audience ?? options.issuer,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port: wholeOf('--port', port, 0, 65_535) }),
    workers: workers === undefined ? options.workers : wholeOf('--workers', workers, 1, MOST_WORKERS),
    folder,
    sealingKey: resolve(folder, options.sealingKey),
    ...(options.users !== undefined && { users: resolve(folder, options.users) }),
    trustProxy: Number(options.trustProxy),
    logIns: options.logIns === false ? undefined : { ...LOG_INS, ...readOptions(options.logIns, LOG_IN_OPTIONS, (name, reason) => refuse(`logIns.${name}`, reason), 'logIns') },
  }
}

/** @param {string} option @param {string} text @param {number} least @param {number} most */
export function wholeOf(option, text, least, most) {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN
  if (!(number >= least && number <= most)) throw new UsageError(`${option} must be a whole number from ${least} to ${most}`)
  return number
}

/** Whether tokens and passwords on their way there can be read only there. @param {unknown} url */
export function isIssuer(url) {
  return typeof url === 'string' && URL.canParse(url) && isPrivateAddress(new URL(url)) && !/[?#]|\/$/.test(url)
}

const MOST_WORKERS = 256
/** Ten wrong log-ins of one address in a minute, then one every six seconds. */
const LOG_INS = { failures: 10, within: 60 }
const LOG_IN_OPTIONS = { failures: optional(isWhole(1, 1_000_000)), within: optional(isWhole(1, 86_400)) }

const arePath = isText(4096)
const areMeanings = check(
  (meanings) => isPlainObject(meanings) && Object.values(meanings).every((meaning) => typeof meaning === 'string'),
  'must be an object: what each means, by its name',
)
const isObject = check(isPlainObject, 'must be an object')

/** @type {import('../../../lib/option-table.js').OptionTable} */
const OPTIONS = {
  account: byDefault({}, check((account) => account === false || isPlainObject(account), 'must be an object, or false for no page')),
  audience: optional(oneOrMore(isText(255))),
  authenticate: optional(isFunction),
  host: byDefault('127.0.0.1', isText(255)),
  issuer: check(isIssuer, 'must be an https URL without a slash at its end (http only on a loopback address): over http, others can read what is sent'),
  keyRing: byDefault({}, isObject),
  logIns: byDefault({}, check((logIns) => logIns === false || isPlainObject(logIns), 'must be { failures, within }, or false')),
  logRequests: byDefault(true, isBoolean),
  port: byDefault(4180, isWhole(0, 65_535)),
  roles: byDefault({}, areMeanings),
  scopes: byDefault({}, areMeanings),
  sealingKey: byDefault('countersign.key', arePath),
  service: byDefault({}, isObject),
  stopWithin: byDefault(8, isWhole(1, 3600)),
  store: byDefault('sqlite:countersign.db', check(
    (store) => (typeof store === 'string' ? /^(sqlite|postgres|postgresql|redis|rediss|memory):/.test(store) : typeof store?.replaceGrant === 'function'),
    'must be a Store, or begin with sqlite:, postgres:, redis: or memory:',
  )),
  trustProxy: byDefault(false, check((hops) => typeof hops === 'boolean' || isWhole(0, 16).holds(hops), 'must be true, false, or how many proxies are in front, up to 16')),
  users: optional(arePath),
  workers: byDefault(1, isWhole(1, MOST_WORKERS)),
}

/**
 * @typedef {object} Settings
 * @property {string} issuer
 * @property {string | readonly string[]} audience
 * @property {string} host
 * @property {number} port
 * @property {number} workers
 * @property {string} folder of the configuration
 * @property {string | import('countersign/service').Store} store
 * @property {string} sealingKey a file
 * @property {string} [users] a file
 * @property {import('countersign/service').ServiceOptions['authenticate']} [authenticate]
 * @property {Record<string, string>} scopes
 * @property {Record<string, string>} roles
 * @property {import('countersign/account').AccountOptions | false} account
 * @property {Partial<import('countersign/service').KeyRingOptions>} keyRing
 * @property {Record<string, any>} service further options of the service
 * @property {{ failures: number, within: number } | undefined} logIns
 * @property {number} trustProxy how many proxies in front are trusted
 * @property {number} stopWithin in seconds
 * @property {boolean} logRequests
 */
