import { KeySet, SigningKey } from 'countersign'
import { invalidOption } from '../invalid-option.js'
import { MARGIN } from '../store/retention.js'

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
  /** @type {{ kids: string, keys: KeySet } | undefined} */
  #published
  /** @type {KeySet | undefined} what was published before, which somebody may just be using */
  #replaced

  /** @param {import('../options.js').Settings} settings */
  constructor({ key, now, accessLifetime, refreshLifetime }) {
    this.#now = now
    this.#lifetime = Math.max(accessLifetime, refreshLifetime)
    this.#entries = key.map((each) => ({ key: each, from: -Infinity, until: Infinity }))
    this.current
  }

  /** The key that signs at this moment. @returns {SigningKey} */
  get signing() {
    const now = this.#now()
    const entry = this.#entries.find(({ from }) => from <= now)
    // The first entries sign from the beginning of time, and one of them stays until another has begun.
    return /** @type {Entry} */ (entry).key
  }

  /** The key of that name, or else the one that signs: to make a token again as it was. @param {string} kid */
  named(kid) {
    return this.#entries.find(({ key }) => key.kid === kid)?.key ?? this.signing
  }

  /** The published keys of this moment. @returns {KeySet} */
  get current() {
    const now = this.#now()
    this.#entries = this.#entries.filter(({ until }) => now < until)
    const kids = this.#entries.map(({ key }) => key.kid).join(' ')
    if (this.#published?.kids !== kids) {
      this.#replaced?.free()
      this.#replaced = this.#published?.keys
      this.#published = { kids, keys: new KeySet({ keys: this.#entries.map(({ key }) => key.toPublicJwk()) }) }
    }
    return this.#published.keys
  }

  ready() {}

  refresh() {
    return false
  }

  /**
   * Publishes `next` now, signs with it after `publishFor` seconds, and publishes the others until the last token that
   * they signed is dead.
   *
   * @param {SigningKey} next
   * @param {number} publishFor
   */
  rotate(next, publishFor) {
    if (!(next instanceof SigningKey)) throw invalidOption('next', 'must be a SigningKey')
    if (this.#entries.some(({ key }) => key.kid === next.kid)) throw invalidOption('next', 'has the kid of a published key')
    const from = this.#now() + publishFor
    const until = from + this.#lifetime + MARGIN
    this.#entries = [
      { key: next, from, until: Infinity },
      ...this.#entries.map((entry) => ({ ...entry, until: Math.min(entry.until, until) })),
    ]
    this.current
    return { kid: next.kid, signsFrom: from, othersUntil: until }
  }
}

/** @typedef {{ key: SigningKey, from: number, until: number }} Entry */
/** @typedef {import('countersign').KeySource} KeySource */
