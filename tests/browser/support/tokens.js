// Tokens and keys that the page did not make.

import { createHash, generateKeyPairSync, sign } from 'node:crypto'

const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A key pair as `{ publicJwk, privateJwk, pem, sign(header, claims) }`. */
export function foreignKey(kid) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { kty, crv, x } = publicKey.export({ format: 'jwk' })
  kid ??= createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
  const publicJwk = { kty, crv, x, kid }
  return {
    publicJwk,
    privateJwk: { ...privateKey.export({ format: 'jwk' }), kid },
    pem: privateKey.export({ format: 'pem', type: 'pkcs8' }),
    token(claims, header = { alg: 'EdDSA', typ: 'JWT', kid }) {
      const input = `${part(header)}.${part(claims)}`
      return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`
    },
  }
}

export function claims(more = {}) {
  const iat = Math.floor(Date.now() / 1000)
  return { iss: 'https://auth.example', aud: 'api', sub: 'user-1', jti: '1', iat, exp: iat + 3600, ...more }
}
