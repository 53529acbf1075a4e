/**
 * The keys of one issuer's records. Its URL is encoded, so that no issuer's keys begin like another's.
 *
 * @param {string} prefix
 * @param {string} issuer
 */
export function keysOf(prefix, issuer) {
  return keysBelow(`${prefix}${encodeURIComponent(issuer)}:`)
}

/**
 * The same in a cluster: all keys of one shard lie in one slot. A prefix with a {hash tag} of its own puts all into that one.
 *
 * @param {string} prefix
 * @param {string} issuer
 * @param {string | number} shard
 */
export function shardKeysOf(prefix, issuer, shard) {
  return keysBelow(`${prefix}{${encodeURIComponent(issuer)}#${shard}}:`)
}

/** Whether Redis hashes only a part of the keys that begin so. @param {string} prefix */
export function hasHashTag(prefix) {
  return /^[^{]*\{[^}]+\}/.test(prefix)
}

/**
 * Right below the prefix they are those of the first version, which knew of no issuers.
 *
 * @param {string} base
 */
export function keysBelow(base) {
  return {
    grant: (/** @type {string} */ id) => `${base}grant:${id}`,
    /** Ids of the subject's grants that are not revoked. */
    subject: (/** @type {string} */ subject) => `${base}subject:${subject}`,
    /** Ids of the grants that an API token was exchanged for, and that are not revoked. */
    apiTokenGrants: (/** @type {string} */ id) => `${base}api-token-grants:${id}`,
    /** Ids of grants, by their ends. */
    ends: `${base}ends`,
    /** Statuses of revoked grants. */
    revoked: `${base}revoked`,
    apiToken: (/** @type {string} */ id) => `${base}api-token:${id}`,
    /** The id of the API token with this digest. */
    digest: (/** @type {string} */ digest) => `${base}digest:${digest}`,
    /** Ids of API tokens, of all and of one owner. */
    apiTokens: `${base}api-tokens`,
    owner: (/** @type {string} */ owner) => `${base}owner:${owner}`,
    /** Ids of API tokens that ended or will end, by when. */
    apiTokenEnds: `${base}api-token-ends`,
    /** There as long as the proof has to be remembered. */
    proof: (/** @type {string} */ id) => `${base}proof:${id}`,
    keyRing: `${base}key-ring`,
  }
}

/** Of all issuers: how many statuses were given, and who used the store. @param {string} prefix */
export function sharedKeys(prefix) {
  return { statuses: `${prefix}statuses`, issuers: `${prefix}issuers` }
}

/** @typedef {ReturnType<typeof keysBelow>} Keys */
