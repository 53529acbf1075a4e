import { byDefault, check, isFunction, isWhole, optional, readOptions } from '../lib/option-table.js'
import { areOrigins, isServiceUrl } from './requests/addresses.js'
import { invalidOption } from './client-error.js'
import { keyStorage } from './proofs/key-storage.js'
import { Prover } from './proofs/prover.js'
import { areCredentials } from './credentials.js'
import { LONGEST_WAIT } from './requests/waits.js'

/**
 * The options with their defaults, checked.
 *
 * @param {ClientOptions} options
 * @returns {Settings}
 */
export function clientOptions(options) {
  const { url, origins, proof, storage: given = inMemory(), ...others } = readOptions(options, OPTIONS, invalidOption)
  const prover = proof === undefined ? undefined : new Prover(proof, others.now)
  const storage = prover !== undefined && proof === true ? keyStorage(given, prover) : given
  const { href, origin } = new URL(url)
  const allowed = (origins ?? [origin]).map((/** @type {string} */ text) => new URL(text).origin)
  return /** @type {Settings} */ ({ ...others, url: href.replace(/\/$/, ''), origins: allowed, storage, prover })
}

/** @returns {RefreshTokenStorage} */
const inMemory = () => {
  /** @type {string | undefined} */
  let kept
  return {
    load: () => kept,
    save: (token) => {
      kept = token
    },
  }
}

/** @param {number} least above or at which it must be @param {string} from */
const isWait = (least, from) =>
  check((value) => Number.isFinite(value) && value >= least && value <= LONGEST_WAIT, `must be a number of seconds ${from} to ${LONGEST_WAIT}`)
const isDelay = isWait(0, 'from 0')
const isTimeout = isWait(Number.MIN_VALUE, 'above 0, up')

const isStorage = check(
  (value) => typeof value?.load === 'function' && typeof value?.save === 'function',
  'must have the methods load and save',
)

/** @type {import('../lib/option-table.js').OptionTable} */
const OPTIONS = {
  url: isServiceUrl,
  origins: optional(areOrigins),
  credentials: optional(areCredentials),
  proof: optional(check((value) => value === true || typeof value?.toJwk === 'function', 'must be a SigningKey, or true')),
  storage: optional(isStorage),
  margin: byDefault(60, isDelay),
  retries: byDefault(3, isWhole(0, 100)),
  firstDelay: byDefault(0.5, isDelay),
  maxDelay: byDefault(30, isDelay),
  timeout: byDefault(8, isTimeout),
  onRenewed: byDefault(() => {}, isFunction),
  onError: byDefault(() => {}, isFunction),
  fetch: byDefault((/** @type {Parameters<typeof globalThis.fetch>} */ ...request) => globalThis.fetch(...request), isFunction),
  now: byDefault(() => Date.now() / 1000, isFunction),
  random: byDefault(Math.random, isFunction),
}

/**
 * @typedef {object} ClientOptions durations in seconds, at most 2147483 (24 days)
 * @property {string} url of the service: https, or http on a loopback address
 * @property {readonly string[]} [origins] which may see its tokens, such as `https://api.example`; default: the service's
 *   own origin
 * @property {import('./credentials.js').CredentialsSource} [credentials] to log in with, or a function that returns them, when
 *   there is no refresh token or when it is refused
 * @property {import('./proofs/proof-key.js').SigningKeyLike | true} [proof] the key that the tokens are to be bound to (RFC 9449), a `SigningKey`; true: one that the
 *   client makes, and that lives as long as it, or as its refresh token in `storage`. Without it, tokens are bearer tokens
 * @property {RefreshTokenStorage} [storage] keeps the refresh token, with `proof: true` as JSON together with the private key; default: in memory
 * @property {number} [margin] how long before its expiry a token is renewed (60)
 * @property {number} [retries] of a request that is answered with 401, and of a renewal that fails: 0 to 100 (3)
 * @property {number} [firstDelay] before a failed renewal is tried again (0.5): twice as long before each further try; a
 *   random part of it is waited
 * @property {number} [maxDelay] the longest delay (30)
 * @property {number} [timeout] of one request to the service, and of one call of the storage (8): shorter than the
 *   service's `grace`, so that a lost answer can be asked for again
 * @property {(accessToken: string) => unknown} [onRenewed] receives every new access token
 * @property {(error: unknown) => unknown} [onError] receives what fails without failing a call: the storage, `onRenewed`,
 *   a renewal by the timer
 * @property {typeof globalThis.fetch} [fetch]
 * @property {() => number} [now] seconds since the epoch
 * @property {() => number} [random] from 0 to 1
 */

/** @typedef {import('./credentials.js').Credentials} Credentials */

/** @typedef {import('./storage.js').RefreshTokenStorage} RefreshTokenStorage */
/** @typedef {Required<Omit<ClientOptions, 'credentials' | 'proof'>> & Pick<ClientOptions, 'credentials'> & { prover: Prover | undefined }} Settings */
