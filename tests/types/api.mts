// Nothing here runs: it is right when tsc says nothing, and each `@ts-expect-error` is wrong code that must stay wrong.

import { decode, inspect, issue, Issuer, KeySet, RemoteKeySet, SigningKey, TokenError, verify, Verifier } from 'countersign'
import type { Claims, Credentials, Decoded, Inspection, IssueOptions, Jwk, Jwks, KeySource, Policy, VerifiedToken, Revocation, TokenErrorCode } from 'countersign'

const key: SigningKey = SigningKey.generate()
const jwk: Jwk = key.toPublicJwk()
const jwks: Jwks = { keys: [jwk] }
const keys = new KeySet(jwks)
const policy: Policy = { issuer: 'https://auth.example', audience: ['api', 'admin'], scope: ['read'], maxAge: 60, leeway: 5, expiry: 'optional' }
const unchecked: Policy = { issuer: null, audience: null }

const options: IssueOptions = { issuer: 'https://auth.example', audience: 'api', expiresIn: 'never', notBefore: 5, scope: 'read' }
const token: string = issue({ sub: 'user-1', role: 'admin' }, key, options)
const another: string = new Issuer(key, { expiresIn: 60 }).issue({ sub: 'user-1' })

const { header, claims, expiresAt }: VerifiedToken = verify(token, keys, policy)
const algorithm: string = header.alg
const subject: string | undefined = claims.sub
const expiry: number | null = expiresAt

interface Session { sub: string; role: 'admin' | 'user' }
const role: 'admin' | 'user' = verify<Session>(token, keys, policy).claims.role
const session: VerifiedToken<Session> = new Verifier(keys, unchecked).verify<Session>(token)
const authenticated: Promise<VerifiedToken<Session>> = new Verifier(keys, policy).authenticate<Session>(new Request('https://api.example'))
const credentials: Credentials[] = ['Bearer x', new Headers(), new Request('https://api.example')]
const source: KeySource = { current: keys, ready() {}, refresh: async () => false }
const revocation: Revocation = { isRevoked: ({ sub }) => sub === 'user-1', ready: async () => {} }
const several = new Verifier([{ keys, policy }, { keys: source, policy: { ...policy, revocation, cache: false, now: () => 0 } }])
const remote = new Verifier(new RemoteKeySet('https://auth.example/jwks', { staleFor: 60 }), policy)

const decoded: Decoded = decode(token)
const unverified: false = decoded.verified
const maybe: Claims | null = decoded.claims
const inspection: Inspection = inspect(token, { keys, policy: { audience: 'api' } })

try {
  verify(another, keys, policy)
} catch (error) {
  if (error instanceof TokenError) {
    const code: TokenErrorCode = error.code
    const status: number = error.status
    const challenge: string | undefined = error.challenge('api')
    const claim: string | undefined = error.claim
    // @ts-expect-error no such code
    if (error.code === 'ERR_NO_SUCH_THING') throw error
  }
}

{
  using temporary = SigningKey.generate()
  const kid: string = temporary.kid
}

// @ts-expect-error issuer and audience must be said
verify(token, keys, { issuer: 'https://auth.example' })
// @ts-expect-error an option that does not exist
verify(token, keys, { ...policy, algorithms: ['EdDSA'] } satisfies Policy)
// @ts-expect-error a regular expression is no issuer
new Verifier(keys, { issuer: /example/, audience: 'api' })
// @ts-expect-error a life must be said
issue({ sub: 'user-1' }, key, { issuer: 'https://auth.example' })
// @ts-expect-error a key set signs nothing
issue({ sub: 'user-1' }, keys, options)
// @ts-expect-error keys are parsed or generated
new SigningKey()
// @ts-expect-error results do not change
verify(token, keys, policy).claims.sub = 'user-2'
// @ts-expect-error nor do their headers
verify(token, keys, policy).header.alg = 'none'
// @ts-expect-error nobody has verified what was decoded
const trusted: VerifiedToken = decode(token)
// @ts-expect-error a key source must say when it is ready
new Verifier({ current: keys }, policy)
// @ts-expect-error several issuers have a policy each
new Verifier([{ keys, policy }], policy)
// @ts-expect-error revocation is asked, it is not a function
new Verifier(keys, { ...policy, revocation: () => false })
