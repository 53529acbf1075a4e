import { FAIR, FOUL } from './settings.js'

/** Changes between fair and one way or another of being of no use. */
export class Weather {
  #random
  #onChange
  #timer
  kind = 'fair'

  /**
   * @param {import('./random.js').Random} random
   * @param {(kind: string) => unknown} onChange
   */
  constructor(random, onChange) {
    this.#random = random
    this.#onChange = onChange
  }

  start() {
    this.#timer = setTimeout(() => {
      this.kind = this.kind === 'fair' ? this.#random.pick(KINDS) : 'fair'
      this.#onChange(this.kind)
      this.start()
    }, this.#random.between(...(this.kind === 'fair' ? FAIR : FOUL)) * 1000)
  }

  stop() {
    clearTimeout(this.#timer)
  }
}

/** `down` refuses connections, `lossy` does what was asked for and loses the answer, the others do nothing. */
const KINDS = ['down', 'slow', 'errors', 'garbage', 'lossy']

/** What a broken proxy answers with instead of the issuer. @param {import('./random.js').Random} random */
export function garbage(random) {
  return random.pick([
    ['text/html', '<!doctype html><title>Back soon</title>'],
    ['application/json', '{}'],
    ['application/json', '{"keys":[]}'],
    ['application/json', '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"'],
    ['application/json', ''],
    ['application/jwk-set+json', 'null'],
    ['application/octet-stream', Buffer.from(Array.from({ length: 300 }, () => random.below(256)))],
    ['application/statuslist+jwt', 'a.b.c'],
  ])
}
