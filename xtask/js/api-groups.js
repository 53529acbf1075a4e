// The order of docs/api.md: by what one wants to do. Every export of the package has its place in exactly one group.

/** @type {readonly { title: string, about: string, from: Record<string, readonly string[]> }[]} */
export const groups = [
  {
    title: 'Verify',
    about: 'One token with `verify`, every request with a `Verifier` that is made once and kept.',
    from: { 'countersign': ['verify', 'Verifier', 'bearerToken', 'Policy', 'DpopOptions', 'ProofVerifier', 'ReplayMemory', 'Replays', 'Proof', 'ChallengeParameters', 'Keys', 'Credentials', 'VerifiedToken', 'Claims', 'Header', 'IssuerTrust'] },
  },
  { title: 'Issue', about: 'Sign tokens with a `SigningKey`, or have them signed by a key that is elsewhere.', from: { 'countersign': ['issue', 'Issuer', 'issueWithSigner', 'IssueOptions', 'Signer', 'issueProof', 'ProofOptions'] } },
  {
    title: 'Keys',
    about: 'A private key signs, a set of public keys verifies. Publish the set, keep the key.',
    from: { 'countersign': ['SigningKey', 'KeySet', 'KeySource', 'Jwk', 'Jwks'] },
  },
  {
    title: 'Remote keys and revocation',
    about: "Key sets and status lists from the issuer's URL: fetched, kept fresh, and used for a bounded time during an outage.",
    from: {
      'countersign': ['RemoteKeySet', 'RemoteStatusList', 'RemoteOptions', 'Revocation', 'StatusList'],
      'countersign/persistence/cache': ['keepInCache'],
      'countersign/persistence/file': ['keepInFile'],
      'countersign/persistence/kv': ['keepInKv'],
    },
  },
  { title: 'Read without verifying', about: 'For logs, tools and people. Never decide anything by what these say.', from: { 'countersign': ['decode', 'Decoded', 'inspect', 'Inspection'] } },
  {
    title: 'Frameworks',
    about: 'Each adapter has `authenticate`, `requireScope` and `requireRole`, and answers refused requests itself.',
    from: {
      'countersign/express': ['authenticate', 'requireScope', 'requireRole', 'mount', 'Middleware'],
      'countersign/fastify': ['authenticate', 'requireScope', 'requireRole', 'mount', 'Hook'],
      'countersign/fetch': ['authenticate', 'requireScope', 'requireRole', 'Handler', 'protectedResource', 'ProtectedResourceOptions', 'ProtectedResource'],
      'countersign/hono': ['authenticate', 'requireScope', 'requireRole'],
      'countersign/mcp': ['protectMcp', 'McpOptions', 'McpGuard', 'McpHandler', 'tokenVerifier', 'TokenVerifierOptions', 'AuthInfo', 'NodeRequest', 'NodeResponse'],
    },
  },
  {
    title: 'The service',
    about: 'Issues, renews and revokes tokens, as methods and over HTTP.',
    from: {
      'countersign/service': ['TokenService', 'ServiceOptions', 'DpopServiceOptions', 'KeyRingOptions', 'Identity', 'OwnerAnswer', 'SubjectType', 'GrantRequest', 'Pair', 'Owner', 'Wanted', 'NewApiToken', 'ImportedApiToken', 'Format', 'TokenEvent', 'ServiceProfile', 'OAuthError'],
    },
  },
  {
    title: 'The account page',
    about: 'Where people make, see, rotate and end their own API tokens and sessions.',
    from: { 'countersign/account': ['accountPage', 'AccountOptions'] },
  },
  {
    title: 'Stores',
    about: 'Where a service keeps its records. Every store has the same methods.',
    from: {
      'countersign/service': ['Store', 'Grant', 'NewGrant', 'ApiTokenRecord', 'KeyRingRecord'],
      'countersign/stores/memory': ['MemoryStore', 'Owned'],
      'countersign/stores/sqlite': ['SqliteStore'],
      'countersign/stores/d1': ['D1Store', 'D1Database', 'D1Statement'],
      'countersign/stores/durable-objects': ['DurableObjectsStore', 'TokenObject', 'ObjectNamespace', 'ObjectState'],
      'countersign/stores/postgres': ['PostgresStore'],
      'countersign/stores/redis': ['RedisStore', 'RedisOptions'],
    },
  },
  { title: 'The client', about: 'A `fetch` that always has a good token.', from: { 'countersign/client': ['TokenClient', 'ClientOptions', 'Credentials', 'RefreshTokenStorage', 'RenewalError', 'ClientError'] } },
  {
    title: 'Building blocks',
    about: 'What the service is made of, for a token system of your own.',
    from: { 'countersign': ['ApiToken', 'ApiTokenState', 'Rerolled', 'beginRefresh', 'presentRefresh', 'RefreshOutcome', 'RefreshRecord', 'beyondAuthority', 'boundedAuthority', 'Authority'] },
  },
  { title: 'Errors', about: 'Compare `code`, log `message`, answer with `status` and `challenge()`.', from: { 'countersign': ['TokenError', 'TokenErrorCode'] } },
  {
    title: 'Starting by hand',
    about: 'Only where the package cannot load its wasm on its own. The entry has everything else of `countersign` too.',
    from: { 'countersign/slim': ['init', 'initSync'] },
  },
]
