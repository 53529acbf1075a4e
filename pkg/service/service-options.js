/**
 * @typedef {object} ServiceOptions durations in seconds
 * @property {string} issuer `iss` of its tokens, and the URL of its endpoints
 * @property {string | readonly string[]} audience `aud` of its access tokens
 * @property {ServiceKey | readonly ServiceKey[]} [key] the first signs, all are published. A `Signer` is a key that is
 *   elsewhere: in a KMS, an HSM, an agent. Or what a `keyRing` begins with if the store has none yet
 * @property {import('./keys/ring-options.js').KeyRingOptions} [keyRing] keys that the service makes, rotates and keeps in its
 *   store, sealed: one ring for all processes. `key` or this must be given
 * @property {import('./store/store.js').Store} store
 * @property {(credentials: Readonly<Record<string, any>>, request: Request | undefined) => Promise<Identity | null | undefined> | Identity | null | undefined} authenticate
 *   says whose credentials these are, or nothing for wrong ones, in the same time whether the name or the secret is wrong:
 *   - `{ username, password }`, or the strings of a JSON log-in of another kind: a user's. `client` is added if a client
 *     with a secret asks for the user, and has proved it
 *   - `{ apiKey }` of `/auth/api-key`; `client` as above
 *   - `{ client_id, client_secret }` of any request in which a client authenticates itself. The `scope` of the answer is
 *     what `client_credentials` may grant; with `tokens:introspect` in it, the client may introspect
 * @property {(clientId: string, request: Request) => Promise<boolean> | boolean} [isPublicClient] whether this is a client
 *   without a secret, which may name itself and prove nothing (RFC 6749 §2.1). By default none is known: a `client_id`
 *   alone is refused. Answer no for a client that has a secret
 * @property {string | readonly string[]} [defaultScope] what a log-in gets of the allowed scopes if it asks for none; all
 *   of them without this option
 * @property {string} [managementAudience] the one audience with which `/api-tokens`, `/subjects` and `/introspect` take
 *   access tokens, to be asked for as `resource` (RFC 8707); any of the service's access tokens without it
 * @property {import('./dpop/options.js').DpopServiceOptions | false} [dpop] how tokens are bound to the keys of clients that prove one
 *   (RFC 9449). False: proofs are not looked at, and each token is a bearer token
 * @property {'advertised' | 'accepted' | 'refused'} [passwordGrant] whether a form may log in with `grant_type=password`, and whether the
 *   metadata say so (`accepted`, which they do not say): RFC 9700 §2.4 wants no new client of it. JSON log-ins are always taken
 * @property {Record<string, unknown>} [metadata] members to add to the metadata (RFC 8414 §2), and to its lists
 * @property {number} [bodyTimeout] for how long a request's body may take to come (10)
 * @property {string} [prefix] of API tokens (`countersign`)
 * @property {number} [accessLifetime] 3600
 * @property {number} [refreshLifetime] 86400, counted anew by every refresh
 * @property {number} [sessionLifetime] for how long a log-in can be refreshed at all (2,592,000: 30 days)
 * @property {{ default?: number | 'never', max?: number | 'never' }} [apiTokenLifetime] of API tokens: what they get if nothing is
 *   asked for, and what may be asked for; `'never'` without it
 * @property {number} [apiTokensPerOwner] how many API tokens of one owner may be good at once (100)
 * @property {readonly import('./api-tokens/formats.js').Format[]} [formats] grammars of API tokens that were made elsewhere, and imported
 * @property {number} [freshLogin] how old a log-in may be, in seconds, to make and to re-roll API tokens over HTTP (RFC 9470);
 *   of any age without it
 * @property {(owner: Readonly<import('./store/store.js').Owner>) => Promise<OwnerAnswer | null | undefined> | OwnerAnswer | null | undefined} [owner]
 *   says whether the owner of a token is active, and what the owner may do at this moment: tokens of an owner who is gone,
 *   or not active, are refused. Asked when an API token is used and at every refresh
 * @property {number} [ownerCache] for how long its answer is remembered (0): so long a token may outlive its owner
 * @property {number} [grace] how long an exchanged refresh token is answered again (10): longer than `storeTimeout`, which
 *   is checked, and than clients wait for an answer before they ask again; 0: any second use is theft
 * @property {number} [apiTokenCache] for how long an API token that was found good is not looked up again (0): so long
 *   it may outlive its revocation by another process
 * @property {number} [statusFreshness] for how long verifiers may use a status list before they ask again (60)
 * @property {number} [storeTimeout] 5, or half of a `grace` below 10
 * @property {number} [signerTimeout] for how long a `Signer` may take for a signature (5, or half of a `grace` below 10)
 * @property {() => number} [now] seconds since the epoch
 * @property {(event: import('./events.js').TokenEvent) => unknown} [onEvent] for audit; never holds a secret
 * @property {(error: unknown) => unknown} [onError] an outage with its cause, or a failure of the program's own: for its log
 * @property {(request: Request, route: string) => Promise<number | undefined> | number | undefined} [rateLimit]
 *   the seconds to wait, if this request is one too many. `route` is its endpoint, as in `POST /token`; the same request
 *   is asked about again as the endpoint whose work it does: a refresh at `/token` as `POST /auth/refresh`, a client that
 *   authenticates itself anywhere as `POST /token`
 */

/**
 * @typedef {object} Identity whom `authenticate` recognised; a member of another name is ERR_OPTION_INVALID
 * @property {string} subject at most 255 bytes, as `client` is
 * @property {import('./store/store.js').SubjectType} [subjectType] `sub_type` of the tokens; default: an application for
 *   `client_credentials`, and else a user
 * @property {string | readonly string[]} [scope] all that may be granted
 * @property {readonly string[]} [roles] the claim `roles` of the access tokens (RFC 9068 §2.2.3.1), and the roles that API
 *   tokens of this user may have; at most 100 characters each
 * @property {string} [client] `client_id` of the tokens if the request identified no client; default: the subject. Of a
 *   client's own identity: its `client_id`, if that is spelled otherwise
 * @property {Record<string, unknown>} [claims] to add to the access tokens
 */

/**
 * @typedef {object} OwnerAnswer what the provider says of the owner of a token
 * @property {boolean} active
 * @property {string | readonly string[]} [scope] what the owner may do: a token may do no more. No limit without it
 * @property {readonly string[]} [roles] likewise
 */

/** @typedef {import('countersign').SigningKey | import('countersign').Signer} ServiceKey */

export {}
