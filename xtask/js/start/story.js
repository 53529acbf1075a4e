// A token being issued, verified, decoded and refused.

import { KeySet, SigningKey, TokenError, Verifier, decode, issue, verify } from 'countersign'
import { minted } from './minters.js'

const issuer = 'https://auth.example'
const audience = 'api'
const policy = { issuer, audience, scope: 'read' }

/** Prints it. */
export async function tell() {
  for (const { name, token, keys } of await minted(issuer, audience)) {
    title(`A token that ${name} made`)
    show('token', token)
    const { header, claims } = verify(token, new KeySet(keys), policy)
    show('verified', JSON.stringify({ header, claims }))
    refuse('tampered', () => verify(tampered(token), new KeySet(keys), policy))
  }

  title('A token of our own')
  const key = SigningKey.generate()
  const token = issue({ sub: 'user-1', scope: 'read' }, key, { issuer, audience, expiresIn: 3600 })
  show('issued', token)
  const verifier = new Verifier(key, policy)
  const { claims, expiresAt } = await verifier.authenticate(`Bearer ${token}`)
  show('verified', `${JSON.stringify(claims)} until ${new Date(expiresAt * 1000).toISOString()}`)
  show('decoded', JSON.stringify(decode(token).header))

  title('Refused')
  const now = () => Date.now() / 1000 - 7200
  const expired = issue({ sub: 'user-1', scope: 'read' }, key, { issuer, audience, expiresIn: 3600, now })
  refuse('tampered', () => verifier.verify(tampered(token)))
  refuse('expired', () => verifier.verify(expired))
  refuse('for another audience', () => verify(token, key, { ...policy, audience: 'billing' }))
  refuse('of another scope', () => verify(token, key, { ...policy, scope: 'write' }))
  refuse('of another key', () => verify(token, SigningKey.generate(), policy))
  await verifier.authenticate(undefined).catch((error) => show('no token', refusal(error)))
}

/** The token with one bit of what it claims changed. */
function tampered(token) {
  const [header, payload, signature] = token.split('.')
  const bytes = Buffer.from(payload, 'base64url')
  bytes[bytes.indexOf('user-1') + 5] ^= 1
  return [header, bytes.toString('base64url'), signature].join('.')
}

function refuse(what, attempt) {
  try {
    attempt()
  } catch (error) {
    return show(what, refusal(error))
  }
  throw new Error(`a token ${what} was accepted`)
}

function refusal(error) {
  if (!(error instanceof TokenError)) throw error
  return `${error.code}, ${error.status}${error.challenge('api') ? `, WWW-Authenticate: ${error.challenge('api')}` : ''}`
}

const title = (text) => console.log(`\n${text}`)
const show = (name, text) => console.log(`  ${name.padEnd(20)} ${text}`)
