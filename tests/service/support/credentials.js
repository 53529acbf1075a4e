/** The provider of the tests: two users, an API key and a client, none of which the service keeps. */
export function authenticate({ username, password, apiKey, client_id, client_secret }) {
  if (username === 'your-email@example.com' && password === PASSWORD) return { subject: 'ada', scope: SCOPES, roles: ['Administrators', 'Users'] }
  if (username === 'grace' && password === PASSWORD) return { subject: 'grace', scope: 'read' }
  if (apiKey === API_KEY) return { subject: 'video-app', scope: 'read' }
  if (client_id === 'ci' && client_secret === PASSWORD) return { subject: 'ci', scope: 'read' }
  return undefined
}

export const PASSWORD = 'correct horse battery staple'
export const API_KEY = 'the-api-key-of-the-video-app'
const SCOPES = 'read write tokens:manage tokens:introspect'
