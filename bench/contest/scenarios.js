/**
 * One scenario each: `task(contestant, fixture)`, which answers a function of the call's number or nothing
 * where the contestant has no such thing.
 */
export const scenarios = {
  verify: {
    async task({ verifier }, fixture) {
      const verify = await verifier?.(fixture)
      const { tokens } = fixture
      return verify && ((i) => verify(tokens[i % tokens.length]))
    },
  },
  repeated: {
    async task({ cachedVerifier }, fixture) {
      const verify = await cachedVerifier?.(fixture)
      const { token } = fixture
      return verify && (() => verify(token))
    },
  },
  copied: {
    async task({ cachedVerifier }, fixture) {
      const verify = await cachedVerifier?.(fixture)
      const fresh = copies(fixture.token)
      return verify && (() => verify(fresh()))
    },
    // What every line of this scenario contains.
    async baseline(fixture) {
      const fresh = copies(fixture.token)
      return () => fresh()
    },
  },
  issue: {
    async task({ issuer }, fixture) {
      const issue = await issuer?.(fixture)
      return issue && ((i) => issue({ subject: 'user-00000', id: ids[i % ids.length] }))
    },
  },
  decode: {
    async task({ decoder }, { tokens }) {
      const decode = await decoder?.()
      return decode && ((i) => decode(tokens[i % tokens.length]))
    },
  },
}

const ids = Array.from({ length: 64 }, (_, i) => `8b0a3c5e-${String(i).padStart(4, '0')}`)

// latin1 is the cheapest way to a string object that no cache has met; runtimes without Buffer go without this scenario.
function copies(token) {
  const bytes = Buffer.from(token, 'latin1')
  return () => bytes.latin1Slice(0, bytes.length)
}
