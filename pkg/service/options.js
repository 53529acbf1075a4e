import { SigningKey } from 'countersign'
import {
  CENTURY, byDefault, check, checkedClock, isFunction, isName, isPositiveSeconds, isSecondsUpTo, isWhole, oneOrMore, optional, readOptions,
} from '../lib/option-table.js'
import { isScopes } from './identity.js'
import { invalidOption } from './invalid-option.js'
import { isMetadata } from './metadata.js'

/**
 * The options with their defaults, checked: a wrong one is refused at the start, not by a request.
 *
 * @param {ServiceOptions} options
 */
export function serviceOptions(options) {
  const given = /** @type {Checked} */ (/** @type {unknown} */ (readOptions(options, OPTIONS, invalidOption)))
  const { grace, storeTimeout = Math.min(5, grace / 2 || 5), audience, managementAudience } = given
  // A write that is given up, and carried out all the same, must be answered again and not pass for theft.
  if (grace > 0 && storeTimeout >= grace) throw invalidOption('storeTimeout', `must be shorter than grace, which is ${grace}`)
  // Every token of that audience would manage.
  if ([audience].flat().includes(/** @type {string} */ (managementAudience))) throw invalidOption('managementAudience', 'must be another than those of audience')
  return { ...given, storeTimeout, key: [given.key].flat(), now: clock(given.now) }
}

/** @param {unknown} url */
const isUrl = (url) => typeof url === 'string' && url.length <= 512 && URL.canParse(url) && /^https?:/.test(url) && !/[?#]|\/$/.test(url)
/** RFC 8707 §2. @param {unknown} uri */
const isResource = (uri) => isName().holds(uri) && URL.canParse(/** @type {string} */ (uri)) && !String(uri).includes('#')

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

/** @type {import('../lib/option-table.js').OptionTable} */
const OPTIONS = {
  accessLifetime: byDefault(3600, isLifetime),
  apiTokenCache: byDefault(0, isSecondsUpTo(DAY)),
  audience: oneOrMore(isName()),
  authenticate: isFunction,
  bodyTimeout: byDefault(10, check((seconds) => isPositiveSeconds.holds(seconds) && seconds <= 3600, 'must be a number of seconds above 0, at most 3600')),
  defaultScope: optional(isScopes),
  grace: byDefault(10, isSecondsUpTo(DAY)),
  isPublicClient: byDefault(() => false, isFunction),
  issuer: check(isUrl, 'must be an http(s) URL of at most 512 characters, without query, fragment or a slash at its end: tokens carry it as it is'),
  key: oneOrMore(check((key) => key instanceof SigningKey, 'must be a SigningKey')),
  managementAudience: optional(check(isResource, 'must be an absolute URI of at most 255 bytes, without a fragment')),
  metadata: byDefault({}, check(isMetadata, 'must be an object of JSON members that the service does not set, or of lists that extend its own')),
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
 * @property {import('./store/store.js').Store} store
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
 *   the seconds to wait, if this request is one too many. `route` is its endpoint, as in `POST /token`; the same request
 *   is asked about again as the endpoint whose work it does: a refresh at `/token` as `POST /auth/refresh`, a client that
 *   authenticates itself anywhere as `POST /token`
 */

/**
 * @typedef {object} Identity whom `authenticate` recognised; a member of another name is ERR_OPTION_INVALID
 * @property {string} subject at most 255 bytes, as `client` is
 * @property {import('./store/store.js').SubjectType} [subjectType] `sub_type` of the tokens; default: an application for
 *   `client_credentials`, and else a user
 * @property {string | readonly string[]} [scope] all that may be granted
 * @property {string} [client] `client_id` of the tokens if the request identified no client; default: the subject. Of a
 *   client's own identity: its `client_id`, if that is spelled otherwise
 * @property {Record<string, unknown>} [claims] to add to the access tokens
 */

/** @typedef {'defaultScope' | 'managementAudience' | 'storeTimeout'} Undecided without a default */
/** @typedef {Required<Omit<ServiceOptions, Undecided>> & Pick<ServiceOptions, Undecided>} Checked */
/** @typedef {ReturnType<typeof serviceOptions>} Settings */
