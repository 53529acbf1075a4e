import { KeySet } from 'countersign'
import { signing } from './ring-record.js'

/** A ring as it was stored at one moment, with its keys opened. It never changes. */
export class OpenedRing {
  #keys
  #published

  /**
   * @param {KeyRingRecord} record
   * @param {ReadonlyMap<string, OpenedKey>} keys
   * @param {KeySet} published
   */
  constructor(record, keys, published) {
    /** @readonly */
    this.record = record
    this.#keys = keys
    this.#published = published
  }

  /**
   * @param {KeyRingRecord} record
   * @param {import('./sealing.js').Sealing} sealing
   * @param {OpenedRing} [before] what was opened for it is not opened again, and its set of public keys stays if it is the same
   */
  static async open(record, sealing, before) {
    /** @type {Map<string, OpenedKey>} */
    const keys = new Map()
    for (const stored of record.keys) {
      const { jwk: { kid = '' }, sealed } = stored
      const known = before === undefined ? undefined : before.#keys.get(kid)
      keys.set(kid, known !== undefined && known.sealed === sealed ? known : { sealed, key: await sealing.open(stored) })
    }
    const isSame = before !== undefined && before.#keys.size === keys.size && [...keys.keys()].every((kid) => before.#keys.has(kid))
    return new OpenedRing(record, keys, isSame ? before.#published : new KeySet({ keys: record.keys.map(({ jwk }) => jwk) }))
  }

  /** @returns {import('countersign').SigningKey} */
  get signing() {
    // The sealed half of the key that signs is always there: only retired ones lose it.
    return /** @type {import('countersign').SigningKey} */ (this.key(signing(this.record.keys).jwk.kid))
  }

  get published() {
    return this.#published
  }

  /** @param {string | undefined} kid @returns {import('countersign').SigningKey | undefined} */
  key(kid) {
    return this.#keys.get(kid ?? '')?.key
  }
}

/** @typedef {{ sealed: string, key: import('countersign').SigningKey | undefined }} OpenedKey */
/** @typedef {import('../store/store.js').KeyRingRecord} KeyRingRecord */
