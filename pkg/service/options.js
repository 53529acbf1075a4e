import { ApiToken, SigningKey } from 'countersign'
import {
  CENTURY, byDefault, check, checkedClock, isFunction, isName, isOneOf, isPlainObject, isPositiveSeconds, isSecondsUpTo, isWhole, oneOrMore, optional, readOptions,
} from '../lib/option-table.js'
import { areFormats } from './api-tokens/formats.js'
import { isApiTokenLifetime } from './api-tokens/wanted.js'
import { dpopSettings } from './dpop/options.js'
import { isResource } from './grants/resource.js'
import { isScopes } from './identity.js'
import { invalidOption } from '../http/invalid-option.js'
import { ringOptions } from './keys/ring-options.js'
import { isServiceKey } from './keys/signers.js'
import { isMetadata } from './metadata.js'

/**
 * The options with their defaults, checked: a wrong one is refused at the start, not by a request.
 *
 * @param {ServiceOptions} options
 */
export function serviceOptions(options) {
  const given = /** @type {Checked} */ (/** @type {unknown} */ (readOptions(options, OPTIONS, invalidOption)))
  checkPrefix(given.prefix)
  const { grace, storeTimeout = Math.min(5, grace / 2 || 5), signerTimeout = Math.min(5, grace / 2 || 5), audience, managementAudience } = given
  // A write that is given up, and carried out all the same, must be answered again and not pass for theft.
  if (grace > 0 && storeTimeout >= grace) throw invalidOption('storeTimeout', `must be shorter than grace, which is ${grace}`)
  if (grace > 0 && signerTimeout >= grace) throw invalidOption('signerTimeout', `must be shorter than grace, which is ${grace}`)
  // Every token of that audience would manage.
  if ([audience].flat().includes(/** @type {string} */ (managementAudience))) throw invalidOption('managementAudience', 'must not be one of the audiences in audience')
  const { max = 'never', default: usual = max } = given.apiTokenLifetime
  const now = clock(given.now)
  const keys = keysOf(given)
  // A clock that is wrong is refused now, not by the first request.
  now()
  return { ...given, storeTimeout, signerTimeout, ...keys, now, dpop: dpopSettings(given.dpop, given.issuer), apiTokenLifetime: { default: usual, max } }
}

/** The program's own keys, or a ring in the store, which may begin with them. @param {Checked} given */
const keysOf = ({ key = [], keyRing, store, ...given }) => {
  const keys = [key].flat()
  if (keyRing === undefined && keys.length === 0) throw invalidOption('key', 'must be given, or keyRing')
  if (keyRing !== undefined && typeof store.replaceKeyRing !== 'function') throw invalidOption('store', 'must keep key rings: it lacks replaceKeyRing')
  const kept = keys.filter((each) => each instanceof SigningKey)
  if (keyRing !== undefined && kept.length < keys.length) throw invalidOption('key', 'must be a SigningKey if there is a keyRing, which keeps it')
  return { key: keys, kept, keyRing: keyRing === undefined ? undefined : ringOptions(keyRing, given) }
}

/** The core says what a prefix can be: it looks at it before it looks at the token, which is empty here. @param {string} prefix */
const checkPrefix = (prefix) => {
  try {
    ApiToken.parse('', prefix)
  } catch (error) {
    if (/** @type {import('countersign').TokenError} */ (error).code === 'ERR_OPTION_INVALID') throw error
  }
}

/** @param {unknown} url */
const isUrl = (url) => typeof url === 'string' && url.length <= 512 && URL.canParse(url) && /^https?:/.test(url) && !/[?#]|\/$/.test(url)

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
  apiTokenLifetime: byDefault({}, isApiTokenLifetime),
  apiTokensPerOwner: byDefault(100, isWhole(1, 1_000_000)),
  audience: oneOrMore(isName()),
  authenticate: isFunction,
  bodyTimeout: byDefault(10, check((seconds) => isPositiveSeconds.holds(seconds) && seconds <= 3600, 'must be a number of seconds above 0, at most 3600')),
  defaultScope: optional(isScopes),
  dpop: byDefault({}, check((dpop) => dpop === false || isPlainObject(dpop), 'must be an object, or false')),
  formats: byDefault([], areFormats),
  freshLogin: optional(isSecondsUpTo(365 * DAY)),
  grace: byDefault(10, isSecondsUpTo(DAY)),
  isPublicClient: byDefault(() => false, isFunction),
  issuer: check(isUrl, 'must be an http(s) URL of at most 512 characters, without query, fragment or a slash at its end: tokens carry it unchanged'),
  key: optional(oneOrMore(check(isServiceKey, 'must be a SigningKey, or a Signer { kid, algorithm, publicJwk, sign }'))),
  keyRing: optional(check(isPlainObject, 'must be an object')),
  managementAudience: optional(check(isResource, 'must be an absolute URI of at most 255 bytes, without a fragment')),
  metadata: byDefault({}, check(isMetadata, 'must be an object of JSON members that the service does not set, or of lists that extend its own')),
  now: byDefault(() => Date.now() / 1000, isFunction),
  onError: byDefault(() => {}, isFunction),
  onEvent: byDefault(() => {}, isFunction),
  owner: optional(isFunction),
  ownerCache: byDefault(0, isSecondsUpTo(DAY)),
  passwordGrant: byDefault('accepted', isOneOf('advertised', 'accepted', 'refused')),
  prefix: byDefault('countersign', isName()),
  rateLimit: byDefault(() => undefined, isFunction),
  refreshLifetime: byDefault(DAY, isLifetime),
  sessionLifetime: byDefault(30 * DAY, isLifetime),
  signerTimeout: optional(check((seconds) => isPositiveSeconds.holds(seconds) && seconds <= 3600, 'must be a number of seconds above 0, at most 3600')),
  statusFreshness: byDefault(60, isWhole(1, DAY)),
  store: check((store) => typeof store?.replaceGrant === 'function', 'must be a Store'),
  storeTimeout: optional(check((seconds) => isPositiveSeconds.holds(seconds) && seconds <= 3600, 'must be a number of seconds above 0, at most 3600')),
}

/** @typedef {import('./service-options.js').ServiceOptions} ServiceOptions */
/** @typedef {import('./service-options.js').Identity} Identity */
/** @typedef {'defaultScope' | 'freshLogin' | 'key' | 'keyRing' | 'managementAudience' | 'owner' | 'signerTimeout' | 'storeTimeout'} Undecided without a default */
/** @typedef {Required<Omit<ServiceOptions, Undecided | 'apiTokenLifetime'>> & Pick<ServiceOptions, Undecided> & { apiTokenLifetime: Partial<import('./api-tokens/wanted.js').ApiTokenLifetime> }} Checked */
/** @typedef {ReturnType<typeof serviceOptions>} Settings */
