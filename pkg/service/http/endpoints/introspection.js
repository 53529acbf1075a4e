import { requireScope } from '../../../http/scopes.js'
import { json } from '../answers.js'
import { readBody, textOf } from '../request/body.js'
import { clientOf } from '../request/clients.js'
import { scopesOf } from '../../identity.js'
import { introspect } from '../../introspection.js'
import { OAuthError, malformed } from '../../oauth-error.js'
import { callerOf } from '../request/caller.js'

/**
 * RFC 7662. For a client that authenticates itself, or the bearer of an access or an API token (§2.1), with the scope
 * `tokens:introspect`.
 *
 * @type {import('../route.js').Route}
 */
export async function introspectToken(parts, request) {
  const { members } = await readBody(request, parts.settings)
  const asker = await askerOf(parts, request, members)
  requireScope(asker, 'tokens:introspect')
  const seesAll = asker.scope.split(' ').includes('tokens:manage')
  /** @param {import('../../store/store.js').Grant} grant */
  const sees = ({ client, confidential }) => seesAll || (confidential === true && client === asker.client)
  return json(await introspect(parts, textOf(members, 'token'), sees))
}

/** @type {(parts: import('../../parts.js').Parts, request: Request, members: Readonly<Record<string, any>>) => Promise<{ scope: string, client?: string }>} */
const askerOf = async (parts, request, members) => {
  const presentsToken = /^(bearer|dpop)\b/i.test(request.headers.get('authorization') ?? '')
  if (presentsToken && members.client_secret !== undefined) throw malformed('the client authenticates itself in the header and in the body')
  const client = presentsToken ? undefined : await clientOf(parts, request, members)
  if (client === undefined) return { scope: '', ...(await callerOf(parts, request)).claims }
  if (client.identity === undefined) throw new OAuthError('invalid_client', 'the client must authenticate itself')
  return { scope: scopesOf(client.identity.scope).join(' '), client: client.id }
}
