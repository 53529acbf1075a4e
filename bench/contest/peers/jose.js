import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, importJWK, jwtVerify, SignJWT } from 'jose'

export const contestants = [
  {
    name: 'jose',
    verifier({ jwks, issuer, audience }) {
      const keys = createLocalJWKSet(jwks)
      const options = { issuer, audience, requiredClaims: ['exp'] }
      return (token) => jwtVerify(token, keys, options)
    },
    async issuer({ privateJwk, issuer, audience }) {
      const key = await importJWK(privateJwk, 'EdDSA')
      const header = { alg: 'EdDSA', typ: 'JWT', kid: privateJwk.kid }
      return ({ subject, id }) =>
        new SignJWT({ sub: subject, jti: id })
          .setProtectedHeader(header)
          .setIssuer(issuer)
          .setAudience(audience)
          .setIssuedAt()
          .setExpirationTime('1h')
          .sign(key)
    },
    decoder: () => (token) => ({ header: decodeProtectedHeader(token), claims: decodeJwt(token) }),
  },
]
