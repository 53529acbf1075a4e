import { decode } from 'countersign'
import { LEEWAY } from './settings.js'

/** The tokens that honest users hold and held, for those who would misuse them. */
export class Tokens {
  /** @type {Map<string, string>} by user */
  live = new Map()
  #old = []
  #revoked = []

  /** @param {string} username @param {string} token */
  renewed(username, token) {
    this.leaving(username)
    this.live.set(username, token)
  }

  /** @param {string} username */
  leaving(username) {
    const token = this.live.get(username)
    if (token !== undefined) this.#keep(this.#old, { token, dead: decode(token).claims.exp + LEEWAY })
    this.live.delete(username)
  }

  /** A grant was ended, and the service said so. @param {string} token */
  left(token) {
    this.#keep(this.#revoked, { token, at: performance.now() })
  }

  anyLive(random) {
    return random.pick([...this.live.values()])
  }

  /** One that expired, the leeway included. */
  anyExpired(random) {
    return random.pick(this.#old.filter(({ dead }) => Date.now() / 1000 > dead))?.token
  }

  /** One that every verifier must know to be revoked. @param {import('./sky.js').Sky} sky */
  anyRevoked(random, sky) {
    return random.pick(this.#revoked.filter(({ at }) => sky.hasShown(at)))?.token
  }

  #keep(pool, entry) {
    pool.push(entry)
    if (pool.length > 500) pool.shift()
  }
}
