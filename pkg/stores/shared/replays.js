import { within } from '../../lib/remote/deadline.js'
import { requireIssuer, requireStorable } from '../../service/store/storable.js'

/**
 * What remembers the proofs of an API in a store, shared by all who use the same store and name: each is good once among them.
 *
 * @param {{ migrate: () => Promise<void>, rememberProof: import('../../service/store/store.js').Store['rememberProof'] }} store
 * @param {string} name
 * @returns {import('countersign').Replays}
 */
export function replaysIn(store, name) {
  requireStorable(requireIssuer(name))
  let isMigrated = false
  return {
    remember: (proof, now) =>
      within(TIMEOUT, async () => {
        // No promise is shared here: in Workers one request cannot await what another began.
        if (!isMigrated) await store.migrate()
        isMigrated = true
        return store.rememberProof(name, proof, now)
      }, () => new Error(`the store did not answer within ${TIMEOUT} s`)),
  }
}

/** In seconds. */
const TIMEOUT = 5
