import { document } from '../answers.js'
import { TYPE } from '../status-lists.js'

/** The public keys (RFC 7517 §5). @type {import('../routes.js').Route} */
export const jwks = async ({ keys }) => document(JSON.stringify(keys.current.toJwks()), 'application/jwk-set+json', 600)

/** A Status List Token. @type {import('../routes.js').Route} */
export const statusList = async ({ lists, settings }, _request, number) =>
  document(await lists.token(/^\d{1,10}$/.test(number) ? Number(number) : -1), `application/${TYPE}`, settings.statusFreshness)

/** What there is, and where (RFC 8414 §2). @type {import('../routes.js').Route} */
export const metadata = async ({ settings: { issuer } }) =>
  document(
    JSON.stringify({
      issuer,
      token_endpoint: `${issuer}/token`,
      revocation_endpoint: `${issuer}/revoke`,
      introspection_endpoint: `${issuer}/introspect`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      grant_types_supported: ['password', 'client_credentials', 'refresh_token'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['none', 'client_secret_post', 'client_secret_basic'],
      revocation_endpoint_auth_methods_supported: ['none'],
    }),
    'application/json',
    600,
  )
