import express from 'express'
import { RemoteKeySet, Verifier } from 'countersign'
import { authenticate, requireScope } from 'countersign/express'
import { keepInFile } from 'countersign/persistence/file'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { ISSUER = 'https://auth.example', AUDIENCE = 'api', JWKS_URL = `${ISSUER}/.well-known/jwks.json`, PORT = '3000' } = process.env

// A restart needs no fetch: the keys are kept in a file.
const keys = new RemoteKeySet(JWKS_URL, keepInFile(join(tmpdir(), 'countersign-example-keys.json')))
const verifier = new Verifier(keys, { issuer: ISSUER, audience: AUDIENCE })

const app = express()
app.use(authenticate(verifier))
app.get('/me', (req, res) => res.json({ hello: req.token.claims.sub }))
app.post('/tokens', requireScope('tokens:write'), (req, res) => res.json({ created: true }))
app.listen(Number(PORT), () => console.log(`listening on http://localhost:${PORT}`))
