/**
 * A store whose calls fail now and then: before the work is done, or after it, so that the caller cannot tell.
 *
 * @param {import('countersign/service').Store} store
 * @param {{ random: import('./random.js').Random, share: number, onFailure: (name: string) => unknown }} options
 */
export function faultyStore(store, { random, share, onFailure }) {
  return new Proxy(store, {
    get: (target, name) => (typeof target[name] !== 'function' ? target[name] : async (...values) => {
      const fails = random.chance(share) && name !== 'migrate' && name !== 'close'
      const worked = fails && random.chance(0.5)
      const done = fails && !worked ? undefined : await target[name](...values)
      if (!fails) return done
      onFailure(name)
      throw new Error('the connection was reset')
    }),
  })
}
