/** A request that the service refused: what it answered. */
export class Refused extends Error {
  /** @param {number} status @param {{ code?: string, error_description?: string }} body */
  constructor(status, { code = '', error_description = '' }) {
    super(error_description)
    this.status = status
    this.code = code
  }
}

/** The service could not be asked, or is down. */
export class Unreachable extends Error {}

/**
 * The service, asked with an access token that only this object knows: it is in no storage, no address and no document. The
 * refresh token is in a cookie that no script reads.
 */
export class Api {
  #base
  #resource
  #token = ''
  /** @type {Promise<void> | undefined} */
  #renewing

  /** @param {{ base: string, resource?: string }} settings */
  constructor({ base, resource }) {
    this.#base = base
    this.#resource = resource
  }

  /** @param {string} username @param {string} password */
  async logIn(username, password) {
    const body = { username, password, ...(this.#resource !== undefined && { resource: this.#resource }) }
    this.#token = (await this.#ask('POST', '/session', { body })).access_token
  }

  /** Goes on with the session that the browser's cookie holds; throws `Refused` without one. */
  async resume() {
    this.#renewing ??= this.#ask('POST', '/session/refresh').then(({ access_token }) => void (this.#token = access_token)).finally(() => (this.#renewing = undefined))
    await this.#renewing
  }

  async logOut() {
    await this.#ask('DELETE', '/session')
    this.#token = ''
  }

  /** @param {string} method @param {string} path below the service's own @param {unknown} [body] @returns {Promise<any>} */
  async call(method, path, body) {
    try {
      return await this.#ask(method, path, { body, token: this.#token })
    } catch (error) {
      // A log-in that is too old stays too old; a token that expired has a successor.
      if (!(error instanceof Refused) || error.status !== 401 || error.code === 'ERR_LOGIN_TOO_OLD') throw error
    }
    await this.resume()
    return this.#ask(method, path, { body, token: this.#token })
  }

  /** All pages of a list. @param {string} path @param {string} member */
  async all(path, member) {
    const items = []
    for (let after = ''; ; ) {
      const page = await this.call('GET', `${path}?limit=500${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`)
      items.push(...page[member])
      if (page.next === undefined) return items
      after = page.next
    }
  }

  /** @param {string} method @param {string} path @param {{ body?: unknown, token?: string }} [what] @returns {Promise<any>} */
  async #ask(method, path, { body, token } = {}) {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }) }
    let answer, content
    try {
      answer = await fetch(this.#base + path, {
        method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store', credentials: 'same-origin', redirect: 'error', referrerPolicy: 'no-referrer',
      })
      content = await answer.text()
    } catch {
      throw new Unreachable()
    }
    let parsed
    try {
      parsed = content === '' ? {} : JSON.parse(content)
    } catch {
      throw new Unreachable()
    }
    if (answer.ok) return parsed
    if (answer.status >= 500) throw new Unreachable()
    throw new Refused(answer.status, parsed)
  }
}

/**
 * As the service shows it; instants in seconds.
 *
 * @typedef {{ id: string, name: string, role: string | null, scope: string, start: string, created_at: number, last_used_at: number | null,
 *   expires_at: number | null, revoked_at: number | null, previous_until?: number, token?: string }} ApiToken
 */

/**
 * What the parts of the page share.
 *
 * @typedef {object} Account
 * @property {Api} api
 * @property {{ subject: string, scope: string, roles: string[] }} me
 * @property {{ base: string, name: string, scopes: Record<string, string>, roles: Record<string, string>, exampleUrl: string, lifetime: { default: number | 'never', max: number | 'never' } }} settings
 * @property {(error: unknown) => boolean} onFailure whether the page left the account because of it
 * @property {(notice: string | undefined) => void} onLoggedOut
 */
/** @typedef {Account & { say: (message: string) => void }} AccountPart */
