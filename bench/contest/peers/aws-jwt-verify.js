import { JwtVerifier } from 'aws-jwt-verify'
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt'

const verifier = (method) => ({ jwks, issuer, audience }) => {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: 'https://auth.example/jwks.json' })
  verifier.cacheJwks(jwks)
  return (token) => verifier[method](token)
}

export const contestants = [
  {
    name: 'aws-jwt-verify',
    verifier: verifier('verifySync'),
    decoder: () => (token) => {
      const { header, payload } = decomposeUnverifiedJwt(token)
      return { header, claims: payload }
    },
  },
  // Outside Node it has WebCrypto only, and no synchronous form.
  { name: 'aws-jwt-verify (async)', verifier: verifier('verify') },
]
