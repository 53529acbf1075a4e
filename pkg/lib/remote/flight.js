/**
 * Work that is under way at most once for all who wait for it, unless promises belong to the request that made
 * them (Cloudflare Workers, Vercel's edge): to await another request's hangs there, so that each does its own.
 */
export class Flight {
  /** @type {Promise<void> | undefined} */
  #shared

  /** Whether `join` would start nothing. */
  get isUnderWay() {
    return this.#shared !== undefined
  }

  /** @param {() => Promise<void>} work */
  join(work) {
    if (isBoundToRequest()) return work()
    this.#shared ??= work().finally(() => {
      this.#shared = undefined
    })
    return this.#shared
  }
}

/** Whether unawaited work of a request may die with it. */
export function isBoundToRequest() {
  return 'WebSocketPair' in globalThis || 'EdgeRuntime' in globalThis
}
