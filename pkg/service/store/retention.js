/**
 * How far the clocks of verifiers may differ from the service's, in seconds: their greatest leeway. Until then a key
 * that signed a token stays published, and a revoked grant stays in its status list.
 */
export const MARGIN = 300

/** For how long a dead API token is still listed, in seconds: an owner may ask what became of it. */
const DEAD_API_TOKENS = 30 * 86_400

/**
 * What a sweep at `now` may forget: grants, API tokens and proofs that ended before these instants.
 *
 * @param {number} now
 */
export function forgettable(now) {
  return { grants: now - MARGIN, apiTokens: now - DEAD_API_TOKENS, proofs: now - MARGIN }
}
