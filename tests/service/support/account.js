import { MemoryStore } from 'countersign/stores/memory'
import { makeService } from './service.js'

export const ISSUER = 'https://auth.example'

/** A provider with two people, who have roles, an application of the name of one, and a client. */
export function authenticate({ username, password, apiKey, client_id, client_secret }) {
  if (password === 'right' && username === 'ada') return { subject: 'ada', scope: 'read write', roles: ['editor', 'viewer'] }
  if (password === 'right' && username === 'grace') return { subject: 'grace', scope: 'read', roles: ['viewer'] }
  if (password === 'right' && username === 'root') return { subject: 'root', scope: 'read tokens:manage tokens:introspect', roles: ['viewer'] }
  if (apiKey === 'key of the application') return { subject: 'ada', subjectType: 'application', scope: 'read' }
  if (client_id === 'ci' && client_secret === 'right') return { subject: 'ci', scope: 'read' }
  return undefined
}

/** A service, and what a person's program asks it over HTTP. */
export function setUp(options = {}) {
  const made = makeService({ store: new MemoryStore(), issuer: ISSUER, authenticate, ...options })
  const call = async (method, path, token, body) => {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) }
    const answer = await made.service.fetch(new Request(ISSUER + path, { method, headers, body: body && JSON.stringify(body) }))
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
  const logIn = async (username, more) => (await call('POST', '/token', undefined, { username, password: 'right', ...more })).body
  const create = (token, body) => call('POST', '/me/api-tokens', token, { name: 'x', ...body })
  const refresh = (refreshToken) => call('POST', '/auth/refresh', undefined, { refreshToken })
  const exchange = (apiKey) => call('POST', '/auth/api-key', undefined, { apiKey })
  /** What the service says to a request that bears the token: 'good', or a code. */
  const use = async (token) => {
    try {
      await made.service.authenticate(`Bearer ${token}`)
      return 'good'
    } catch (error) {
      return error.code
    }
  }
  return { ...made, call, logIn, create, refresh, exchange, use }
}

/** What an answer refuses with. */
export function refusal({ status, body }) {
  return [status, body?.error, body?.code]
}
