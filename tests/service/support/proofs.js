import { createPrivateKey, sign } from 'node:crypto'
import { SigningKey, decode, issueProof } from 'countersign'
import { ask } from './requests.js'

const SECRET = 'the secret of web'

/** A provider with a user, a client with a secret, `web`, and one without, `cli`. */
export function askBound(options = {}) {
  const authenticate = ({ username, password, apiKey, client_id, client_secret }) => {
    if (client_secret !== undefined) return client_id === 'web' && client_secret === SECRET ? { subject: 'web', scope: 'read tokens:introspect' } : undefined
    if (apiKey !== undefined) return apiKey === 'a key' ? { subject: 'ada', scope: 'read' } : undefined
    return password === 'right' ? { subject: username, scope: 'read tokens:manage' } : undefined
  }
  const asked = ask({ authenticate, isPublicClient: (id) => id === 'cli', ...options })
  /** The header with a proof of this key for a request to the service. */
  const proven = (key, path = '/token', members = {}) => ({
    dpop: issueProof(key, { method: 'POST', url: asked.issuer + path, now: asked.now, ...members }),
  })
  /** The headers of a request that presents a bound access token. */
  const presented = (key, token, method, path, members = {}) => ({
    authorization: `DPoP ${token}`,
    ...proven(key, path, { method, accessToken: token, ...members }),
  })
  return { ...asked, proven, presented }
}

export const web = { client_id: 'web', client_secret: SECRET }
export const logIn = { grant_type: 'password', username: 'ada', password: 'right' }

/** A proof of any header and claims, signed or not: what a client that is wrong or hostile sends. */
export function forgedProof(key, { header = {}, claims = {} } = {}) {
  const made = decode(issueProof(key, { method: 'POST', url: 'https://auth.example/tenant/token' }))
  const json = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${json({ ...made.header, ...header })}.${json({ ...made.claims, ...claims })}`
  return `${input}.${signature(key, input)}`
}

/** By Node, since the package signs nothing but tokens. */
const signature = (key, input) => sign(null, Buffer.from(input), createPrivateKey(key.toPem())).toString('base64url')

export function newKey() {
  return SigningKey.generate()
}
