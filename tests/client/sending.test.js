import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ISSUER, setUp } from './support/set-up.js'

/** An answer with a body that is unread, and notes in `log` when it has been let go. */
const unread = (log, status, headers) => {
  const body = new ReadableStream({
    cancel: async () => {
      await new Promise(setImmediate)
      log.push('let go')
    },
  })
  return new Response(body, { status, headers })
}

/** A client with a token whose requests are answered by `answer`, which gets the request and its number. */
const answeredBy = async (answer, options) => {
  const made = setUp(options)
  await made.client.token()
  let number = 0
  made.state.intercept = (request) => (request.url.endsWith('/auth/refresh') ? undefined : answer(request, number++))
  return made
}

describe('a client sends', () => {
  test('what is the runtime’s own beside the request, through every redirect, and nothing else', async () => {
    const seen = []
    const { client } = setUp({
      fetch: async (input, init) => {
        if (!(input instanceof Request)) return Response.json({ access_token: 'opaque' })
        seen.push(init)
        return seen.length === 1 ? new Response(null, { status: 307, headers: { location: '/there' } }) : new Response()
      },
    })
    const standard = {
      method: 'POST', body: 'x', headers: { a: 'b' }, cache: 'no-store', credentials: 'omit', integrity: '', keepalive: false, mode: 'cors', priority: 'low', redirect: 'follow',
      referrer: 'about:client', referrerPolicy: 'no-referrer', signal: new AbortController().signal, window: null, duplex: 'half', cf: { cacheTtl: 5 },
    }
    const own = { tls: { ca: 'x' }, client: {} }
    await client.fetch(`${ISSUER}/x`, { ...standard, ...own })
    assert.deepEqual(seen, [own, own])
    await client.fetch(`${ISSUER}/x`)
    assert.deepEqual(seen[2], {})
  })

  test('a request whose body is null again after a refusal', async () => {
    const { client } = await answeredBy((_request, number) => new Response(null, { status: number === 0 ? 401 : 204 }))
    assert.equal((await client.fetch(`${ISSUER}/x`, { method: 'POST', body: null })).status, 204)
  })

  test('what comes piece by piece once, a stream as well as an iterator', async () => {
    const pieces = async function* () { yield new TextEncoder().encode('piece') }
    for (const body of [new Blob(['piece']).stream(), pieces()]) {
      const { client, log } = await answeredBy(async (request) => new Response(await request.text(), { status: 401 }))
      const response = await client.fetch(`${ISSUER}/x`, { method: 'POST', body, duplex: 'half' })
      assert.deepEqual([response.status, await response.text()], [401, 'piece'])
      assert.equal(log.filter((line) => line === 'POST /x').length, 1)
    }
  })

  test('nothing further until it has let go of the answer before', async () => {
    for (const [status, headers] of [[401, {}], [302, { location: '/there' }]]) {
      const seen = []
      const { client } = await answeredBy((request, number) => (seen.push(request.method), number === 0 ? unread(seen, status, headers) : new Response()))
      await client.fetch(`${ISSUER}/x`)
      assert.deepEqual(seen, ['GET', 'let go', 'GET'])
    }
  })

  test('nothing to a URL that a redirect gives credentials to', async () => {
    for (const credentials of ['user@', ':password@']) {
      const { client, log } = await answeredBy(() => new Response(null, { status: 302, headers: { location: `https://${credentials}auth.example/` } }))
      await assert.rejects(client.fetch(`${ISSUER}/x`), { code: 'ERR_REDIRECT_NOT_FOLLOWED', message: /with credentials/ })
      assert.equal(log.filter((line) => line.startsWith('GET')).length, 1)
    }
  })

  test('in Workers, what a request wants of their network to where it is redirected, too', async () => {
    const inits = []
    class WorkersRequest extends Request {
      constructor(input, init) {
        super(input, init)
        this.cf = init?.cf ?? input.cf
        if (typeof input === 'string') inits.push(init)
      }
    }
    for (const [cf, path] of [[{ cacheTtl: 5 }, '/one'], [undefined, '/other']]) {
      const { client } = await answeredBy((_request, number) => (number === 0 ? new Response(null, { status: 302, headers: { location: '/there' } }) : new Response()))
      const { Request: ours } = globalThis
      globalThis.Request = WorkersRequest
      try {
        await client.fetch(ISSUER + path, cf && { cf })
      } finally {
        globalThis.Request = ours
      }
      const redirected = inits.at(-1)
      assert.deepEqual(redirected.cf, cf)
      assert.equal('cf' in redirected, cf !== undefined)
    }
  })

  test('nothing where a browser hides the way: the message says what to do', async () => {
    const { client } = await answeredBy(() => Object.defineProperties(new Response(), { type: { value: 'opaqueredirect' }, status: { value: 0 } }))
    await assert.rejects(client.fetch(`${ISSUER}/x`), { code: 'ERR_REDIRECT_NOT_FOLLOWED', message: /browsers hide the target/ })
  })
})
