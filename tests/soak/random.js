/** Numbers from 0 to 1 that a seed determines (mulberry32): a soak that found something can be told how to begin again. */
export class Random {
  #state

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed >>> 0
  }

  number() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** @param {number} from @param {number} to */
  between(from, to) {
    return from + this.number() * (to - from)
  }

  /** A whole number below this one. @param {number} limit */
  below(limit) {
    return Math.floor(this.number() * limit)
  }

  /** @template T @param {readonly T[]} values @returns {T} */
  pick(values) {
    return values[this.below(values.length)]
  }

  /** @param {number} probability */
  chance(probability) {
    return this.number() < probability
  }
}
