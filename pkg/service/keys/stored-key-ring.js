import { TokenError } from 'countersign'
import { Flight, isBoundToRequest } from '../../lib/remote/flight.js'
import { invalidOption } from '../../http/invalid-option.js'
import { RingKeeper } from './ring-keeper.js'

/**
 * The keys of a service that lie in its store: one ring for all of its processes, each of which uses what it read for
 * `freshFor` seconds.
 *
 * @implements {KeySource}
 */
export class StoredKeyRing {
  #now
  #freshFor
  #keeper
  #flight = new Flight()
  #readAt = -Infinity
  #askedAt = -Infinity
  /** @type {import('./opened-ring.js').OpenedRing | undefined} */
  #ring
  /** @type {import('countersign').KeySet[]} earlier sets, which a verification may still be using */
  #replaced = []

  /** @param {import('./ring-keeper.js').Below} parts */
  constructor(parts) {
    const { now, keyRing: { freshFor, publishFor } } = parts.settings
    this.#now = now
    this.#freshFor = freshFor
    this.#keeper = new RingKeeper(parts)
    /** @readonly For how long its JWKS may be held, in seconds: no longer than a key is published before it signs. */
    this.maxAge = Math.min(600, Math.floor(publishFor))
  }

  /** The key that signs at this moment. @returns {import('countersign').SigningKey} */
  get signing() {
    if (this.#ring === undefined) throw new TokenError('ERR_KEYS_UNAVAILABLE', 'the key set is not available')
    return this.#ring.signing
  }

  /** The key of that name, or else the one that signs: to make a token again as it was. @param {string} kid */
  named(kid) {
    return this.#ring?.key(kid) ?? this.signing
  }

  /** The published keys, as they were last read. @returns {import('countersign').KeySet | undefined} */
  get current() {
    const age = this.#age
    // For `verify()`, which cannot wait: it asks, and the next one has the answer.
    if (age >= this.#freshFor && !isBoundToRequest() && this.#mayAsk()) this.#look().catch(() => {})
    return age < STALE ? this.#ring?.published : undefined
  }

  /** Loads the ring if need be. Throws for a wrong seal, and for an outage if there is no ring to go on with. */
  async ready() {
    try {
      await this.fresh()
    } catch (error) {
      if (!(error instanceof TokenError) || error.status !== 503 || this.#ring === undefined || this.#age >= STALE) throw error
    }
  }

  /** As `ready`, but an outage is one: a process that is cut off from the store must not sign with a key that was dropped, or publish it. */
  async fresh() {
    if (this.#age >= this.#freshFor) await this.#look()
  }

  /** Looks for newer keys, at most once per second. */
  async refresh() {
    if (!this.#mayAsk()) return false
    const before = this.#ring?.published
    await this.#look()
    return this.#ring?.published !== before
  }

  /** @returns {never} */
  rotate() {
    throw invalidOption('keyRing', 'rotates by itself: there is nothing to call')
  }

  /** Un-publishes a key in all processes. @param {string} kid */
  async drop(kid) {
    const at = this.#now()
    this.#use(await this.#keeper.drop(kid), at)
  }

  /** Makes a step that is due even if no request comes. */
  sweep() {
    return this.#look()
  }

  /** Of what was read, in seconds. A clock that went back says nothing. */
  get #age() {
    const age = this.#now() - this.#readAt
    return age >= 0 ? age : Infinity
  }

  #mayAsk() {
    const now = this.#now()
    if (now >= this.#askedAt && now < this.#askedAt + PAUSE) return false
    this.#askedAt = now
    return true
  }

  #look() {
    return this.#flight.join(async () => {
      const at = this.#now()
      this.#use(await this.#keeper.look(), at)
    })
  }

  /** @param {import('./opened-ring.js').OpenedRing} ring @param {number} at when it was asked for */
  #use(ring, at) {
    // A slower answer of before must not bring back what was dropped.
    if (this.#ring !== undefined && ring.record.version < this.#ring.record.version) return
    const before = this.#ring?.published
    this.#ring = ring
    this.#readAt = at
    if (before === undefined || before === ring.published) return
    // Freed late: memory of wasm never shrinks, and verifiers may hold the last ones.
    this.#replaced.push(before)
    if (this.#replaced.length > 2) this.#replaced.shift()?.free()
  }
}

/** Between two questions of those who do not wait for the answer, and of invented kids; in seconds. */
const PAUSE = 1
/** For how long verifiers in this process go on while the store is not available: as with a `RemoteKeySet`. */
const STALE = 86_400

/** @typedef {import('countersign').KeySource} KeySource */
