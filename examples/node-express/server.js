import express from 'express'
import { RemoteKeySet, Verifier } from 'countersign'
import { authenticate, requireScope } from 'countersign/express'
import { keepInFile } from 'countersign/persistence/file'

const { ISSUER = 'https://auth.example', AUDIENCE = 'api', JWKS_URL = `${ISSUER}/.well-known/jwks.json`, PORT = '3000' } = process.env

// A restart needs no fetch: the keys are kept in a file, in a folder that is made for this user alone. In a shared one,
// /tmp for example, another user could put keys of their own at that name.
const keys = new RemoteKeySet(JWKS_URL, keepInFile(new URL('.keys/jwks.json', import.meta.url)))
const verifier = new Verifier(keys, { issuer: ISSUER, audience: AUDIENCE, type: 'at+jwt' })

const app = express()
app.use(authenticate(verifier))
app.get('/me', (req, res) => res.json({ hello: req.token.claims.sub }))
app.post('/tokens', requireScope('tokens:write'), (req, res) => res.json({ created: true }))
app.listen(Number(PORT), () => console.log(`listening on http://localhost:${PORT}`))
