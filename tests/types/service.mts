// As api.mts, for the life of a token.

import { ApiToken, RemoteStatusList, StatusList, Verifier } from 'countersign'
import type { Rerolled, Signer, SigningKey } from 'countersign'
import { ClientError, RenewalError, TokenClient } from 'countersign/client'
import type { ClientOptions, Credentials, RefreshTokenStorage } from 'countersign/client'
import { authenticate } from 'countersign/fetch'
import { OAuthError, TokenService } from 'countersign/service'
import type { ApiTokenRecord, Grant, KeyRingOptions, Pair, Store, SubjectType, TokenEvent } from 'countersign/service'
import { D1Store } from 'countersign/stores/d1'
import { MemoryStore } from 'countersign/stores/memory'
import { RedisStore } from 'countersign/stores/redis'

declare const key: SigningKey
const events: TokenEvent[] = []
const stores: Store[] = [new MemoryStore(), new RedisStore({ url: 'redis://localhost' })]
const service = new TokenService({
  issuer: 'https://auth.example', audience: 'api', key, store: stores[0], prefix: 'acme', grace: 5, now: () => 0,
  authenticate: async ({ username }, request) => (username === 'ada' && request ? { subject: 'ada', subjectType: 'user', scope: ['read'] } : undefined),
  bodyTimeout: 5, defaultScope: ['read'], isPublicClient: async (id, request) => id === 'cli' && request.method === 'POST',
  managementAudience: 'https://auth.example/manage', metadata: { scopes_supported: ['read'] },
  onEvent: (event) => events.push(event), rateLimit: (request, route) => (route === 'POST /token' ? 1 : undefined),
})
const signer: Signer = { kid: 'kms-1', algorithm: 'EdDSA', publicJwk: { kty: 'OKP', crv: 'Ed25519', x: '' }, sign: async (bytes) => bytes }
const keyRing: KeyRingOptions = { seal: ['x', { seal: async (bytes, { issuer, kid }) => bytes, open: async () => undefined }], rotateEvery: 86_400, algorithm: 'Ed25519' }
const more = [new TokenService({ issuer: 'x', audience: 'api', key: [signer, key], signerTimeout: 1, store: stores[0], authenticate: () => undefined }), new TokenService({ issuer: 'x', audience: 'api', keyRing, store: stores[0], authenticate: () => undefined })]
const dropped: Promise<void> = more[0].dropKey('x')
service.rotateKeys(signer)
const handler: (request: Request) => Promise<Response> = service.fetch
const guarded: (request: Request) => Promise<Response> = authenticate(service, (_request, { claims }) => Response.json(claims.sub))

const pair: Pair = await service.grant({ subject: 'ada', scope: 'read' }, { refreshable: false, client: 'web', confidential: true, resource: 'api' })
const refreshed: Promise<Pair> = service.refresh(pair.refresh_token ?? '', { client: 'web', scope: 'read' })
const { token, id } = await service.createApiToken({ label: 'ci', owner: { type: 'application', id: 'ci' }, scope: ['read'], expiresIn: 'never' })
const record: ApiTokenRecord = await service.verifyApiToken(token, { scope: 'read' })
const listed: ApiTokenRecord[] = await service.listApiTokens({ owner: record.owner, limit: 5 })
const grants: Promise<Grant[]> = stores[0].grantsOf('https://auth.example', { subject: 'ada', limit: 100 })
await service.rerollApiToken(id, { grace: 60 })
await service.rerollApiToken(id, { lost: record.start })
const ended: number = await service.revokeGrantsOf('ada', { subjectType: 'application' })
const types: (SubjectType | undefined)[] = events.map(({ subjectType }) => subjectType)
const rerolled: Rerolled = ApiToken.generate('acme').reroll(record, { now: 0, grace: 60 })
const active: boolean = (await service.introspect(token)).active
const list: string = await service.statusList()
service.rotateKeys(key, { publishFor: 60 })

const revocation = new RemoteStatusList('https://auth.example/status/', { keys: service.keys, issuer: 'https://auth.example', freshFor: 5 })
const verifier = new Verifier(service.keys, { issuer: 'https://auth.example', audience: 'api', revocation })
const status: number | undefined = new StatusList({ length: 8 }).status(3)
const digest: string = ApiToken.parse(token, 'acme').digest

const storage: RefreshTokenStorage = { load: async () => undefined, save: async () => {} }
const client = new TokenClient({ url: 'https://auth.example', credentials: () => ({ apiKey: 'x' }), storage, origins: ['https://api.example'] })
const credentials: Credentials = { username: 'ada', password: 'x', otp: '123456' }
const options: ClientOptions = { url: 'http://localhost:3000', credentials, onRenewed: (text) => text.length, onError: console.error, margin: 30 }
const mistake = (error: unknown): error is TypeError => error instanceof ClientError && error.code === 'ERR_OPTION_INVALID'
const answer: Promise<Response> = client.fetch('https://api.example', { method: 'POST' })
const codes = (error: unknown): string => (error instanceof RenewalError || error instanceof OAuthError ? error.code : '')

// @ts-expect-error: the store must be said
new TokenService({ issuer: 'https://auth.example', audience: 'api', key, authenticate: () => undefined })
// @ts-expect-error: the scope that is needed has another name
service.verifyApiToken(token, { scopes: 'admin' })
// @ts-expect-error: an identity has one scope, of many
service.grant({ subject: 'ada', scopes: 'read' })
// @ts-expect-error: a client is named by its id
service.refresh('', { client: { id: 'web' } })
// @ts-expect-error: an owner has a type
service.createApiToken({ label: 'x', owner: { id: 'x' } })
// @ts-expect-error: whose keys sign the lists must be said
new RemoteStatusList('https://auth.example/status/', { issuer: null })
// @ts-expect-error: a client needs the service's URL
new TokenClient({})
// @ts-expect-error: one way to log in
new TokenClient({ url: 'https://auth.example', credentials: { username: 'ada' } })
// @ts-expect-error: D1 is a binding, not a URL
new D1Store('file:x')

export { active, answer, codes, digest, dropped, ended, grants, guarded, handler, list, listed, mistake, options, refreshed, rerolled, status, types, verifier }
