import { decode, Issuer, KeySet, SigningKey, Verifier } from 'countersign'

const verifier = (cache) => ({ jwks, issuer, audience }) => {
  const verifier = new Verifier(new KeySet(jwks), { issuer, audience, cache })
  return (token) => verifier.verify(token)
}

export const contestants = [
  {
    name: 'countersign',
    verifier: verifier(false),
    cachedVerifier: verifier(undefined),
    issuer({ privateJwk, issuer, audience }) {
      const tokens = new Issuer(SigningKey.fromJwk(privateJwk), { issuer, audience, expiresIn: 3600 })
      return ({ subject, id }) => tokens.issue({ sub: subject, jti: id })
    },
    decoder: () => decode,
  },
]
