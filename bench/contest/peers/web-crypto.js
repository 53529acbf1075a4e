// The floor under every library that stands on WebCrypto: the signature alone, over bytes that are already there.
export const contestants = [
  {
    name: 'subtle.verify (bare)',
    bare: true,
    async verifier({ jwks, token, tokens, refused }) {
      const [, { kty, crv, x }] = jwks.keys
      const key = await crypto.subtle.importKey('jwk', { kty, crv, x }, { name: 'Ed25519' }, false, ['verify'])
      const taken = new Map([token, ...tokens, ...Object.values(refused)].map((jws) => [jws, apart(jws)]))
      return async (jws) => {
        const { input, signature } = taken.get(jws) ?? apart(jws)
        if (!(await crypto.subtle.verify('Ed25519', key, signature, input))) throw new Error('signature')
      }
    },
  },
]

function apart(jws) {
  const dot = jws.lastIndexOf('.')
  const binary = atob(jws.slice(dot + 1).replaceAll('-', '+').replaceAll('_', '/'))
  return { input: new TextEncoder().encode(jws.slice(0, dot)), signature: Uint8Array.from(binary, (c) => c.charCodeAt(0)) }
}
