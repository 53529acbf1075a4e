import { document } from '../answers.js'
import { metadataOf } from '../../metadata.js'
import { TYPE } from '../../status/status-lists.js'

/** The public keys (RFC 7517 §5). @type {import('../route.js').Route} */
export async function jwks({ keys }) {
  return document(JSON.stringify(keys.current?.toJwks()), 'application/jwk-set+json', keys.maxAge)
}

/** A Status List Token. @type {import('../route.js').Route} */
export async function statusList({ lists, settings }, _request, number) {
  return document(await lists.token(/^\d{1,10}$/.test(number) ? Number(number) : -1), `application/${TYPE}`, settings.statusFreshness)
}

/** The Status List Aggregation (draft-ietf-oauth-status-list-21 §9.3). @type {import('../route.js').Route} */
export async function statusLists({ lists, settings }) {
  return document(JSON.stringify({ status_lists: await lists.uris() }), 'application/json', settings.statusFreshness)
}

/** RFC 8414 §3. @type {import('../route.js').Route} */
export async function metadata({ settings }) {
  return document(JSON.stringify(metadataOf(settings)), 'application/json', 600)
}
