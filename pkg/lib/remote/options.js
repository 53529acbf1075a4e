import { byDefault, check, isFunction, optional, readOptions } from '../option-table.js'
import { clock, invalidOption } from '../options.js'
import { isPrivateAddress } from './private-address.js'

/**
 * How a remote document is fetched and kept. Durations in seconds.
 *
 * @typedef {object} RemoteOptions
 * @property {number} freshFor how long an answer without `max-age` is fresh (600), 1 or more
 * @property {number} staleFor how long it may be used after that, while the server cannot be reached (86400)
 * @property {number} cooldown at most one refresh for unknown keys in this time; failures back off up to it (30)
 * @property {number} timeout for one fetch, or one `load` or `save` (5), above 0 and at most 3600
 * @property {typeof globalThis.fetch} fetch
 * @property {() => number} now seconds since the epoch
 * @property {() => Promise<string | null | undefined> | string | null | undefined} [load] what `save` was last given
 * @property {(snapshot: string) => unknown} [save] keeps an opaque string, so that a cold start needs no fetch
 * @property {(work: Promise<unknown>) => void} [waitUntil] keeps a runtime alive for a background fetch or a `save`, as
 *   the function of that name in `cloudflare:workers` does
 */

/**
 * @param {unknown} options
 * @param {import('../option-table.js').OptionTable} [table]
 * @returns {RemoteOptions & Record<string, any>} with what else is in the table
 * @throws {import('../error.js').TokenError} ERR_OPTION_INVALID
 */
export function remoteOptions(options, table = KEY_SET_OPTIONS) {
  if (options === null) throw invalidOption('options', 'must be an object')
  const { now, ...given } = readOptions(options, table, invalidOption)
  return /** @type {any} */ ({ fetch: globalFetch, ...given, now: clock(now) })
}

/**
 * The URL as text, if what comes from there may be trusted: it cannot be replaced on the way.
 *
 * @param {unknown} url
 * @throws {import('../error.js').TokenError} ERR_OPTION_INVALID
 */
export function remoteUrl(url) {
  const parsed = parse(url)
  const { href, username, password } = parsed
  if (username !== '' || password !== '') throw invalidOption('url', 'must not contain a user name or password')
  if (isPrivateAddress(parsed)) return href
  throw invalidOption('url', 'must be https: over http anyone on the way can replace the keys')
}

/** @param {unknown} url */
const parse = (url) => {
  try {
    if (typeof url === 'string' || url instanceof URL) return new URL(url)
  } catch {
    // The error of the engine repeats the URL, and with it a password.
  }
  throw invalidOption('url', 'must be an absolute URL')
}

/** The global fetch is looked up when it is used: it may be replaced later, and is not a method of the options. @type {typeof globalThis.fetch} */
const globalFetch = (...request) => globalThis.fetch(...request)

/** A longer one was meant as milliseconds, or as an instant. */
const CENTURY = 3_155_760_000
/** @param {number} least @param {number} most */
const isDuration = (least, most = CENTURY) =>
  check((value) => Number.isFinite(value) && least <= value && value <= most, `must be a number of seconds from ${least} to ${most}`)

/** Timers count milliseconds in 31 bits: a longer one would ring at once. */
const isTimeout = check((value) => Number.isFinite(value) && value > 0 && value <= 3600, 'must be a number of seconds above 0 and at most 3600')

/** What is fetched and waited for; `freshFor` and `staleFor` by default. @param {number} freshFor @param {number} staleFor */
export function fetchOptions(freshFor, staleFor) {
  return {
    freshFor: byDefault(freshFor, isDuration(1)),
    staleFor: byDefault(staleFor, isDuration(0)),
    cooldown: byDefault(30, isDuration(0)),
    timeout: byDefault(5, isTimeout),
    fetch: optional(isFunction),
    now: optional(isFunction),
    waitUntil: optional(isFunction),
  }
}

const KEY_SET_OPTIONS = Object.freeze({ ...fetchOptions(600, 86_400), load: optional(isFunction), save: optional(isFunction) })
