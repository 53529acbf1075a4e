import { decode, sign, verifyWithJwks } from 'hono/jwt'

export const contestants = [
  {
    name: 'hono/jwt',
    verifier({ jwks, issuer, audience }) {
      const options = { keys: jwks.keys, allowedAlgorithms: ['EdDSA'], verification: { iss: issuer, aud: audience } }
      return (token) => verifyWithJwks(token, options)
    },
    issuer({ privateJwk, issuer, audience }) {
      return ({ subject, id }) => {
        const iat = Math.floor(Date.now() / 1000)
        return sign({ iss: issuer, aud: audience, sub: subject, jti: id, iat, exp: iat + 3600 }, privateJwk)
      }
    },
    decoder: () => (token) => {
      const { header, payload } = decode(token)
      return { header, claims: payload }
    },
  },
]
