import { authenticate, requireScope } from 'countersign/fetch'

/**
 * The service, with an API beside it that one of its tokens opens: `GET /protected-endpoint` by whatever `verifier` is
 * given (the service itself, or a Verifier that never asks it).
 */
export function apiOf(service, verifier = service) {
  const read = authenticate(verifier, requireScope('read', (_request, token) => Response.json({ hello: token.claims.sub })))
  return (request) => (new URL(request.url).pathname === '/protected-endpoint' ? read(request) : service.fetch(request))
}
