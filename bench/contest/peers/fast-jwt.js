import { createDecoder, createSigner, createVerifier } from 'fast-jwt'

// A key function makes every call asynchronous and every check dearer, so the line called `fast-jwt` has the one right key,
// which flatters it; `(kid → key)` is what a set of three keys really takes.
const verifier = (more) => ({ publicPem, issuer, audience }) =>
  createVerifier({ key: publicPem, algorithms: ['EdDSA'], allowedIss: issuer, allowedAud: audience, requiredClaims: ['exp'], ...more })

export const contestants = [
  {
    name: 'fast-jwt',
    verifier: verifier({ cache: false }),
    cachedVerifier: verifier({ cache: true }),
    issuer({ privatePem, privateJwk, issuer, audience }) {
      const sign = createSigner({
        key: privatePem, algorithm: 'EdDSA', kid: privateJwk.kid, header: { typ: 'JWT' },
        iss: issuer, aud: audience, expiresIn: 3_600_000,
      })
      return ({ subject, id }) => sign({ sub: subject, jti: id })
    },
    decoder() {
      const decode = createDecoder({ complete: true })
      return (token) => {
        const { header, payload } = decode(token)
        return { header, claims: payload }
      }
    },
  },
  {
    name: 'fast-jwt (kid → key)',
    verifier({ jwks, publicPem, ...policy }) {
      const pems = new Map(jwks.keys.map((jwk) => [jwk.kid, publicPem]))
      return verifier({ cache: false, key: async ({ header }) => pems.get(header.kid) })({ publicPem, ...policy })
    },
  },
  {
    // fast-jwt hashes the token before it looks it up; its documentation offers this to those who do not mind the token in memory.
    name: 'fast-jwt (token as cache key)',
    cachedVerifier: verifier({ cache: true, cacheKeyBuilder: (token) => token }),
  },
]
