import { clock, invalidOption, ownOptions } from './options.js'

/**
 * How a remote document is fetched and kept. Durations in seconds.
 *
 * @typedef {object} RemoteOptions
 * @property {number} freshFor how long an answer without `max-age` is fresh (600)
 * @property {number} staleFor how long it may be used after that, while the server cannot be reached (86400)
 * @property {number} cooldown at most one refresh for unknown keys in this time; failures back off up to it (30)
 * @property {number} timeout for one fetch, or one `load` or `save` (5)
 * @property {typeof globalThis.fetch} fetch
 * @property {() => number} now seconds since the epoch
 * @property {() => Promise<string | null | undefined> | string | null | undefined} [load] what `save` was last given
 * @property {(snapshot: string) => unknown} [save] keeps an opaque text, so that a cold start needs no fetch
 * @property {(work: Promise<unknown>) => void} [waitUntil] keeps a runtime alive for a background fetch, as the function
 *   of that name in `cloudflare:workers` does
 */

/**
 * @param {Partial<RemoteOptions>} [options]
 * @returns {RemoteOptions}
 * @throws {import('./token-error.js').TokenError} ERR_OPTION_INVALID
 */
export const remoteOptions = (options = {}) => {
  const { now, ...given } = ownOptions(options)
  for (const [name, value] of Object.entries(given)) {
    if (!(name in DURATIONS) && !FUNCTIONS.includes(name)) throw invalidOption(name, 'is not known')
    if (value === undefined) delete given[name]
    else if (FUNCTIONS.includes(name)) checkFunction(name, value)
    else if (!Number.isFinite(value) || value < 0) throw invalidOption(name, 'must be a number of seconds, not negative')
  }
  // The global fetch is looked up when it is used: it may be replaced later, and is no method of the options.
  const fetch = /** @type {typeof globalThis.fetch} */ ((...request) => globalThis.fetch(...request))
  return { ...DURATIONS, fetch, ...given, now: clock(now) }
}

/**
 * The URL as text, if what comes from there may be trusted: nobody on the way can replace it.
 *
 * @param {string | URL} url
 * @throws {import('./token-error.js').TokenError} ERR_OPTION_INVALID
 */
export const remoteUrl = (url) => {
  const { href, protocol, hostname, username, password } = parse(url)
  if (username !== '' || password !== '') throw invalidOption('url', 'must not contain a user name or password')
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))) return href
  throw invalidOption('url', 'must be https: keys that anybody on the way can replace protect nothing')
}

/** @param {string | URL} url */
const parse = (url) => {
  try {
    return new URL(url)
  } catch (cause) {
    throw invalidOption('url', 'must be an absolute URL', cause)
  }
}

/** @param {string} name @param {unknown} value */
const checkFunction = (name, value) => {
  if (typeof value !== 'function') throw invalidOption(name, 'must be a function')
}

const DURATIONS = Object.freeze({ freshFor: 600, staleFor: 86_400, cooldown: 30, timeout: 5 })
const FUNCTIONS = ['fetch', 'load', 'save', 'waitUntil']
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/
