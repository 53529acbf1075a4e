import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { once } from 'node:events'
import { test } from 'node:test'
import { KeySet, SigningKey, Verifier, issue } from 'countersign'
import * as expressAdapter from 'countersign/express'
import * as fastifyAdapter from 'countersign/fastify'
import * as fetchAdapter from 'countersign/fetch'
import * as honoAdapter from 'countersign/hono'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { listenerOf, serve } from '../support/serve.js'

const PUBLIC = 'https://api.example/v1'
const key = SigningKey.generate()
const policy = { issuer: 'https://auth.example', audience: 'api' }

const base64url = (data) => Buffer.from(data).toString('base64url')
const sha256 = (data) => base64url(createHash('sha256').update(data).digest())

/** A client that shares no code with the package. */
class Client {
  #key
  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    this.#key = privateKey
    const { crv, kty, x } = publicKey.export({ format: 'jwk' })
    this.jwk = { kty, crv, x }
    this.token = issue({ sub: 'user-1', cnf: { jkt: sha256(JSON.stringify({ crv, kty, x })) } }, key, { ...policy, expiresIn: 60 })
  }

  proof(htm, htu, claims) {
    const parts = [{ typ: 'dpop+jwt', alg: 'EdDSA', jwk: this.jwk }, { jti: randomUUID(), htm, htu, iat: Math.floor(Date.now() / 1000), ath: sha256(this.token), ...claims }]
    const input = parts.map((part) => base64url(JSON.stringify(part))).join('.')
    return `${input}.${base64url(sign(null, Buffer.from(input), this.#key))}`
  }
}

const applications = {
  async hono(verifier) {
    const app = new Hono()
    app.use(honoAdapter.authenticate(verifier))
    app.get('/users/me', (c) => c.json({ sub: c.var.token.claims.sub }))
    app.post('/users/me', honoAdapter.requireScope('write'), () => {})
    app.delete('/users/me', honoAdapter.requireRole('admin'), () => {})
    return serve(listenerOf(async (request) => app.fetch(request)))
  },
  async express(verifier) {
    const app = express()
    const users = express.Router()
    users.use(expressAdapter.authenticate(verifier))
    users.get('/me', (req, res) => res.json({ sub: req.token.claims.sub }))
    users.post('/me', expressAdapter.requireScope('write'))
    users.delete('/me', expressAdapter.requireRole('admin'))
    app.use('/users', users)
    return serve(app)
  },
  async fastify(verifier) {
    const app = fastify()
    app.addHook('onRequest', fastifyAdapter.authenticate(verifier))
    app.get('/users/me', async (request) => ({ sub: request.token.claims.sub }))
    app.post('/users/me', { preHandler: fastifyAdapter.requireScope('write') }, async () => {})
    app.delete('/users/me', { preHandler: fastifyAdapter.requireRole('admin') }, async () => {})
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() }
  },
  async fetch(verifier) {
    const routes = {
      GET: (_request, token) => Response.json({ sub: token.claims.sub }),
      POST: fetchAdapter.requireScope('write', () => {}),
      DELETE: fetchAdapter.requireRole('admin', () => {}),
    }
    return serve(listenerOf(fetchAdapter.authenticate(verifier, (request, token) => routes[request.method](request, token))))
  },
}

for (const [name, start] of Object.entries(applications)) {
  test(`the ${name} adapter takes a bound token with its proof, once, behind a proxy`, async (t) => {
    const client = new Client()
    let nonces = []
    const dpop = { publicUrl: PUBLIC, nonces: () => nonces }
    const server = await start(new Verifier(new KeySet(key), { ...policy, dpop }))
    t.after(server.close)
    nonces = ['n-1']

    const call = async (proof, authorization = `DPoP ${client.token}`) => {
      const response = await fetch(`${server.url}/users/me?page=1`, { headers: { authorization, ...(proof && { dpop: proof }) } })
      return { status: response.status, challenge: response.headers.get('www-authenticate'), nonce: response.headers.get('dpop-nonce'), body: await response.json() }
    }
    const made = (claims) => client.proof('GET', `${PUBLIC}/users/me`, claims)

    const asked = await call(made())
    assert.deepEqual([asked.status, asked.nonce, asked.body.error, asked.body.code], [401, 'n-1', 'use_dpop_nonce', 'ERR_PROOF_NONCE_REQUIRED'])
    assert.match(asked.challenge, /^DPoP error="use_dpop_nonce"/)
    const proof = made({ nonce: asked.nonce })
    const good = await call(proof)
    assert.deepEqual([good.status, good.body], [200, { sub: 'user-1' }])

    for (const [code, error, ...sent] of [
      ['ERR_PROOF_REPLAYED', 'invalid_dpop_proof', proof],
      ['ERR_PROOF_MISSING', 'invalid_dpop_proof', undefined],
      ['ERR_PROOF_INVALID', 'invalid_dpop_proof', client.proof('GET', `${server.url}/users/me`, { nonce: 'n-1' })],
      ['ERR_PROOF_KEY_MISMATCH', 'invalid_token', new Client().proof('GET', `${PUBLIC}/users/me`, { nonce: 'n-1', ath: sha256(client.token) })],
      ['ERR_PROOF_REQUIRED', 'invalid_token', made({ nonce: 'n-1' }), `Bearer ${client.token}`],
    ]) {
      const { status, body, challenge, nonce } = await call(...sent)
      assert.deepEqual([status, body.code, body.error, nonce], [401, code, error, null])
      assert.match(challenge, new RegExp(`^DPoP error="${error}", .*algs="EdDSA Ed25519"$`))
    }
  })

  test(`a scope or role that is lacking is asked for by the scheme that the token came by (${name})`, async (t) => {
    const client = new Client()
    const server = await start(new Verifier(new KeySet(key), { ...policy, dpop: { publicUrl: PUBLIC } }))
    t.after(server.close)
    const challenge = async (method, headers) => {
      const response = await fetch(`${server.url}/users/me`, { method, headers })
      assert.equal(response.status, 403)
      return response.headers.get('www-authenticate')
    }
    const bound = (method) => ({ authorization: `dpop ${client.token}`, dpop: client.proof(method, `${PUBLIC}/users/me`) })
    const free = { authorization: `Bearer ${issue({}, key, { ...policy, expiresIn: 60 })}` }
    assert.match(await challenge('POST', bound('POST')), /^DPoP error="insufficient_scope", .*scope="write", algs="EdDSA Ed25519"$/)
    assert.match(await challenge('DELETE', bound('DELETE')), /^DPoP error="insufficient_scope", .*algs="EdDSA Ed25519"$/)
    assert.match(await challenge('POST', free), /^Bearer error="insufficient_scope", .*scope="write"$/)
    assert.match(await challenge('DELETE', free), /^Bearer error="insufficient_scope"/)
  })

  test(`a request without a token is offered both schemes, if the policy speaks of proofs (${name})`, async (t) => {
    const challenge = async (policy) => {
      const server = await start(policy instanceof Verifier ? policy : new Verifier(new KeySet(key), policy))
      t.after(server.close)
      return (await fetch(`${server.url}/users/me`)).headers.get('www-authenticate')
    }
    assert.equal(await challenge({ ...policy, dpop: { publicUrl: PUBLIC } }), 'Bearer, DPoP algs="EdDSA Ed25519"')
    for (const dpop of [undefined, false]) assert.equal(await challenge({ ...policy, dpop }), 'Bearer')
    const several = (...options) => new Verifier(options.map((dpop, at) => ({ keys: new KeySet(key), policy: { ...policy, issuer: `https://${at}.example`, dpop } })))
    assert.equal(await challenge(several(false, { publicUrl: PUBLIC })), 'Bearer, DPoP algs="EdDSA Ed25519"')
    assert.equal(await challenge(several(false, undefined)), 'Bearer')
  })

  test(`two DPoP headers are refused (${name})`, async (t) => {
    const client = new Client()
    const server = await start(new Verifier(new KeySet(key), { ...policy, dpop: { publicUrl: PUBLIC } }))
    t.after(server.close)
    const send = async (...proofs) => {
      const sent = httpRequest(`${server.url}/users/me`, { headers: { authorization: `DPoP ${client.token}`, dpop: proofs } }).end()
      const [response] = await once(sent, 'response')
      response.resume()
      return response.statusCode
    }
    const made = () => client.proof('GET', `${PUBLIC}/users/me`)
    assert.equal(await send(made()), 200)
    assert.equal(await send(made(), made()), 401)
    const same = made()
    assert.equal(await send(same, same), 401)
    assert.equal(await send(same), 200, 'and what was refused is not used up')
  })
}
