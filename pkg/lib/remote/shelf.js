/**
 * The document in use and the one before it, which a caller may just be using. What is older is released at once.
 *
 * @template T
 */
export class Shelf {
  #release
  /** @type {Held<T> | undefined} */
  #held
  /** @type {T | undefined} */
  #replaced
  #isFree = false

  /** @param {((value: T) => void) | undefined} release */
  constructor(release) {
    this.#release = release
  }

  get held() {
    return this.#held
  }

  /**
   * Puts what was fetched in the place of what is held. A slower, older answer never replaces a newer one.
   *
   * @param {Held<T>} fetched
   * @returns {boolean} whether it is there now
   */
  put(fetched) {
    const before = this.#held
    if (this.#isFree || (before !== undefined && fetched.attempt < before.attempt)) {
      this.discard(fetched.value)
      return false
    }
    this.#held = fetched
    if (before !== undefined && before.value !== fetched.value) {
      if (this.#replaced !== undefined) this.#release?.(this.#replaced)
      this.#replaced = before.value
    }
    return true
  }

  /** Releases a value that is not put here. @param {T} value */
  discard(value) {
    if (value !== this.#held?.value && value !== this.#replaced) this.#release?.(value)
  }

  /** Releases everything, and what is put here later. */
  free() {
    for (const value of [this.#held?.value, this.#replaced]) if (value !== undefined) this.#release?.(value)
    this.#held = this.#replaced = undefined
    this.#isFree = true
  }
}

/**
 * A document as it was fetched; `attempt` orders those that were.
 *
 * @template T
 * @typedef {{ text: string, value: T, freshness: import('./freshness.js').Freshness, attempt: number }} Held
 */
