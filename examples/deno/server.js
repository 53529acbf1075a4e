import { RemoteKeySet, Verifier } from 'countersign'
import { authenticate, requireScope } from 'countersign/fetch'

const setting = (name, otherwise) => Deno.env.get(name) ?? otherwise
const issuer = setting('ISSUER', 'https://auth.example')
const keys = new RemoteKeySet(setting('JWKS_URL', `${issuer}/.well-known/jwks.json`))
const verifier = new Verifier(keys, { issuer, audience: setting('AUDIENCE', 'api'), type: 'at+jwt' })

const routes = {
  'GET /me': (request, token) => Response.json({ hello: token.claims.sub }),
  'POST /tokens': requireScope('tokens:write', () => Response.json({ created: true })),
}
const notFound = () => Response.json({ error: 'not_found' }, { status: 404 })
const route = (request, token) => {
  const name = `${request.method} ${new URL(request.url).pathname}`
  return (Object.hasOwn(routes, name) ? routes[name] : notFound)(request, token)
}

Deno.serve({ port: Number(setting('PORT', '3000')) }, authenticate(verifier, route))
