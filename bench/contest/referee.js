/** Throws unless the contestant does what it is timed for: accepts the good token and refuses each of the bad ones. */
export const referee = {
  verify: ({ verifier, bare }, fixture) => refuses(verifier(fixture), fixture, bare),
  repeated: ({ cachedVerifier }, fixture) => refuses(cachedVerifier(fixture), fixture),
  copied: ({ cachedVerifier }, fixture) => refuses(cachedVerifier(fixture), fixture),

  async issue({ issuer }, fixture) {
    const token = await (await issuer(fixture))({ subject: 'user-1', id: 'id-1' })
    const [header, claims, signature] = token.split('.')
    const { kty, crv, x, kid } = fixture.jwks.keys[1]
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x }, { name: 'Ed25519' }, false, ['verify'])
    const input = new TextEncoder().encode(`${header}.${claims}`)
    expect(await crypto.subtle.verify('Ed25519', key, bytes(signature), input), 'issues a token that verifies')
    expect(json(header).kid === kid, 'names the key')
    const { iss, aud, sub, jti, iat, exp } = json(claims)
    const right = iss === fixture.issuer && String(aud) === fixture.audience && sub === 'user-1' && jti === 'id-1' && exp - iat === 3600
    expect(right, 'writes the claims')
  },

  async decode({ decoder }, { token }) {
    const { header, claims } = (await decoder())(token)
    const [expectedHeader, expectedClaims] = token.split('.').slice(0, 2).map(json)
    for (const name in expectedHeader) expect(header[name] === expectedHeader[name], `decodes header.${name}`)
    for (const name in expectedClaims) expect(claims[name] === expectedClaims[name], `decodes claims.${name}`)
  },
}

async function refuses(verifier, { token, refused }, bare = false) {
  const verify = await verifier
  for (let turn = 0; turn < 3; turn++) {
    await verify(token)
    for (const [what, bad] of Object.entries(refused).slice(0, bare ? 2 : undefined)) {
      let error
      try {
        await verify(bad)
      } catch (thrown) {
        error = thrown
      }
      expect(error, `refuses ${what}`)
    }
  }
}

function expect(fact, what) {
  if (!fact) throw new Error(`not raced: it fails "${what}"`)
}

const bytes = (part) => Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
const json = (part) => JSON.parse(new TextDecoder().decode(bytes(part)))
