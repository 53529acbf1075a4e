import { SigningKey, TokenError } from 'countersign'

/**
 * The options with their defaults, checked: a wrong one is told at the start, not by a request.
 *
 * @param {ServiceOptions} options
 */
export const serviceOptions = (options) => {
  const given = /** @type {Record<string, any>} */ ({ __proto__: null, ...options })
  for (const name of Object.keys(given)) {
    if (!(name in CHECKS)) throw invalidOption(name, 'is not known')
    if (given[name] === undefined) delete given[name]
  }
  const complete = /** @type {Checked} */ (/** @type {unknown} */ ({ ...DEFAULTS, ...given }))
  for (const [name, [holds, demand]] of Object.entries(CHECKS)) {
    if (!holds(complete[/** @type {keyof Checked} */ (name)])) throw invalidOption(name, demand)
  }
  return { ...complete, key: [complete.key].flat(), issuer: complete.issuer.replace(/\/$/, '') }
}

/** @param {string} option @param {string} reason */
export const invalidOption = (option, reason) => new TokenError('ERR_OPTION_INVALID', `the option ${option} ${reason}`)

/** @param {unknown} url */
const isUrl = (url) => typeof url === 'string' && URL.canParse(url) && /^https?:/.test(url) && !/[?#]/.test(url)
/** @param {unknown} text */
const isText = (text) => typeof text === 'string' && text !== ''
/** @param {unknown} value */
const isFunction = (value) => typeof value === 'function'
/** @param {unknown} seconds */
const isPositive = (seconds) => Number.isSafeInteger(seconds) && Number(seconds) > 0
/** @param {unknown} seconds */
const isDuration = (seconds) => Number.isFinite(seconds) && Number(seconds) >= 0

/** @type {Record<string, [(value: any) => boolean, string]>} */
const CHECKS = {
  accessLifetime: [isPositive, 'must be a whole number of seconds above 0'],
  apiTokenCache: [isDuration, 'must be a number of seconds, not negative'],
  audience: [(value) => [value].flat().every(isText) && [value].flat().length > 0, 'must be a string or an array of strings'],
  authenticate: [isFunction, 'must be a function'],
  bodyTimeout: [(value) => isDuration(value) && value > 0, 'must be a number of seconds above 0'],
  grace: [isDuration, 'must be a number of seconds, not negative'],
  issuer: [isUrl, 'must be an http(s) URL without query and fragment'],
  key: [(value) => [value].flat().every((key) => key instanceof SigningKey) && [value].flat().length > 0, 'must be a SigningKey, or an array of them'],
  now: [isFunction, 'must be a function that gives seconds'],
  onError: [isFunction, 'must be a function'],
  onEvent: [isFunction, 'must be a function'],
  prefix: [(value) => typeof value === 'string' && /^[a-z0-9_]{1,24}$/.test(value), 'must be 1 to 24 characters out of a-z, 0-9 and _'],
  rateLimit: [isFunction, 'must be a function'],
  refreshLifetime: [isPositive, 'must be a whole number of seconds above 0'],
  statusFreshness: [isPositive, 'must be a whole number of seconds above 0'],
  store: [(value) => isFunction(value?.replaceGrant), 'must be a Store'],
  storeTimeout: [isPositive, 'must be a whole number of seconds above 0'],
}

const DEFAULTS = Object.freeze({
  accessLifetime: 3600,
  apiTokenCache: 0,
  bodyTimeout: 10,
  grace: 10,
  now: () => Date.now() / 1000,
  onError: () => {},
  onEvent: () => {},
  prefix: 'countersign',
  rateLimit: () => undefined,
  refreshLifetime: 86_400,
  statusFreshness: 60,
  storeTimeout: 5,
})

/**
 * @typedef {object} ServiceOptions durations in seconds
 * @property {string} issuer `iss` of its tokens, and the URL that its endpoints stand at
 * @property {string | readonly string[]} audience `aud` of its access tokens
 * @property {SigningKey | readonly SigningKey[]} key the first signs, all are published
 * @property {import('./store.js').Store} store
 * @property {(credentials: Readonly<Record<string, any>>, request: Request | undefined) => Promise<Identity | null | undefined> | Identity | null | undefined} authenticate
 *   says who somebody is: `{ username, password }`, `{ apiKey }`, `{ client_id, client_secret }` or whatever else a
 *   JSON log-in holds; nothing for wrong credentials, in the same time whether the user or the password is wrong
 * @property {number} [bodyTimeout] for how long a request's body may take to come (10)
 * @property {string} [prefix] of API tokens (`countersign`)
 * @property {number} [accessLifetime] 3600
 * @property {number} [refreshLifetime] 86400, counted anew by every refresh
 * @property {number} [grace] how long an exchanged refresh token is answered again (10): longer than `storeTimeout`, and
 *   than clients wait for an answer before they ask again
 * @property {number} [apiTokenCache] for how long an API token that was found good is not looked up again (0): so long
 *   it may outlive its revocation by another process
 * @property {number} [statusFreshness] for how long verifiers may use a status list before they ask again (60)
 * @property {number} [storeTimeout] 5
 * @property {() => number} [now] seconds since the epoch
 * @property {(event: import('./events.js').TokenEvent) => unknown} [onEvent] for audit; never holds a secret
 * @property {(error: unknown) => unknown} [onError] an outage with its cause, or a failure of the program's own: for its log
 * @property {(request: Request, route: string) => Promise<number | undefined> | number | undefined} [rateLimit]
 *   the seconds to wait, if this request is one too many. `route` is its endpoint, as in `POST /token`; the same request
 *   is asked about again as the endpoint whose work it does: a refresh at `/token` as `POST /auth/refresh`
 */

/**
 * @typedef {object} Identity whom `authenticate` recognised
 * @property {string} subject
 * @property {string | readonly string[]} [scope] all that may be granted
 * @property {string} [client] `client_id` of the tokens; default: what the client said, or the subject
 * @property {Record<string, unknown>} [claims] to add to the access tokens
 */

/** @typedef {Required<ServiceOptions>} Checked */
/** @typedef {ReturnType<typeof serviceOptions>} Settings */
