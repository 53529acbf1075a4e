// The first version of the stores kept no issuer. Whose are its records? A database that one service used holds no living
// grant of another's key; of one that several used only its operator can tell to whom each API token belongs.

/**
 * Whether a grant may be the service's: one of its keys signed the last pair, or that pair is dead.
 *
 * @param {import('../../service/store/store.js').NewGrant} grant
 * @param {readonly string[]} kids
 * @param {number} now
 */
export function isSignedBy({ kid, ends, revoked }, kids, now) {
  return kids.includes(kid) || ends < now || revoked !== undefined
}

export const REFUSAL =
  'records of an earlier version name no issuer, and may be another service\'s: say whose they are by adopt() of the store (docs/life-of-a-token.md, "One store, several services")'
