import { isKeySource } from './key-source.js'
import { KeySet } from './key-set.js'

/** A key set as a key source: always there, never another. */
export class FixedKeys {
  #own

  /** @param {any} keys a KeySet, or anything that `KeySet` takes */
  constructor(keys) {
    this.#own = !(keys instanceof KeySet)
    /** @readonly @type {KeySet} */
    this.current = this.#own ? new KeySet(keys) : keys
  }

  ready() {}

  refresh() {
    return false
  }

  /** Frees the set if it was made here: no one else has it. */
  free() {
    if (this.#own) this.current.free()
  }
}

/**
 * @param {any} keys a key source, a KeySet, or anything that `KeySet` takes
 * @returns {FixedKeys | import('./key-source.js').KeySource}
 */
export function toKeySource(keys) {
  return isKeySource(keys) ? keys : new FixedKeys(keys)
}

/**
 * What a Verifier takes its keys from: a key source such as `RemoteKeySet`, a KeySet, or anything that KeySet takes.
 *
 * @typedef {import('./key-source.js').KeySource | import('./key-set.js').KeySet
 *   | ConstructorParameters<typeof import('./key-set.js').KeySet>[0]} Keys
 */
