// What the documents' JavaScript may use without saying so: an issuer that answers, its key, a token, a request.

import { issue, KeySet, SigningKey, Verifier } from 'countersign'
import { TokenService } from 'countersign/service'
import { MemoryStore } from 'countersign/stores/memory'

const issuer = 'https://auth.example'
const key = process.env.SNIPPET_KEY ? SigningKey.fromJwk(JSON.parse(process.env.SNIPPET_KEY)) : SigningKey.generate()
const policy = { issuer, audience: 'api' }
const token = issue({ sub: 'user-1', scope: 'read tokens:write', roles: ['admin'] }, key, { ...policy, expiresIn: 3600 })

export const world = {
  key,
  keys: new KeySet(key),
  policy,
  token,
  verifier: new Verifier(key, policy),
  service: new TokenService({ ...policy, key, store: new MemoryStore(), authenticate: () => undefined }),
  request: new Request('https://api.example/me', { headers: { authorization: `Bearer ${token}` } }),
  privateJwk: key.toJwk(),
  publicJwk: key.toPublicJwk(),
  privatePem: key.toPem(),
  publicPem: key.toPublicPem(),
  oldSecret: 'the secret of the old tokens, which everybody who verifies must have',
}

/** What the internet answers: key sets at every issuer, and nothing else. */
export function answer(url) {
  return new URL(url).pathname === '/.well-known/jwks.json'
    ? Response.json({ keys: [key.toPublicJwk()] })
    : new Response('not found', { status: 404 })
}
