import { within } from '../../lib/remote/deadline.js'
import { call } from '../requests/call.js'
import { RenewalError } from './renewal-error.js'

/**
 * The refresh token: in the program's storage, which other processes may share, and in memory, in case the storage fails.
 * A storage that fails or hangs costs time, at most `timeout` a call, but no refresh token while the process runs.
 */
export class KeptToken {
  #settings
  /** @type {string | undefined} */
  #token
  /** What the storage was last known to hold. @type {string | undefined} */
  #stored

  /** @param {import('../options.js').Settings} settings */
  constructor(settings) {
    this.#settings = settings
  }

  /** @returns {Promise<string | undefined>} */
  async load() {
    const { storage, timeout, onError } = this.#settings
    try {
      const loaded = await within(timeout, async () => storage.load(), () => new Error(`load took longer than ${timeout} s`))
      const stored = textOf(loaded)
      // What another process stored counts; what `save` failed to replace does not.
      if (stored !== this.#stored) this.#token = this.#stored = stored
    } catch (cause) {
      const error = failure('loaded', cause)
      // Without it, a log-in would replace a good token that is only out of reach.
      if (this.#token === undefined) throw error
      call(onError, error).catch(() => {})
    }
    return this.#token
  }

  /** @param {string | undefined} token undefined forgets it */
  async save(token) {
    const { storage, timeout, onError } = this.#settings
    this.#token = token
    const saving = (async () => storage.save(token))()
    try {
      await within(timeout, () => saving, () => new Error(`save took longer than ${timeout} s`))
    } catch (cause) {
      call(onError, failure('saved', cause)).catch(() => {})
      saving.then(() => this.#saved(token), () => {})
      return
    }
    await this.#saved(token)
  }

  /** @param {string | undefined} token */
  async #saved(token) {
    this.#stored = token
    // It came late: a token that was exchanged or forgotten meanwhile must not come back.
    if (this.#token !== token) await this.save(this.#token)
  }
}

/** @param {unknown} loaded */
const textOf = (loaded) => {
  if (loaded === undefined || loaded === null || loaded === '') return undefined
  if (typeof loaded !== 'string') throw new TypeError('load must return a string, or undefined')
  return loaded
}

/** @param {string} what @param {unknown} cause */
const failure = (what, cause) => new RenewalError('ERR_STORAGE_UNAVAILABLE', `the refresh token could not be ${what}`, cause)
