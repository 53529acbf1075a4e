import { createPublicKey } from 'node:crypto'
import { JwtVerifier } from 'aws-jwt-verify'
import { KeySet, verify } from 'countersign'
import { createVerifier } from 'fast-jwt'
import { verifyWithJwks } from 'hono/jwt'
import { createLocalJWKSet, jwtVerify } from 'jose'

const issuer = 'https://auth.example'
const audience = 'api'

/**
 * Each library with the checks that it has turned on: signature, issuer, audience, and an `exp` that must be there. What a
 * library would throw at construction counts as refused.
 */
export const judges = {
  countersign: (keys) => (token) => verify(token, new KeySet(keys), { issuer, audience }),

  jose(keys) {
    const set = createLocalJWKSet(keys)
    return (token) => jwtVerify(token, set, { issuer, audience, algorithms: ['EdDSA', 'Ed25519'], requiredClaims: ['exp', 'iss', 'aud'] })
  },

  // It knows no key sets: the program picks the key by its kid.
  'fast-jwt'(keys) {
    const key = async ({ header: { kid } }) => {
      const usable = members(keys).filter(({ crv }) => crv === 'Ed25519')
      const jwk = kid === undefined && usable.length === 1 ? usable[0] : usable.find((jwk) => jwk.kid === kid)
      if (!jwk) throw new Error('no such key')
      return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    }
    return createVerifier({ key, algorithms: ['EdDSA'], allowedIss: issuer, allowedAud: audience, requiredClaims: ['exp', 'iss', 'aud'], cache: false })
  },

  'aws-jwt-verify'(keys) {
    const verifier = JwtVerifier.create({ issuer, audience, jwksUri: 'https://auth.example/jwks.json' })
    verifier.cacheJwks({ keys: members(keys) })
    return (token) => verifier.verifySync(token)
  },

  'hono/jwt': (keys) => (token) =>
    verifyWithJwks(token, { keys: members(keys), allowedAlgorithms: ['EdDSA'], verification: { iss: issuer, aud: audience, exp: true, nbf: true, iat: true } }),
}

const members = (keys) => keys.keys ?? [keys]
