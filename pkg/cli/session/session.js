import { rm } from 'node:fs/promises'
import { ClientError, RenewalError, TokenClient } from 'countersign/client'
import { decode } from 'countersign'
import { keepInFile } from '../../persistence/file.js'
import { Failure } from '../failure.js'
import { withLock } from '../lock.js'
import { requirePrivate, serviceUrl, sessionFile } from './folder.js'

/**
 * What a log-in brought, in a file of the user: a refresh token, and the access token of the last renewal. Whoever changes it
 * holds its lock, so that of many that renew at once one does, and the others use what it brought.
 */
export class Session {
  #file
  #kept

  /** @param {string} url @param {string} file */
  constructor(url, file) {
    /** @readonly */
    this.url = url
    this.#file = file
    this.#kept = /** @type {{ load: () => Promise<string>, save: (text: string) => Promise<void> }} */ (keepInFile(file))
  }

  /** @param {{ url?: string }} options @param {NodeJS.ProcessEnv} env */
  static async of(options, env) {
    const url = serviceUrl(options, env)
    return new Session(url, await sessionFile(url, env))
  }

  /** @param {import('countersign/client').Credentials} credentials */
  async logIn(credentials) {
    // What was kept is not presented: whoever logs in may be somebody else.
    await this.#locked(() => this.#renew(undefined, credentials))
  }

  /** An access token that is good for `margin` seconds more. @param {number} margin */
  async token(margin) {
    // Without the lock, another process may be replacing the file: whatever is wrong with it is said below.
    const kept = await this.#load().catch(() => undefined)
    if (isGood(kept, margin)) return kept.accessToken
    return this.#locked(async () => {
      const now = await this.#load()
      return isGood(now, margin) ? now.accessToken : this.#renew(now)
    })
  }

  /** Ends the session at the service, and forgets it here in any case; answers whether there was one. */
  async logOut() {
    return this.#locked(async () => {
      const kept = await this.#load({ even: 'not private' })
      await rm(this.#file, { force: true })
      const token = kept?.refreshToken
      if (token === undefined) return false
      const storage = { load: () => token, save() {} }
      await asked(() => new TokenClient({ url: this.url, storage }).logOut(), 'the session is forgotten here, but the service could not be told')
      return true
    })
  }

  /** @param {Kept | undefined} before @param {import('countersign/client').Credentials} [credentials] */
  async #renew(before, credentials) {
    let refreshToken = before?.refreshToken
    if (refreshToken === undefined && credentials === undefined) throw notLoggedIn(this.url)
    const began = Date.now() / 1000
    /** @type {unknown} */
    let fault
    const storage = {
      load: () => refreshToken,
      save: async (/** @type {string | undefined} */ token) => {
        refreshToken = token
        await (token === undefined ? rm(this.#file, { force: true }) : this.#kept.save(JSON.stringify({ url: this.url, refreshToken: token })))
      },
    }
    const onError = (/** @type {unknown} */ error) => {
      fault ??= error
    }
    const client = new TokenClient({ url: this.url, credentials, storage, onError })
    const accessToken = await asked(() => client.token())
    // A session whose next refresh token is lost ends with this access token: say so now.
    if (fault !== undefined) throw new Failure(`${this.#file} cannot be written: the session would be lost`, { cause: fault })
    const expiresAt = began + lifetimeOf(accessToken)
    await this.#kept.save(JSON.stringify({ url: this.url, refreshToken, accessToken, expiresAt }))
    return accessToken
  }

  /** @param {{ even?: 'not private' }} [options] @returns {Promise<Kept | undefined>} */
  async #load({ even } = {}) {
    if (even === undefined) await requirePrivate(this.#file)
    try {
      const kept = JSON.parse(await this.#kept.load())
      return kept?.url === this.url ? kept : undefined
    } catch (error) {
      const { code, name, message } = /** @type {any} */ (error)
      if (code === 'ENOENT' || name === 'SyntaxError') return undefined
      throw new Failure(`${this.#file} cannot be read: ${message}`)
    }
  }

  /** @template T @param {() => Promise<T>} work */
  #locked(work) {
    return withLock(`${this.#file}.lock`, work)
  }
}

/** What the client throws, as the command line says it. @template T @param {() => Promise<T>} work @param {string} [otherwise] before the reason @returns {Promise<T>} */
const asked = async (work, otherwise) => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof RenewalError) && !(error instanceof ClientError)) throw error
    const isOutage = /UNAVAILABLE$/.test(error.code) || otherwise !== undefined
    throw new Failure(otherwise ?? error.message, { code: error.code, exitCode: isOutage ? 3 : 1, cause: otherwise === undefined ? error.cause : error })
  }
}

/** @param {string} url */
const notLoggedIn = (url) => new Failure(`nobody is logged in to ${url}: countersign login --url ${url}`, { code: 'ERR_LOGIN_REQUIRED', exitCode: 1 })

/** @param {Kept | undefined} kept @param {number} margin @returns {kept is Kept & { accessToken: string }} */
const isGood = (kept, margin) => kept?.accessToken !== undefined && kept.expiresAt !== undefined && kept.expiresAt - Date.now() / 1000 > margin

/** By the service's clock alone: this one may be set differently. @param {string} accessToken */
const lifetimeOf = (accessToken) => {
  try {
    const { exp, iat } = decode(accessToken).claims ?? {}
    return typeof exp === 'number' && typeof iat === 'number' ? exp - iat : 0
  } catch {
    // Opaque: it is renewed each time.
    return 0
  }
}

/** @typedef {{ url: string, refreshToken?: string, accessToken?: string, expiresAt?: number }} Kept `expiresAt`: by this machine's clock, in seconds */
