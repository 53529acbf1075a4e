import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import * as expressAdapter from 'countersign/express'
import * as fastifyAdapter from 'countersign/fastify'
import { accountPage } from 'countersign/account'
import { MemoryStore } from 'countersign/stores/memory'
import { freePort } from '../service/support/ports.js'
import { serve } from '../service/support/serve.js'
import { makeService } from '../service/support/service.js'

const authenticate = ({ username, password }) => (username === 'ada' && password === 'right' ? { subject: 'ada', scope: 'read' } : undefined)

/** An application with a route of its own, and the page with its service below /auth. */
const applications = {
  async hono(page, port) {
    const app = new Hono()
    app.get('/', (c) => c.text('own'))
    app.all('/auth/*', (c) => page(c.req.raw))
    return serve(app.fetch, { port })
  },
  async express(page, port) {
    const app = express()
    app.use('/auth', expressAdapter.mount(page))
    app.use(express.json())
    app.get('/', (req, res) => res.send('own'))
    const server = createServer(app).listen(port, '127.0.0.1')
    await once(server, 'listening')
    return { close: () => { server.closeAllConnections(); server.close() } }
  },
  async fastify(page, port) {
    const app = fastify()
    app.register(fastifyAdapter.mount(page), { prefix: '/auth' })
    app.get('/', async () => 'own')
    app.post('/echo', async (request) => request.body)
    await app.listen({ port, host: '127.0.0.1' })
    return { close: () => app.close() }
  },
}

for (const [name, start] of Object.entries(applications)) {
  describe(`behind ${name}`, () => {
    const withApplication = async (work) => {
      const port = await freePort()
      const origin = `http://127.0.0.1:${port}`
      const { service } = makeService({ store: new MemoryStore(), issuer: `${origin}/auth`, authenticate })
      const server = await start(accountPage(service), port)
      try {
        await work(origin)
      } finally {
        await server.close()
      }
    }
    const post = (url, body, headers = {}) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })

    test('the page, its files and the whole service answer, and the application\'s own routes', () => withApplication(async (origin) => {
      assert.equal(await (await fetch(`${origin}/`)).text(), 'own')
      const page = await fetch(`${origin}/auth/account`)
      assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html; charset=utf-8'])
      assert.match(page.headers.get('content-security-policy'), /default-src 'none'/)
      assert.equal((await fetch(`${origin}/auth/account/main.js`)).status, 200)
      assert.equal((await fetch(`${origin}/auth/.well-known/jwks.json`)).status, 200)
      assert.equal((await fetch(`${origin}/auth/nothing`)).status, 404)

      const own = { origin, 'sec-fetch-site': 'same-origin' }
      const session = await post(`${origin}/auth/session`, { username: 'ada', password: 'right' }, own)
      assert.equal(session.status, 200)
      const [cookie, ...attributes] = session.headers.getSetCookie()[0].split('; ')
      assert.deepEqual(attributes, ['Path=/', 'Max-Age=86400', 'HttpOnly', 'Secure', 'SameSite=Strict'])
      const refreshed = await fetch(`${origin}/auth/session/refresh`, { method: 'POST', headers: { ...own, cookie } })
      const { access_token } = await refreshed.json()
      const authorization = `Bearer ${access_token}`
      const created = await post(`${origin}/auth/me/api-tokens`, { name: 'é😀', scopes: ['read'] }, { authorization })
      assert.deepEqual([created.status, (await created.json()).name], [201, 'é😀'])
      assert.equal((await post(`${origin}/auth/session`, { username: 'ada', password: 'right' }, { origin: 'https://evil.example' })).status, 403)
      assert.equal((await fetch(`${origin}/auth/session`, { method: 'DELETE', headers: { ...own, cookie } })).status, 204)
      assert.equal((await fetch(`${origin}/auth/me`, { headers: { authorization } })).status, 401)
    }))
  })
}

test('behind Express, a body that something has read already is the program\'s mistake', async () => {
  const app = express()
  app.use(express.json())
  app.use('/auth', expressAdapter.mount(async () => new Response('reached')))
  app.use((error, req, res, _next) => res.status(500).json({ code: error.code, message: error.message }))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const url = `http://127.0.0.1:${server.address().port}/auth/token`
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    assert.equal(answer.status, 500)
    assert.match((await answer.json()).message, /before what parses bodies/)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('behind Fastify, the application goes on parsing its own bodies', async () => {
  const app = fastify()
  app.register(fastifyAdapter.mount(async () => new Response('reached')), { prefix: '/auth' })
  app.post('/echo', async (request) => request.body)
  const answer = await app.inject({ method: 'POST', url: '/echo', payload: { a: 1 } })
  assert.deepEqual(answer.json(), { a: 1 })
  await app.close()
})
