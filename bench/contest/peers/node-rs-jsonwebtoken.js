import { signSync, verifySync } from '@node-rs/jsonwebtoken'

// It knows no key sets: the one right key, as for fast-jwt.
export const contestants = [
  {
    name: '@node-rs/jsonwebtoken',
    verifier({ publicPem, issuer, audience }) {
      const validation = { algorithms: ['EdDSA'], iss: [issuer], aud: [audience], requiredSpecClaims: ['exp', 'iss', 'aud'] }
      return (token) => verifySync(token, publicPem, validation)
    },
    issuer({ privatePem, privateJwk, issuer, audience }) {
      const header = { algorithm: 'EdDSA', keyId: privateJwk.kid }
      return ({ subject, id }) => {
        const iat = Math.floor(Date.now() / 1000)
        return signSync({ iss: issuer, aud: audience, sub: subject, jti: id, iat, exp: iat + 3600 }, privatePem, header)
      }
    },
  },
]
