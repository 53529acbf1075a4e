/**
 * The options with their defaults.
 *
 * @param {ClientOptions} options
 */
export const clientOptions = (options) => {
  const given = /** @type {ClientOptions} */ ({ __proto__: null, ...options })
  const unknown = Object.keys(given).find((name) => !(name in DEFAULTS) && !['url', 'origins', 'credentials'].includes(name))
  if (unknown !== undefined) throw new TypeError(`the option ${unknown} is not known`)
  const url = new URL(given.url)
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol !== 'https:' && !isLoopback) throw new TypeError('the option url must be https: a token that anybody can read is no secret')
  const origins = (given.origins ?? [url.origin]).map((origin) => new URL(origin).origin)
  const storage = given.storage ?? inMemory()
  return { ...DEFAULTS, ...given, url: url.href.replace(/\/$/, ''), origins, storage }
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

const DEFAULTS = Object.freeze({
  margin: 60,
  retries: 3,
  firstDelay: 0.5,
  maxDelay: 30,
  timeout: 8,
  storage: undefined,
  onRenewed: () => {},
  fetch: /** @type {typeof globalThis.fetch} */ ((...request) => globalThis.fetch(...request)),
  now: () => Date.now() / 1000,
  random: Math.random,
})

/**
 * @typedef {object} ClientOptions durations in seconds
 * @property {string} url of the service
 * @property {readonly string[]} [origins] where its tokens may be sent; default: the service's own origin
 * @property {(() => Promise<Credentials> | Credentials) | Credentials} [credentials] to log in by where there is no
 *   refresh token, or it is refused
 * @property {RefreshTokenStorage} [storage] where the refresh token is kept; default: in memory
 * @property {number} [margin] how long before its expiry a token is renewed (60)
 * @property {number} [retries] of a request that is answered with 401, and of a renewal that fails (3)
 * @property {number} [firstDelay] before the second retry: it doubles, and a part of it at random is waited (0.5)
 * @property {number} [maxDelay] 30
 * @property {number} [timeout] of a renewal (8): shorter than the service's `grace`, so that an answer that got lost can be had again
 * @property {(accessToken: string) => unknown} [onRenewed] told every new access token
 * @property {typeof globalThis.fetch} [fetch]
 * @property {() => number} [now] seconds since the epoch
 * @property {() => number} [random] from 0 to 1
 */

/** @typedef {{ username: string, password: string } | { apiKey: string }} Credentials */

/**
 * Where a refresh token is kept. It is a secret: a file that only its user may read, a keychain, …
 *
 * @typedef {object} RefreshTokenStorage
 * @property {() => Promise<string | undefined> | string | undefined} load
 * @property {(token: string | undefined) => unknown} save undefined: it is of no use any more
 */

/** @typedef {ReturnType<typeof clientOptions>} Settings */
