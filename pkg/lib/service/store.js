/**
 * Where a `TokenService` keeps its records: a store of `countersign/stores/*`, or a program's own.
 *
 * Compare-and-swap is its heart: `replaceGrant` and `replaceApiToken` write a record only if the stored one still has
 * the version that was read, and count the version up. Every method is one atomic change, is done when its promise
 * resolves, and rejects only when the store cannot tell or cannot write. No record holds a secret.
 *
 * @typedef {object} Store
 * @property {() => Promise<void>} migrate
 *   Makes the store ready; does nothing where it is, and may run in several processes at once.
 * @property {(grant: NewGrant) => Promise<number>} addGrant
 *   Stores a grant as version 1 and answers its `status`: a number from 0, about as many as there were grants before, that no other grant has or had.
 * @property {(id: string) => Promise<Grant | undefined>} grant
 * @property {(grant: Grant) => Promise<boolean>} replaceGrant false, and nothing written, if the version is another
 * @property {(subject: string) => Promise<Grant[]>} grantsOf the subject's grants that are not revoked
 * @property {(from: number, to: number) => Promise<number[]>} revokedStatuses
 *   the status of each revoked grant, where `from <= status < to`, in any order
 * @property {() => Promise<number>} statuses
 *   how many statuses were given so far, in a time that does not grow with them: the status of every grant is below it
 * @property {(before: number) => Promise<void>} sweep forgets the grants that ended before this instant
 * @property {(token: ApiTokenRecord) => Promise<void>} addApiToken stores a record as version 1
 * @property {(id: string) => Promise<ApiTokenRecord | undefined>} apiToken
 * @property {(digest: string) => Promise<ApiTokenRecord | undefined>} apiTokenByDigest
 *   the record whose `digest` or `previous` this is, in a time that does not grow with the number of tokens
 * @property {(token: ApiTokenRecord) => Promise<boolean>} replaceApiToken as `replaceGrant`
 * @property {(page: { owner?: string, after?: string, limit: number }) => Promise<ApiTokenRecord[]>} apiTokens
 *   in the order of their ids, those after the id `after`; `owner` is what `ownerKey` answers
 * @property {() => Promise<void>} close
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
 * @property {string} [audience] of its access tokens, if one was asked for
 * @property {string} [narrowed] the scope of its present pair, if less than `scope` was asked for (RFC 6749 §6)
 * @property {Record<string, unknown>} [claims] what the provider adds to its access tokens
 * @property {boolean} refreshable whether refresh tokens are issued for it
 * @property {string} kid the key that signed its present pair
 * @property {number} created in seconds
 * @property {number} ends when its last token dies, in seconds: nothing need be known of it after that
 */

/** @typedef {GrantFields & import('../refresh.js').RefreshRecord} NewGrant */
/** @typedef {NewGrant & { version: number, status: number }} Grant */

/**
 * All that is stored of an API token; the token cannot be had from it.
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
 */

/** @typedef {ApiTokenFields & import('../api-token.js').ApiTokenState} ApiTokenRecord */
/** @typedef {'user' | 'application'} SubjectType a user and an application of one name are two subjects */
/** @typedef {{ type: SubjectType, id: string }} Owner */

/**
 * The owner as one text, to index records by. No two owners share it: a type has no colon.
 *
 * @param {Owner} owner
 */
export const ownerKey = ({ type, id }) => `${type}:${id}`
