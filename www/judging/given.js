// What a token is judged by: the reader's own keys and expectations, or, while a sample is shown, those that it brought.

import { expect, expectations } from './expectations.js'
import { showKeys } from './key-field.js'
import { keyMaterial } from './key-material.js'

/** What a sample brought leaves with it; what the reader typed stays. */
export class Given {
  #material = keyMaterial('')
  #expected = {}
  #sample = null

  /** The keys in use, as `keyMaterial` answers. */
  get material() {
    return this.#sample?.material ?? this.#material
  }

  /** The reader's own public keys as a JWKS: what may be stored. */
  get remember() {
    return this.#material.remember
  }

  /** The sample that is shown, as `{ name, material }` (`name` null: a token that was made here), or null. */
  get sample() {
    return this.#sample
  }

  /** Reads the key field: these are the reader's, also while a sample is shown. */
  take(text, how) {
    const before = this.material
    // What replaced a private key comes back here as if it had been typed: its warning stays.
    const material = text === before.text ? before : keyMaterial(text, how)
    // The rest of a secret that is being typed does not take its warning away.
    if (material.error && how?.whole === false) material.warning = before.warning
    this.#material = material
    if (this.#sample) this.#sample = { ...this.#sample, material }
    showKeys(material)
  }

  /** The reader changed a field of the form. */
  edited(name) {
    this.#expected = this.#sample ? { ...this.#expected, [name]: expectations()[name] } : expectations()
  }

  /** Shows a sample's keys (JWKS text) and expectations; without `expected` the form stays as it is. */
  bring({ name, keys, expected }) {
    this.#sample = { name, material: keyMaterial(keys) }
    if (expected) expect(expected)
    showKeys(this.material)
  }

  /** Back to what is the reader's own. */
  leave() {
    if (this.#sample === null) return
    this.#sample = null
    expect(this.#expected)
    showKeys(this.#material)
  }

  /** Everything, to come back to. */
  snapshot() {
    return { material: this.#material, expected: this.#expected, sample: this.#sample, form: expectations() }
  }

  restore({ material, expected, sample, form }) {
    this.#material = material
    this.#expected = expected
    this.#sample = sample
    expect(form)
    showKeys(this.material)
  }
}
