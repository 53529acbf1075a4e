import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'
import { Hono } from 'hono'
import { jwk } from 'hono/jwk'
import { KeySet, SigningKey, issue } from 'countersign'
import { serve } from '../service/support/serve.js'

// PyJWT, jose, fast-jwt and node:crypto are in tests/interop.
const issuer = 'https://auth.example'
const audience = 'api'
const key = SigningKey.generate()
const token = (more) => issue({ sub: 'user-1' }, key, { issuer, audience, expiresIn: 60, ...more })
const ACCESS = 'an access token (RFC 9068)'
const good = { 'a JWT': token(), [ACCESS]: token({ type: 'at+jwt' }) }
const bad = {
  'of another audience': token({ audience: 'other' }),
  'of another issuer': token({ issuer: 'https://other.example' }),
  expired: token({ now: () => Date.now() / 1000 - 3600 }),
  'signed by another key': issue({}, SigningKey.fromJwk({ ...SigningKey.generate().toJwk(), kid: key.kid }), { issuer, audience, expiresIn: 60 }),
}

/** Hono takes no `typ` but `JWT`: for its users, issue with `type: 'JWT'`. */
const UNKNOWN = { 'hono/jwk': [ACCESS] }

let jwks
before(async () => {
  jwks = await serve(() => Response.json(new KeySet(key).toJwks()))
})
after(() => jwks.close())

const verifiers = {
  'express-oauth2-jwt-bearer': async () => {
    const app = express()
    app.use(auth({ issuer, audience, jwksUri: jwks.url, tokenSigningAlg: 'EdDSA' }))
    app.get('/', (req, res) => res.json(req.auth.payload))
    // Express tells an error handler by its four parameters.
    app.use((error, _req, res, _next) => res.status(error.status ?? 500).end())
    const server = app.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
  },
  'hono/jwk': () => {
    const app = new Hono()
    app.use(jwk({ jwks_uri: jwks.url, alg: ['EdDSA'], verification: { iss: issuer, aud: audience } }))
    app.get('/', (c) => c.json(c.get('jwtPayload')))
    return serve(app.fetch)
  },
}

for (const [name, start] of Object.entries(verifiers)) {
  describe(name, () => {
    let server
    before(async () => {
      server = await start()
    })
    after(() => server.close())
    const get = (bearer) => fetch(server.url, { headers: { authorization: `Bearer ${bearer}` } })

    for (const [what, text] of Object.entries(good)) {
      const isUnknown = UNKNOWN[name]?.includes(what)
      test(`${isUnknown ? 'does not know' : 'verifies'} ${what} of ours`, async () => {
        const answer = await get(text)
        assert.equal(answer.status, isUnknown ? 401 : 200)
        if (!isUnknown) assert.equal((await answer.json()).sub, 'user-1')
      })
    }
    for (const [what, text] of Object.entries(bad)) {
      test(`refuses one ${what}`, async () => assert.equal((await get(text)).status, 401))
    }
  })
}
