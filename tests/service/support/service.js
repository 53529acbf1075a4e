import { SigningKey } from 'countersign'
import { TokenService } from 'countersign/service'
import { authenticate } from './credentials.js'

export { API_KEY, PASSWORD, authenticate } from './credentials.js'

export const key = SigningKey.generate()

/** A service at `issuer` with a clock that the test moves, and a record of its events. */
export function makeService({ store, issuer = 'http://127.0.0.1:1', ...options }) {
  const events = []
  const errors = []
  const clock = { offset: 0 }
  const now = () => Date.now() / 1000 + clock.offset
  const onEvent = (event) => events.push(event)
  const onError = (error) => errors.push(error)
  const service = new TokenService({ issuer, audience: 'api', key, store, authenticate, prefix: 'acme', storeTimeout: 9, now, onEvent, onError, ...options })
  return { service, events, errors, clock, now }
}
