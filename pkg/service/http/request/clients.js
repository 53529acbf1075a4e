import { isName } from '../../../lib/option-table.js'
import { basicCredentials } from './basic.js'
import { optionalTextOf } from './body.js'
import { checkedIdentity } from '../../identity.js'
import { limit } from '../limit.js'
import { OAuthError, malformed } from '../../oauth-error.js'

/**
 * The client of a request, if it identifies one (RFC 6749 §2.3): by a secret, which the provider checks, or by its name
 * alone, if the provider knows it as a client without a secret. Throws `invalid_client` for everything else.
 *
 * @param {import('../../parts.js').Parts} parts
 * @param {Request} request
 * @param {Readonly<Record<string, any>>} members of its body
 * @returns {Promise<Client | undefined>}
 */
export async function clientOf(parts, request, members) {
  const candidates = credentialsOf(request, members)
  if (candidates === undefined) return undefined
  for (const { client_id, client_secret } of candidates) {
    const client = client_secret === '' ? await named(parts, request, client_id) : await authenticated(parts, request, { client_id, client_secret })
    if (client !== undefined) return client
  }
  parts.emit('denied', 'client')
  throw new OAuthError('invalid_client', 'the client is not known, or its authentication failed')
}

/**
 * What the request says of its client, as credentials to try in turn; the secret of a client that only names itself is ''.
 *
 * @param {Request} request
 * @param {Readonly<Record<string, any>>} members
 * @returns {import('./basic.js').ClientCredentials[] | undefined}
 */
const credentialsOf = (request, members) => {
  const client_id = optionalTextOf(members, 'client_id')
  const client_secret = optionalTextOf(members, 'client_secret')
  if (client_id !== undefined && !isName().holds(client_id)) throw malformed(`client_id ${isName().demand}`)
  const basic = basicCredentials(request)
  if (basic === undefined) {
    if (client_id !== undefined) return [{ client_id, client_secret: client_secret ?? '' }]
    if (client_secret !== undefined) throw malformed('client_id is missing')
    return undefined
  }
  // §2.3: not more than one method in a request.
  if (client_secret !== undefined) throw malformed('the client authenticates itself in the header and in the body')
  const isOther = client_id !== undefined && basic.length > 0 && basic.every((each) => each.client_id !== client_id)
  if (isOther) throw malformed('client_id differs from the one in the Authorization header')
  return basic.filter((each) => isName().holds(each.client_id))
}

/** @type {(parts: import('../../parts.js').Parts, request: Request, credentials: import('./basic.js').ClientCredentials) => Promise<Client | undefined>} */
const authenticated = async (parts, request, credentials) => {
  // A secret guessed at another endpoint counts as one guessed at `/token`.
  await limit(parts, request, 'POST /token')
  const identity = await parts.settings.authenticate(Object.freeze(credentials), request)
  if (!identity) return undefined
  return { id: checkedIdentity(identity).client ?? credentials.client_id, isAuthenticated: true, identity }
}

/** @type {(parts: import('../../parts.js').Parts, request: Request, id: string) => Promise<Client | undefined>} */
const named = async ({ settings }, request, id) =>
  (await settings.isPublicClient(id, request)) ? { id, isAuthenticated: false, identity: undefined } : undefined

/**
 * @typedef {object} Client
 * @property {string} id
 * @property {boolean} isAuthenticated whether it proved who it is
 * @property {import('../../options.js').Identity | undefined} identity what `authenticate` answered for it
 */
