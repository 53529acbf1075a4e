import { TokenError } from 'countersign'

/** What an attempt answers when the stored record was not the one that it had read. */
export const AGAIN = Symbol('again')

/**
 * Repeats `attempt`, which reads a record and writes its next state, until its write meets the record it read.
 *
 * Each lost write means that another one was stored, unless reads lag behind writes: so the attempts slow down, and end
 * in ERR_STORE_UNAVAILABLE.
 *
 * @template T
 * @param {() => Promise<T | typeof AGAIN>} attempt
 * @returns {Promise<T>}
 */
export async function swapping(attempt) {
  for (let lost = 0; lost < MOST; lost++) {
    if (lost > AT_ONCE) await pause(Math.min(2 ** (lost - AT_ONCE), 100))
    const answer = await attempt()
    if (answer !== AGAIN) return answer
  }
  throw new TokenError('ERR_STORE_UNAVAILABLE', `the store gave back an old record ${MOST} times: its reads must see its writes`)
}

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** With the pauses, for about 0.8 seconds. */
const MOST = 16
const AT_ONCE = 4
