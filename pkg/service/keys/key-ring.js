import { KeySet } from 'countersign'
import { invalidOption } from '../../http/invalid-option.js'
import { MARGIN } from '../store/retention.js'
import { isServiceKey, publicJwkOf } from './signers.js'

/**
 * The keys of a service: one signs, all are published, and each only as long as it is needed. Verifiers may take it
 * in place of a `KeySet`.
 *
 * @implements {KeySource}
 */
export class KeyRing {
  #now
  #lifetime
  /** @type {Entry[]} the newest first */
  #entries
  /** What is published, and what will be when keys have ended: the soonest first. */
  #periods
  /** @type {ReturnType<typeof periodsOf>} those of before the last rotation, which may still be in use */
  #replaced = []

  /** @param {import('../options.js').Settings} settings */
  constructor({ key, now, accessLifetime, refreshLifetime }) {
    this.#now = now
    this.#lifetime = Math.max(accessLifetime, refreshLifetime)
    this.#entries = key.map((each) => ({ key: each, from: -Infinity, until: Infinity }))
    this.#periods = periodsOf(this.#entries)
  }

  /** The key that signs at this moment. @returns {ServiceKey} */
  get signing() {
    const now = this.#now()
    const entry = this.#entries.find(({ from }) => from <= now)
    // The first entries sign from the beginning of time, and one of them stays until another has begun.
    return /** @type {Entry} */ (entry).key
  }

  /** The key of that name, or else the one that signs: to make a token again as it was. @param {string} kid */
  named(kid) {
    return this.#live().find(({ key }) => key.kid === kid)?.key ?? this.signing
  }

  /** The published keys of this moment. @returns {KeySet} */
  get current() {
    const now = this.#now()
    // The newest key has no end.
    return /** @type {Period} */ (this.#periods.find(({ until }) => now < until)).keys()
  }

  ready() {}

  fresh() {}

  /** For how long its JWKS may be held, in seconds. */
  get maxAge() {
    return 600
  }

  refresh() {
    return false
  }

  /**
   * Publishes `next` now, signs with it after `publishFor` seconds, and publishes the others until the last token that
   * they signed is dead.
   *
   * @param {ServiceKey} next
   * @param {number} publishFor
   */
  rotate(next, publishFor) {
    if (!isServiceKey(next)) throw invalidOption('next', 'must be a SigningKey or a Signer')
    const live = this.#live()
    if (live.some(({ key }) => key.kid === next.kid)) throw invalidOption('next', 'has the kid of a published key')
    const from = this.#now() + publishFor
    const until = from + this.#lifetime + MARGIN
    const entries = [{ key: next, from, until: Infinity }, ...live.map((entry) => ({ ...entry, until: Math.min(entry.until, until) }))]
    this.#publish(entries)
    return { kid: next.kid, signsFrom: from, othersUntil: until }
  }

  /** Un-publishes a key in this process. @param {string} kid */
  async drop(kid) {
    const live = this.#live()
    const others = live.filter(({ key }) => key.kid !== kid)
    if (others.length === live.length) throw invalidOption('kid', 'is not the name of a published key')
    const [newest, ...older] = others
    // What is older than the one that signs was retired: it must not sign again.
    if (newest === undefined || live[0].key.kid === kid) throw invalidOption('kid', 'is the name of the newest key: call rotateKeys before')
    const now = this.#now()
    const from = older.some((entry) => entry.from <= now) && this.signing.kid !== kid ? newest.from : Math.min(newest.from, now)
    this.#publish([{ ...newest, from, until: Infinity }, ...older])
  }

  /** Forgets the private keys whose last token is dead. */
  sweep() {
    this.#entries = this.#live()
  }

  /** @param {Entry[]} entries */
  #publish(entries) {
    const periods = periodsOf(entries)
    for (const { free } of this.#replaced) free()
    this.#replaced = this.#periods
    this.#periods = periods
    this.#entries = entries
  }

  #live() {
    const now = this.#now()
    return this.#entries.filter(({ until }) => now < until)
  }
}

/**
 * The key sets of entries, each with the moment at which its first key ends and the next set takes its place.
 *
 * @param {readonly Entry[]} entries
 */
const periodsOf = (entries) => {
  // Not the entries: their private keys must not live as long as this.
  const published = entries.map(({ key, until }) => ({ jwk: publicJwkOf(key), until }))
  const ends = [...new Set(published.map(({ until }) => until))].sort((a, b) => a - b)
  const periods = ends.map((end) => periodOf(end, published.filter(({ until }) => until >= end).map(({ jwk }) => jwk)))
  // Made now: keys that cannot be published together are refused before they sign.
  periods[0].keys()
  return periods
}

/** A set is made when it is first asked for, and stays the same object. @param {number} until @param {import('countersign').Jwk[]} jwks */
const periodOf = (until, jwks) => {
  /** @type {KeySet | undefined} */
  let keys
  return { until, keys: () => (keys ??= new KeySet({ keys: jwks })), free: () => keys?.free() }
}

/** @typedef {import('./signers.js').ServiceKey} ServiceKey */
/** @typedef {{ key: ServiceKey, from: number, until: number }} Entry */
/** @typedef {ReturnType<typeof periodOf>} Period */
/** @typedef {import('countersign').KeySource} KeySource */
