import { SigningKey, TokenError } from 'countersign'
import {
  CENTURY, byDefault, check, checkedClock, isFunction, isName, isPositiveSeconds, isSecondsUpTo, isWhole, oneOrMore, optional, readOptions,
} from '../option-table.js'

/**
 * The options with their defaults, checked: a wrong one is refused at the start, not by a request.
 *
 * @param {ServiceOptions} options
 */
export const serviceOptions = (options) => {
  const given = /** @type {Checked} */ (/** @type {unknown} */ (readOptions(options, OPTIONS, invalidOption)))
  const { grace, storeTimeout = Math.min(5, grace / 2 || 5) } = given
  // A write that is given up, and carried out all the same, must be answered again and not pass for theft.
  if (grace > 0 && storeTimeout >= grace) throw invalidOption('storeTimeout', `must be shorter than grace, which is ${grace}`)
  return { ...given, storeTimeout, key: [given.key].flat(), issuer: given.issuer.replace(/\/$/, ''), now: clock(given.now) }
}

/** @param {string} option @param {string} reason */
export const invalidOption = (option, reason) => new TokenError('ERR_OPTION_INVALID', `the option ${option} ${reason}`)

/** @param {unknown} url */
const isUrl = (url) => typeof url === 'string' && url.length <= 512 && URL.canParse(url) && /^https?:/.test(url) && !/[?#]/.test(url)

const DAY = 86_400
const isLifetime = isWhole(1, CENTURY)

/** Beyond the year 9999 no verifier follows. @param {() => number} now */
const clock = (now) => {
  const checked = checkedClock(now, invalidOption)
  return () => {
    const seconds = checked()
    if (seconds > 253_402_300_799) throw invalidOption('now', 'must give seconds since the epoch, not milliseconds')
    return seconds
  }
}

/** @type {import('../option-table.js').OptionTable} */
const OPTIONS = {
  accessLifetime: byDefault(3600, isLifetime),
  apiTokenCache: byDefault(0, isSecondsUpTo(DAY)),
  audience: oneOrMore(isName()),
  authenticate: isFunction,
  grace: byDefault(10, isSecondsUpTo(DAY)),
  issuer: check(isUrl, 'must be an http(s) URL of at most 512 characters, without query and fragment'),
  key: oneOrMore(check((key) => key instanceof SigningKey, 'must be a SigningKey')),
  now: byDefault(() => Date.now() / 1000, isFunction),
  onError: byDefault(() => {}, isFunction),
  onEvent: byDefault(() => {}, isFunction),
  prefix: byDefault('countersign', check((prefix) => /^[a-z0-9_]{1,24}$/.test(prefix), 'must be 1 to 24 characters out of a-z, 0-9 and _')),
  rateLimit: byDefault(() => undefined, isFunction),
  refreshLifetime: byDefault(DAY, isLifetime),
  statusFreshness: byDefault(60, isWhole(1, DAY)),
  store: check((store) => typeof store?.replaceGrant === 'function', 'must be a Store'),
  storeTimeout: optional(check((seconds) => isPositiveSeconds.holds(seconds) && seconds <= 3600, 'must be a number of seconds above 0, at most 3600')),
}

/**
 * @typedef {object} ServiceOptions durations in seconds
 * @property {string} issuer `iss` of its tokens, and the URL that its endpoints stand at
 * @property {string | readonly string[]} audience `aud` of its access tokens
 * @property {SigningKey | readonly SigningKey[]} key the first signs, all are published
 * @property {import('./store.js').Store} store
 * @property {(credentials: Readonly<Record<string, any>>, request: Request | undefined) => Promise<Identity | null | undefined> | Identity | null | undefined} authenticate
 *   says who somebody is: `{ username, password }`, `{ apiKey }`, `{ client_id, client_secret }` or whatever else a
 *   JSON log-in holds; nothing for wrong credentials, in the same time whether the user or the password is wrong
 * @property {string} [prefix] of API tokens (`countersign`)
 * @property {number} [accessLifetime] 3600
 * @property {number} [refreshLifetime] 86400, counted anew by every refresh
 * @property {number} [grace] how long an exchanged refresh token is answered again (10): longer than `storeTimeout`, which
 *   is checked, and than clients wait for an answer before they ask again; 0: any second use is theft
 * @property {number} [apiTokenCache] for how long an API token that was found good is not looked up again (0): so long
 *   it may outlive its revocation by another process
 * @property {number} [statusFreshness] for how long verifiers may use a status list before they ask again (60)
 * @property {number} [storeTimeout] 5, or half of a `grace` below 10
 * @property {() => number} [now] seconds since the epoch
 * @property {(event: import('./events.js').TokenEvent) => unknown} [onEvent] for audit; never holds a secret
 * @property {(error: unknown) => unknown} [onError] an outage with its cause, or a failure of the program's own: for its log
 * @property {(request: Request, route: string) => Promise<number | undefined> | number | undefined} [rateLimit]
 *   the seconds to wait, if this request is one too many
 */

/**
 * @typedef {object} Identity whom `authenticate` recognised; a member of another name is ERR_OPTION_INVALID
 * @property {string} subject at most 255 bytes, as `client` is
 * @property {import('./store.js').SubjectType} [subjectType] `sub_type` of the tokens; default: an application for
 *   `client_credentials`, and else a user
 * @property {string | readonly string[]} [scope] all that may be granted
 * @property {string} [client] `client_id` of the tokens; default: what the client said, or the subject
 * @property {Record<string, unknown>} [claims] to add to the access tokens
 */

/** @typedef {Required<Omit<ServiceOptions, 'storeTimeout'>> & { storeTimeout?: number }} Checked */
/** @typedef {ReturnType<typeof serviceOptions>} Settings */
