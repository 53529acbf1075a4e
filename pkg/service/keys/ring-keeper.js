import { SigningKey } from 'countersign'
import { AGAIN, swapping } from '../store/swapping.js'
import { OpenedRing } from './opened-ring.js'
import { dueStep, firstRing, isSpent, signing, swept, withNext, withNextSigning, withoutKey } from './ring-record.js'
import { Sealing } from './sealing.js'

/** Reads the ring of a service from its store, and takes it a step further by compare-and-swap. */
export class RingKeeper {
  #settings
  #store
  #emit
  #times
  #sealing
  /** @type {OpenedRing | undefined} */
  #last
  /** @type {Map<string, number>} since when this process sees a key in a state, by its own clock */
  #seen = new Map()

  /** @param {Below} parts */
  constructor({ settings, store, emit }) {
    const { keyRing, accessLifetime, refreshLifetime, grace } = settings
    this.#settings = settings
    this.#store = store
    this.#emit = emit
    this.#times = { ...keyRing, lifetime: Math.max(accessLifetime, refreshLifetime), grace }
    this.#sealing = new Sealing(settings, keyRing.seal)
  }

  /** The ring, after the step that is due if one is. The process that stores a step first decides for all. @returns {Promise<OpenedRing>} */
  look() {
    return swapping(async () => {
      const opened = await this.#read()
      const ring = opened.record
      const now = this.#settings.now()
      const step = dueStep(ring, (key) => this.#seen.get(nameOf(key)) ?? now, now, this.#times)
      if (step === undefined) return opened
      if (step === 'sign') return this.#replace(withNextSigning(ring, now), 'rotated')
      const key = await this.#newKey()
      return this.#replace(withNext(await this.#withoutSpent(swept(ring, now, this.#times), now), key, now), 'published', key.jwk.kid)
    })
  }

  /** The ring without a key. @param {string} kid @returns {Promise<OpenedRing>} */
  async drop(kid) {
    const spare = await this.#newKey()
    return swapping(async () => {
      const opened = await this.#read()
      const next = withoutKey(opened.record, kid, spare, this.#settings.now())
      return next === undefined ? opened : this.#replace(next, 'dropped', kid)
    })
  }

  /** The stored ring, which begins if there is none. Never over one that cannot be opened. @returns {Promise<OpenedRing>} */
  async #read() {
    return swapping(async () => {
      const ring = await this.#store.keyRing()
      if (ring !== undefined) return this.#opened(ring)
      const { kept, now } = this.#settings
      const first = kept.length > 0 ? await Promise.all(kept.map((each) => this.#sealed(each.toJwk()))) : [await this.#newKey()]
      // Whether it was this one or another's: what is stored is read.
      await this.#store.replaceKeyRing(firstRing(first, now()))
      return AGAIN
    })
  }

  /** @param {KeyRingRecord} ring @param {'published' | 'rotated' | 'dropped'} event @param {string} [kid] of the key that it is about; the one that signs without it */
  async #replace(ring, event, kid = signing(ring.keys).jwk.kid) {
    if (!(await this.#store.replaceKeyRing(ring))) return AGAIN
    this.#emit(event, 'key', { id: kid })
    return this.#opened({ ...ring, version: ring.version + 1 })
  }

  /** @param {KeyRingRecord} ring */
  async #opened(ring) {
    this.#last = await OpenedRing.open(ring, this.#sealing, this.#last)
    const now = this.#settings.now()
    this.#seen = new Map(ring.keys.map((key) => [nameOf(key), Math.min(this.#seen.get(nameOf(key)) ?? now, now)]))
    return this.#last
  }

  /** @returns {Promise<Sealed>} */
  #newKey() {
    const { algorithm } = this.#settings.keyRing
    return this.#sealed(SigningKey.generate({ algorithm }).toJwk())
  }

  /** @param {import('countersign').Jwk} jwk private @returns {Promise<Sealed>} */
  async #sealed(jwk) {
    const { d: _, ...own } = jwk
    return { jwk: own, sealed: await this.#sealing.seal(jwk) }
  }

  /** Forgets private halves that nothing needs any more. @param {KeyRingRecord} ring @param {number} now @returns {Promise<KeyRingRecord>} */
  async #withoutSpent(ring, now) {
    const forgotten = async (/** @type {KeyRingRecord['keys'][number]} */ key) =>
      isSpent(key, now, this.#times) && this.#last?.key(key.jwk.kid) !== undefined ? { ...key, sealed: await this.#sealing.seal(key.jwk) } : key
    return { ...ring, keys: await Promise.all(ring.keys.map(forgotten)) }
  }
}

/** A key in one of its states. @param {KeyRingRecord['keys'][number]} key */
const nameOf = ({ jwk, state }) => `${state} ${jwk.kid}`

/** @typedef {import('../store/store.js').KeyRingRecord} KeyRingRecord */
/** @typedef {import('./ring-record.js').Sealed} Sealed */

/**
 * @typedef {object} Below what it uses
 * @property {import('../options.js').Settings & { keyRing: import('./ring-options.js').RingSettings }} settings
 * @property {import('../store/guarded-store.js').GuardedStore} store
 * @property {import('../events.js').Emit} emit
 */
