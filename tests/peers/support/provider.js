import { SigningKey } from 'countersign'
import { TokenService } from 'countersign/service'
import { MemoryStore } from 'countersign/stores/memory'
import { freePort } from '../../service/support/ports.js'
import { serve } from '../../service/support/serve.js'

/** A secret of characters that form encoding changes: clients differ in whether they encode it for `Basic`. */
export const SECRET = 's3cr+t%20/&='
export const PASSWORD = 'correct horse battery staple'

/** Two confidential clients, of which one may introspect, and a user. */
const CLIENTS = { ci: 'read write tokens:introspect', other: 'read' }

const authenticate = ({ username, password, client_id, client_secret }) => {
  if (username !== undefined) return username === 'ada' && password === PASSWORD ? { subject: 'ada', scope: 'read write' } : undefined
  if (Object.hasOwn(CLIENTS, client_id ?? '') && client_secret === SECRET) return { subject: client_id, scope: CLIENTS[client_id] }
  return undefined
}

/** The service on a loopback port, as a provider would run it. */
export async function provider(options = {}) {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const service = new TokenService({ issuer, audience: 'api', key: SigningKey.generate(), store: new MemoryStore(), authenticate, ...options })
  const server = await serve(service.fetch, { port })
  return { issuer, service, close: () => server.close() }
}
