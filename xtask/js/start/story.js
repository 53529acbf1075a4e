// Tokens issued, verified and refused, a line each.

import { KeySet, SigningKey, TokenError, Verifier, issue, verify } from 'countersign'
import { minted } from './minters.js'

const issuer = 'https://auth.example'
const audience = 'api'
const policy = { issuer, audience, scope: 'read' }

/** Prints it. */
export async function tell() {
  for (const { name, token, keys } of await minted(issuer, audience)) {
    const { claims } = verify(token, new KeySet(keys), policy)
    show(name, `verified for ${claims.sub}; with one bit changed: ${refusal(() => verify(tampered(token), new KeySet(keys), policy))}`)
  }
  const key = SigningKey.generate()
  const token = issue({ sub: 'user-1', scope: 'read' }, key, { issuer, audience, expiresIn: 3600 })
  const { claims, expiresAt } = await new Verifier(key, policy).authenticate(`Bearer ${token}`)
  show('countersign', `issued and verified for ${claims.sub}, until ${new Date(expiresAt * 1000).toISOString()}`)
  const now = () => Date.now() / 1000 - 7200
  const expired = issue({ sub: 'user-1', scope: 'read' }, key, { issuer, audience, expiresIn: 3600, now })
  show('refused', [
    refusal(() => verify(expired, key, policy)),
    refusal(() => verify(token, key, { ...policy, audience: 'billing' })),
    refusal(() => verify(token, key, { ...policy, scope: 'write' })),
    refusal(() => verify(token, SigningKey.generate(), policy)),
  ].join(', '))
}

/** The token with one bit of what it claims changed. */
function tampered(token) {
  const [header, payload, signature] = token.split('.')
  const bytes = Buffer.from(payload, 'base64url')
  bytes[bytes.indexOf('user-1') + 5] ^= 1
  return [header, bytes.toString('base64url'), signature].join('.')
}

/** The code that `attempt` is refused with. */
function refusal(attempt) {
  try {
    attempt()
  } catch (error) {
    if (error instanceof TokenError) return coloured('red', error.code)
    throw error
  }
  throw new Error('a token that must be refused was accepted')
}

function show(name, text) {
  console.log(`${name.padEnd(14)} ${text.replace('verified', (word) => coloured('green', word))}`)
}

function coloured(colour, text) {
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[${COLOURS[colour]}m${text}\u001b[39m` : text
}

const COLOURS = { red: 31, green: 32 }
