// What the documents' JavaScript may use without saying so: an issuer that answers, its key, a token, a request.

import { issue, KeySet, SigningKey, Verifier } from 'countersign'
import { TokenService } from 'countersign/service'
import { MemoryStore } from 'countersign/stores/memory'

const issuer = 'https://auth.example'
const key = process.env.SNIPPET_KEY ? SigningKey.fromJwk(JSON.parse(process.env.SNIPPET_KEY)) : SigningKey.generate()
const policy = { issuer, audience: 'api', type: 'at+jwt' }
const { type, ...ofService } = policy
const token = issue({ sub: 'user-1', scope: 'read tokens:write', roles: ['admin'] }, key, { ...policy, expiresIn: 3600 })

export const world = {
  key,
  keys: new KeySet(key),
  policy,
  token,
  verifier: new Verifier(key, policy),
  service: new TokenService({ ...ofService, key, store: new MemoryStore(), authenticate: () => undefined }),
  request: new Request('https://api.example/me', { headers: { authorization: `Bearer ${token}` } }),
  privateJwk: key.toJwk(),
  publicJwk: key.toPublicJwk(),
  privatePem: key.toPem(),
  publicPem: key.toPublicPem(),
  oldSecret: 'the secret of the old tokens, which everybody who verifies must have',
}

const LOG_INS = [
  { apiKey: 'the key that the provider gave you', subject: 'acme' },
  { username: 'ada', password: 'correct horse', subject: 'ada' },
]

/** The service behind `https://auth.example`. */
const provider = new TokenService({
  ...ofService,
  key,
  store: new MemoryStore(),
  authenticate: (given) => {
    const found = LOG_INS.find(({ subject, ...credentials }) => Object.entries(credentials).every(([name, value]) => given[name] === value))
    return found && { subject: found.subject, scope: 'read' }
  },
})

/**
 * What the internet answers: key sets at every issuer, one provider, one API, and nothing else.
 *
 * @param {Request} request
 */
export async function answer(request) {
  const { origin, pathname } = new URL(request.url)
  if (pathname === '/.well-known/jwks.json') return Response.json({ keys: [key.toPublicJwk()] })
  if (origin === issuer) return provider.fetch(request)
  if (origin !== 'https://api.example') return new Response('not found', { status: 404 })
  return world.verifier.authenticate(request).then(() => Response.json({}), () => new Response('', { status: 401 }))
}
