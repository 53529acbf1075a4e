import { SigningKey, TokenError } from 'countersign'
import { isScope, scopesOf } from './identity.js'
import { isMetadata } from './metadata.js'

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
  const { key, audience, managementAudience } = complete
  // Every token of that audience would manage.
  if ([audience].flat().includes(/** @type {string} */ (managementAudience))) throw invalidOption('managementAudience', 'must be another than those of audience')
  return { ...complete, key: [key].flat() }
}

/** @param {string} option @param {string} reason */
export const invalidOption = (option, reason) => new TokenError('ERR_OPTION_INVALID', `the option ${option} ${reason}`)

/** @param {unknown} url */
const isUrl = (url) => typeof url === 'string' && URL.canParse(url) && /^https?:/.test(url) && !/[?#]|\/$/.test(url)
/** RFC 8707 §2. @param {unknown} uri */
const isResource = (uri) => isText(uri) && URL.canParse(/** @type {string} */ (uri)) && !String(uri).includes('#')
/** @param {unknown} text */
const isText = (text) => typeof text === 'string' && text !== ''
/** @param {unknown} value */
const isFunction = (value) => typeof value === 'function'
/** @param {unknown} value */
const isScopes = (value) => (typeof value === 'string' || Array.isArray(value)) && scopesOf(value).every(isScope)
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
  defaultScope: [(value) => value === undefined || isScopes(value), 'must be scope tokens: a string with spaces, or an array'],
  grace: [isDuration, 'must be a number of seconds, not negative'],
  isPublicClient: [isFunction, 'must be a function'],
  issuer: [isUrl, 'must be an http(s) URL without query, fragment or a slash at its end: tokens carry it as it is'],
  key: [(value) => [value].flat().every((key) => key instanceof SigningKey) && [value].flat().length > 0, 'must be a SigningKey, or an array of them'],
  managementAudience: [(value) => value === undefined || isResource(value), 'must be an absolute URI without a fragment'],
  metadata: [isMetadata, 'must be an object of JSON members that the service does not set, or of lists that extend its own'],
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
  isPublicClient: () => false,
  metadata: {},
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
 *   says whose credentials these are, or nothing for wrong ones, in the same time whether the name or the secret is wrong:
 *   - `{ username, password }`, or the strings of a JSON log-in of another kind: a user's. `client` is added if a client
 *     with a secret asks for the user, and has proved it
 *   - `{ apiKey }` of `/auth/api-key`; `client` as above
 *   - `{ client_id, client_secret }` of any request in which a client authenticates itself. The `scope` of the answer is
 *     what `client_credentials` may grant; with `tokens:introspect` in it, the client may introspect
 * @property {(clientId: string, request: Request) => Promise<boolean> | boolean} [isPublicClient] whether this is a client
 *   without a secret, which may name itself and prove nothing (RFC 6749 §2.1). By default none is known: a `client_id`
 *   alone is refused. Answer no for a client that has a secret
 * @property {string | readonly string[]} [defaultScope] what a log-in gets of the allowed scopes if it asks for none; all
 *   of them without this option
 * @property {string} [managementAudience] the one audience with which `/api-tokens`, `/subjects` and `/introspect` take
 *   access tokens, to be asked for as `resource` (RFC 8707); any of the service's access tokens without it
 * @property {Record<string, unknown>} [metadata] members to add to the metadata (RFC 8414 §2), and to its lists
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
 *   is asked about again as the endpoint whose work it does: a refresh at `/token` as `POST /auth/refresh`, a client that
 *   authenticates itself anywhere as `POST /token`
 */

/**
 * @typedef {object} Identity whom `authenticate` recognised
 * @property {string} subject
 * @property {string | readonly string[]} [scope] all that may be granted
 * @property {string} [client] `client_id` of the tokens if the request identified no client; default: the subject. Of a
 *   client's own identity: its `client_id`, if that is spelled otherwise
 * @property {Record<string, unknown>} [claims] to add to the access tokens
 */

/** @typedef {'defaultScope' | 'managementAudience'} Undecided without a default */
/** @typedef {Required<Omit<ServiceOptions, Undecided>> & Pick<ServiceOptions, Undecided>} Checked */
/** @typedef {ReturnType<typeof serviceOptions>} Settings */
