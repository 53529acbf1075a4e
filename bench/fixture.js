import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto'

const ISSUER = 'https://auth.example'
const AUDIENCE = 'api'
const HOUR = 3600

/** Everything a contestant is given: made with node:crypto alone, so that no library races on tokens of its own making. */
export function fixture({ distinct = 1000 } = {}) {
  const now = Math.floor(Date.now() / 1000)
  const members = ['2026-09', '2026-10', '2026-11'].map(member)
  const [, signer, other] = members
  const claims = (more) => ({ iss: ISSUER, aud: AUDIENCE, sub: 'user-00000', iat: now, exp: now + 24 * HOUR, ...more })
  const valid = (subject) => jws(signer, claims({ sub: subject, scope: 'read write billing:read reports:read members:rw' }))
  const token = valid('user-00000')
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks: { keys: members.map((m) => m.jwk) },
    privateJwk: signer.privateJwk,
    privatePem: signer.privatePem,
    publicPem: signer.publicPem,
    token,
    tokens: Array.from({ length: distinct }, (_, i) => valid(`user-${String(i).padStart(5, '0')}`)),
    // What every contestant must refuse before it may race.
    refused: {
      'a flipped bit in the claims': tampered(token),
      'the signature of another key': jws({ ...other, kid: signer.kid }, claims()),
      'another issuer': jws(signer, claims({ iss: 'https://else.example' })),
      'another audience': jws(signer, claims({ aud: 'other' })),
      'an expired token': jws(signer, claims({ iat: now - 2 * HOUR, exp: now - HOUR })),
    },
    growth: { keys: keyGrowth(claims()), bytes: byteGrowth(claims()) },
  }
}

/** Sets of 1 to 1,000 keys, the token signed by the one in the middle; `everyKey` has one token of each of the 1,000. */
function keyGrowth(claims) {
  const members = Array.from({ length: 1000 }, (_, i) => member(`key-${i}`))
  const sets = [1, 10, 100, 1000].map((size) => {
    const set = members.slice(0, size)
    const signer = set[size >> 1]
    return { size, jwks: { keys: set.map((m) => m.jwk) }, publicPem: signer.publicPem, token: jws(signer, claims) }
  })
  return { sets, everyKey: members.map((m) => jws(m, claims)) }
}

/** Tokens of about 200 bytes to 8 KB (the largest that the default limit lets through). */
function byteGrowth({ iss, aud, exp }) {
  const signer = member('b')
  const tokens = [200, 350, 1024, 2048, 4096, 8192].map((size) => {
    const bare = jws(signer, { iss, aud, exp }).length
    const filler = Math.floor(((size - bare) * 3) / 4) - 10
    return { size, token: jws(signer, filler > 0 ? { iss, aud, exp, pad: 'x'.repeat(filler) } : { iss, aud, exp }) }
  })
  return { jwks: { keys: [signer.jwk] }, publicPem: signer.publicPem, tokens }
}

function member(kid) {
  // Not generateKeyPairSync: a collection between it and the export of a JWK can deadlock Node 20.
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, randomBytes(32)]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  const named = { kid, alg: 'EdDSA', use: 'sig' }
  return {
    kid,
    privateKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), ...named },
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...named },
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }),
  }
}

function jws({ kid, privateKey }, claims) {
  const input = `${part({ alg: 'EdDSA', kid, ...(kid.length > 1 && { typ: 'JWT' }) })}.${part(claims)}`
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`
}

function tampered(token) {
  const [header, claims, signature] = token.split('.')
  const bytes = Buffer.from(claims, 'base64url')
  bytes[bytes.indexOf('user-') + 5] ^= 1
  return `${header}.${bytes.toString('base64url')}.${signature}`
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

// RFC 8410: everything before the seed is the same for every Ed25519 key.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
