import { env, waitUntil } from 'cloudflare:workers'
import { RemoteKeySet, Verifier } from 'countersign'
import { authenticate, requireScope } from 'countersign/fetch'
import { keepInKv } from 'countersign/persistence/kv'

const keys = new RemoteKeySet(env.JWKS_URL, { waitUntil, ...keepInKv(env.KEYS) })
const verifier = new Verifier(keys, { issuer: env.ISSUER, audience: env.AUDIENCE, type: 'at+jwt' })

const me = (request, token) => Response.json({ hello: token.claims.sub })
const createToken = requireScope('tokens:write', () => Response.json({ created: true }))
const notFound = () => Response.json({ error: 'not_found' }, { status: 404 })

const routes = { 'GET /me': me, 'POST /tokens': createToken }
const route = (request, token) => {
  const name = `${request.method} ${new URL(request.url).pathname}`
  return (Object.hasOwn(routes, name) ? routes[name] : notFound)(request, token)
}

export default { fetch: authenticate(verifier, route) }
