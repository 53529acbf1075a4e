import { COOLDOWN, REVOCATION_BOUND, TIMEOUT } from './settings.js'

/** What the issuer tells of its weather, its store and its keys: what excuses whom. */
export class Sky {
  kind = 'fair'
  rotations = 0
  outages = {}
  storeFailures = 0
  /** Since when the issuer answers, and its lists can be made. */
  #fairSince = performance.now()
  #listsSince = performance.now()

  /** @param {import('./child.js').Child} issuer */
  constructor(issuer) {
    issuer.on('weather', (kind) => {
      this.kind = kind
      this.#fairSince = this.#listsSince = performance.now()
      if (kind !== 'fair') this.outages[kind] = (this.outages[kind] ?? 0) + 1
    })
    issuer.on('storeFailure', (name) => {
      this.storeFailures += 1
      if (name === 'revokedStatuses') this.#listsSince = performance.now()
    })
    issuer.on('rotated', () => (this.rotations += 1))
  }

  /** Whether keys may be missing: the issuer fails, or did so a moment ago, and the verifier backs off. */
  get hidesKeys() {
    return this.kind !== 'fair' || performance.now() - this.#fairSince < (TIMEOUT + COOLDOWN) * 1000
  }

  /** Whether every verifier must know by now what was revoked at that instant. @param {number} revoked */
  hasShown(revoked) {
    return this.kind === 'fair' && performance.now() - Math.max(revoked, this.#listsSince) > REVOCATION_BOUND * 1000
  }
}
