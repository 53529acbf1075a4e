/**
 * Where a `TokenService` keeps its records: a store of `countersign/stores/*`, or a program's own.
 *
 * Several services may share one store. Every record names its issuer, and every look-up asks for the records of one:
 * a store that answers with another issuer's lets one service accept, list and end what is the other's.
 *
 * Compare-and-swap is its heart: `replaceGrant` and `replaceApiToken` write a record only if the stored one of that
 * issuer still has the version that was read, and count the version up. Every method is one atomic change, is done when
 * its promise resolves, and rejects only when the store cannot tell or cannot write. No record holds a secret.
 *
 * @typedef {object} Store
 * @property {4} version of this interface: an earlier store lacks methods, and is refused
 * @property {(service?: ServedBy) => Promise<void>} migrate
 *   Makes the store ready; does nothing if it is, and may run in several processes at once.
 * @property {(grant: Owned<NewGrant>) => Promise<number>} addGrant
 *   Stores a grant as version 1 and answers its `status`: a number from 0, about as many as there were grants before, that no other grant has or had.
 * @property {(issuer: string, id: string) => Promise<Owned<Grant> | undefined>} grant
 * @property {(grant: Owned<Grant>) => Promise<boolean>} replaceGrant false, and nothing written, if the version or the issuer is another
 * @property {(issuer: string, page: GrantsPage) => Promise<Owned<Grant>[]>} grantsOf
 *   the grants of a subject, or of an API token, that are not revoked: in the order of their ids, those after the id `after`
 * @property {(issuer: string, from: number, to: number) => Promise<number[]>} revokedStatuses
 *   the status of each revoked grant of the issuer, if `from <= status < to`, in any order
 * @property {() => Promise<number>} statuses
 *   how many statuses were given so far, in a time that does not grow with them: the status of every grant is below it
 * @property {(issuer: string, before: { grants: number, apiTokens: number, proofs?: number }) => Promise<void>} sweep
 *   forgets the issuer's grants that ended before the first instant, its API tokens whose `endOf` is before the second, and the
 *   proofs whose `until` is before the third
 * @property {(token: Owned<ApiTokenRecord>) => Promise<void>} addApiToken stores a record as version 1
 * @property {(issuer: string, id: string) => Promise<Owned<ApiTokenRecord> | undefined>} apiToken
 * @property {(issuer: string, digest: string) => Promise<Owned<ApiTokenRecord> | undefined>} apiTokenByDigest
 *   the record whose `digest` or `previous` this is, in a time that does not grow with the number of tokens
 * @property {(token: Owned<ApiTokenRecord>) => Promise<boolean>} replaceApiToken as `replaceGrant`
 * @property {(issuer: string, page: { owner?: string, after?: string, limit: number }) => Promise<Owned<ApiTokenRecord>[]>} apiTokens
 *   in the order of their ids, those after the id `after`; `owner` is what `ownerKey` answers
 * @property {(issuer: string, owner: string, now: number) => Promise<number>} countApiTokens
 *   how many of the owner's API tokens have no `endOf`, or one after `now`
 * @property {(issuer: string, page: EndingPage) => Promise<Owned<ApiTokenRecord>[]>} endingApiTokens
 *   the API tokens with `from <= endOf < to`, in the order of that instant and then of their ids, those beyond `after`
 * @property {(issuer: string, proof: import('../../lib/dpop/replays.js').Proof, now: number) => Promise<boolean>} rememberProof
 *   true if no call before had a proof of this `id` and issuer, in one step with remembering it until `until` has passed by
 *   every clock (300 seconds); `now` in seconds
 * @property {(issuer: string) => Promise<Owned<KeyRingRecord> | undefined>} [keyRing]
 *   the issuer's key ring; a store without this and the next cannot serve a service with the option `keyRing`
 * @property {(ring: Owned<KeyRingRecord>) => Promise<boolean>} [replaceKeyRing]
 *   as `replaceGrant`; version 0 means a ring that must not exist yet, and is stored as version 1
 * @property {() => Promise<void>} close
 */

/** @typedef {{ subject?: string, apiToken?: string, after?: string, limit: number }} GrantsPage one of the first two */
/** @typedef {{ from: number, to: number, after?: { end: number, id: string }, limit: number }} EndingPage in seconds */
/** @template Stored @typedef {Stored & { issuer: string }} Owned a record, and the `iss` of the service that made it */

/**
 * The service that a store is made ready for.
 *
 * @typedef {object} ServedBy
 * @property {string} issuer
 * @property {readonly string[]} kids of its keys
 * @property {number} now in seconds
 * @property {number} timeout for how long it waits for an answer of the store, in seconds
 */

/**
 * One log-in and all that came of it (RFC 6749 §1.3).
 *
 * @typedef {object} GrantFields
 * @property {string} id
 * @property {string} subject whom its tokens speak for
 * @property {SubjectType} [subjectType] what that is; a user without it
 * @property {string} scope space-separated
 * @property {string} client who uses it: RFC 9068's `client_id`
 * @property {true} [confidential] whether that client proved who it is, and must do so again
 * @property {string | readonly string[]} [audience] of its access tokens, if one was asked for (RFC 8707)
 * @property {string | readonly string[]} [narrowedAudience] that of its present pair, if a part of it was asked for
 * @property {string} [narrowed] the scope of its present pair, if less than `scope` was asked for (RFC 6749 §6), or its
 *   owner may do less by now
 * @property {readonly string[]} [roles] of whom its tokens speak for
 * @property {readonly string[]} [narrowedRoles] those of its present pair, if its owner has less by now
 * @property {Record<string, unknown>} [claims] what the provider adds to its access tokens
 * @property {string} [thumbprint] of the key (RFC 7638) that its present access token is bound to, and for a client without a
 *   secret its refresh tokens as well (RFC 9449 §5)
 * @property {boolean} refreshable whether refresh tokens are issued for it
 * @property {string} kid the key that signed its present pair
 * @property {number} created in seconds
 * @property {number} [authTime] when the user logged in, in seconds; absent if it began without a log-in
 * @property {number} [until] the end that no refresh reaches past, in seconds
 * @property {string} [apiToken] the id of the API token that it was exchanged for
 * @property {string} [apiTokenDigest] the digest of that very token
 * @property {number} ends when its last token dies, in seconds: only verifiers with a leeway need know of it after that
 */

/** @typedef {GrantFields & import('../../lib/session/refresh.js').RefreshRecord} NewGrant */
/** @typedef {NewGrant & { version: number, status: number }} Grant */

/**
 * All that is stored of an API token; the token cannot be computed from it.
 *
 * @typedef {object} ApiTokenFields
 * @property {string} id sorts by creation
 * @property {number} version
 * @property {string} label
 * @property {string} [role]
 * @property {Owner} owner
 * @property {string} scope space-separated
 * @property {number} created in seconds
 * @property {number} [used] roughly when it was used last, in seconds
 * @property {number} [announced] when it was announced that it will expire, in seconds
 */

/**
 * The keys of a service whose ring is stored: their private halves are sealed.
 *
 * @typedef {object} KeyRingRecord
 * @property {number} version
 * @property {readonly Readonly<StoredKey>[]} keys the next one before the one that signs, and then those before it
 * @property {readonly { kid: string, at: number }[]} dropped keys that must not be published any more, and since when, in seconds
 */

/**
 * @typedef {object} StoredKey
 * @property {Readonly<import('countersign').Jwk>} jwk the public half, with its `kid`
 * @property {string} sealed the private half, or the public one once the key signs no more, as only the sealing key opens it
 * @property {'next' | 'signing' | 'retired'} state
 * @property {number} since when it has been in this state, in seconds
 */

/** @typedef {ApiTokenFields & import('../../lib/session/api-token.js').ApiTokenState} ApiTokenRecord */
/** @typedef {'user' | 'application'} SubjectType a user and an application of one name are two subjects */
/** @typedef {{ type: SubjectType, id: string }} Owner */

/** The version of this interface. */
export const STORE_VERSION = /** @type {const} */ (4)

/**
 * The owner as one text, to index records by. No two owners share it: a type has no colon.
 *
 * @param {Owner} owner
 */
export function ownerKey({ type, id }) {
  return `${type}:${id}`
}

/**
 * When an API token ended or will end, in seconds: to index records by; undefined if it is good for ever.
 *
 * @param {ApiTokenRecord} token
 */
export function endOf({ revoked, expires }) {
  return revoked ?? expires ?? undefined
}
