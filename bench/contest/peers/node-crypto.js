import { createPublicKey, verify } from 'node:crypto'

// The floor under every library that calls it: the signature alone, over bytes that are already there.
export const contestants = [
  {
    name: 'crypto.verify (bare)',
    bare: true,
    verifier({ publicPem, tokens, token, refused }) {
      const key = createPublicKey(publicPem)
      const taken = new Map([token, ...tokens, ...Object.values(refused)].map((jws) => [jws, apart(jws)]))
      return (jws) => {
        const { input, signature } = taken.get(jws) ?? apart(jws)
        if (!verify(null, input, key, signature)) throw new Error('signature')
      }
    },
  },
]

function apart(jws) {
  const dot = jws.lastIndexOf('.')
  return { input: Buffer.from(jws.slice(0, dot)), signature: Buffer.from(jws.slice(dot + 1), 'base64url') }
}
