import { ReplayMemory } from 'countersign'

/** The records of one issuer, and what they are found by. Records are JSON, so that no caller shares an object with the store. */
export function emptySpace() {
  return {
    /** @type {Map<string, string>} */ grants: new Map(),
    /** @type {Map<string, Set<string>>} */ bySubject: new Map(),
    /** @type {Map<string, Set<string>>} */ byApiToken: new Map(),
    /** @type {Map<string, Set<string>>} */ byOwner: new Map(),
    /** @type {Set<number>} */ revoked: new Set(),
    /** @type {Map<string, string>} */ apiTokens: new Map(),
    /** @type {Map<string, string>} */ byDigest: new Map(),
    // It forgets by itself, and what one key can fill of it is bounded.
    proofs: new ReplayMemory(),
    /** @type {string | undefined} */ keyRing: undefined,
  }
}

/** Adds to an index. @param {Map<string, Set<string>>} index @param {string} name @param {string} id */
export function addTo(index, name, id) {
  index.set(name, (index.get(name) ?? new Set()).add(id))
}

/** Takes out of an index. @param {Map<string, Set<string>>} index @param {string} name @param {string} id */
export function takeFrom(index, name, id) {
  const ids = index.get(name)
  if (ids?.delete(id) && ids.size === 0) index.delete(name)
}

/** A record. @param {string | undefined} text */
export function read(text) {
  return text === undefined ? undefined : JSON.parse(text)
}
