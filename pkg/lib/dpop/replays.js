import { TokenError } from '../error.js'

/**
 * Throws ERR_PROOF_REPLAYED unless this is the proof's first use.
 *
 * @param {Replays} replays
 * @param {Proof} proof
 * @param {number} now seconds since the epoch
 */
export async function useOnce(replays, proof, now) {
  let isFirst
  try {
    isFirst = await replays.remember(proof, now)
  } catch (error) {
    if (error instanceof TokenError) throw error
    throw new TokenError('ERR_STORE_UNAVAILABLE', 'the DPoP proof cannot be checked for reuse', { cause: error })
  }
  // Anything but true refuses: a memory that answers nothing remembers nothing.
  if (isFirst !== true) throw new TokenError('ERR_PROOF_REPLAYED', 'the DPoP proof was used before')
}

/**
 * What remembers proofs, so that each is good once (RFC 9449 §11.1): a `ReplayMemory`, or a program's own, which several
 * processes share.
 *
 * @typedef {object} Replays
 * @property {(proof: Proof, now: number) => boolean | Promise<boolean>} remember
 *   True if no call before had a proof of this `id`, in one step with remembering it until `until` has passed: of two calls at
 *   the same moment, one gets true. Anything but true refuses the request. What it throws is an outage
 *   (ERR_STORE_UNAVAILABLE, 503).
 */

/**
 * A proof that was checked.
 *
 * @typedef {object} Proof
 * @property {string} id 43 characters, of key and `jti`: what makes it one of a kind
 * @property {string} thumbprint of the key that made it (RFC 7638)
 * @property {number} until the last instant at which it is good, in seconds since the epoch
 */
