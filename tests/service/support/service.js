import { SigningKey } from 'countersign'
import { TokenService } from 'countersign/service'

/** The provider of the tests: two users, an API key and a client, none of which the service keeps. */
export const authenticate = ({ username, password, apiKey, client_id, client_secret }) => {
  if (username === 'your-email@example.com' && password === PASSWORD) return { subject: 'ada', scope: SCOPES }
  if (username === 'grace' && password === PASSWORD) return { subject: 'grace', scope: 'read' }
  if (apiKey === API_KEY) return { subject: 'video-app', scope: 'read' }
  if (client_id === 'ci' && client_secret === PASSWORD) return { subject: 'ci', scope: 'read' }
  return undefined
}

export const PASSWORD = 'correct horse battery staple'
export const API_KEY = 'the-api-key-of-the-video-app'
const SCOPES = 'read write tokens:manage tokens:introspect'

export const key = SigningKey.generate()

/** A service at `issuer` with a clock that the test moves, and a record of its events. */
export const makeService = ({ store, issuer = 'http://127.0.0.1:1', ...options }) => {
  const events = []
  const errors = []
  const clock = { offset: 0 }
  const now = () => Date.now() / 1000 + clock.offset
  const onEvent = (event) => events.push(event)
  const onError = (error) => errors.push(error)
  const service = new TokenService({ issuer, audience: 'api', key, store, authenticate, prefix: 'acme', storeTimeout: 60, now, onEvent, onError, ...options })
  return { service, events, errors, clock, now }
}
