// The server under test, as a process of its own: Express, and a verifier that asks the issuer for keys and lists only.
import express from 'express'
import { withMemory } from '../packaging/wasm-memory.js'
import { COOLDOWN, TIMEOUT } from './settings.js'

const { countersign: { RemoteKeySet, RemoteStatusList, Verifier }, memory } = await withMemory()
const { authenticate, requireScope } = await import('countersign/express')

const { issuer } = JSON.parse(process.argv[2])
process.on('disconnect', () => process.exit())
const remote = { cooldown: COOLDOWN, timeout: TIMEOUT }
const keys = new RemoteKeySet(`${issuer}/.well-known/jwks.json`, remote)
const revocation = new RemoteStatusList(`${issuer}/status/`, { keys, issuer, ...remote })
const verifier = new Verifier(keys, { issuer, audience: 'api', revocation })

const app = express()
app.disable('x-powered-by')
app.get('/me', authenticate(verifier), requireScope('read'), (req, res) => res.json({ hello: req.token.claims.sub }))
// What nobody foresaw is told as such.
app.use((error, _req, res, _next) => res.status(500).json({ code: String(error?.stack ?? error) }))
const server = app.listen(0, '127.0.0.1', () => process.send({ listening: server.address().port }))

process.on('message', ({ call }) => {
  const { rss, heapUsed } = process.memoryUsage()
  process.send({ call, done: { rss, heapUsed, wasm: memory.buffer.byteLength, cpu: process.cpuUsage() } })
})
