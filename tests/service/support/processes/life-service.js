import { SigningKey } from 'countersign'
import { TokenService } from 'countersign/service'
import { apiOf } from '../api.js'
import { authenticate } from '../credentials.js'

/** The service that `playLife` is played against, and its API, as a fetch handler. Every process needs the same key. */
export function lifeService({ store, issuer, jwk, ...more }) {
  const key = jwk === undefined ? SigningKey.generate() : SigningKey.fromJwk(jwk)
  const options = { issuer, audience: 'api', key, store, authenticate, prefix: 'acme', grace: 2, storeTimeout: 1.9, statusFreshness: 1, ...more }
  return apiOf(new TokenService(options))
}
