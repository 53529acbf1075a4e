import { RemoteKeySet, Verifier } from 'countersign'
import { authenticate, requireScope } from 'countersign/fetch'

const { ISSUER = 'https://auth.example', AUDIENCE = 'api', JWKS_URL = `${ISSUER}/.well-known/jwks.json`, PORT = '3000' } = process.env
const verifier = new Verifier(new RemoteKeySet(JWKS_URL), { issuer: ISSUER, audience: AUDIENCE, type: 'at+jwt' })

const server = Bun.serve({
  port: Number(PORT),
  routes: {
    '/me': { GET: authenticate(verifier, (request, token) => Response.json({ hello: token.claims.sub })) },
    '/tokens': { POST: authenticate(verifier, requireScope('tokens:write', () => Response.json({ created: true }))) },
  },
  fetch: () => Response.json({ error: 'not_found' }, { status: 404 }),
})
console.log(`listening on ${server.url}`)
