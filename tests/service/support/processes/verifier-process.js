// A resource server of its own: it asks the service for keys and status lists, and for nothing else.
import { RemoteKeySet, RemoteStatusList, Verifier } from 'countersign'
import { authenticate } from 'countersign/fetch'
import { serve } from '../serve.js'

const issuer = process.argv[2]
const asked = []
const recording = (url, init) => {
  asked.push(new URL(url).pathname)
  return fetch(url, init)
}
const keys = new RemoteKeySet(`${issuer}/.well-known/jwks.json`, { fetch: recording })
const revocation = new RemoteStatusList(`${issuer}/status/`, { keys, issuer, fetch: recording })
const verifier = new Verifier(keys, { issuer, audience: 'api', revocation })
const hello = authenticate(verifier, (_request, token) => Response.json({ hello: token.claims.sub }))
const server = await serve((request) => (request.url.endsWith('/asked') ? Response.json(asked) : hello(request)))
process.send(server.url)
