import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { TokenClient } from 'countersign/client'

/** Gives a token to everybody, redirects from `/301` to `/echo`, and echoes everything else. */
const listener = async (request, response) => {
  const body = (await request.setEncoding('utf8').toArray()).join('')
  if (request.url === '/auth/api-key') return response.end('{"access_token":"opaque"}')
  const status = Number(/^\/(\d{3})/.exec(request.url)?.[1] ?? 200)
  const location = request.url.includes('nowhere') ? {} : { location: '../echo?again' }
  if (status !== 200) return response.writeHead(status, location).end('moved')
  const { authorization, 'content-type': type, 'content-language': language, 'content-length': length, 'x-note': note } = request.headers
  response.setHeader('x-echo', JSON.stringify({ method: request.method, url: request.url, body, type, language, length, note })).end(authorization)
}

describe('redirects are followed as the global fetch follows them:', () => {
  let server
  let url
  let client
  before(async () => {
    server = createServer(listener).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${server.address().port}`
    client = new TokenClient({ url, credentials: { apiKey: 'x' } })
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  const seen = async (response) => ({ status: response.status, url: response.url, echo: response.headers.get('x-echo') })

  for (const status of [300, 301, 302, 303, 304, 305, 306, 307, 308]) {
    test(String(status), async () => {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PURGE']) {
        for (const path of ['', '/nowhere', '#fragment']) {
          for (const body of ['GET', 'HEAD'].includes(method) ? [undefined] : [undefined, 'the body', new URLSearchParams('a=b')]) {
            const headers = { 'x-note': 'kept', ...(!(body instanceof URLSearchParams) && { 'content-language': 'de', 'content-type': 'text/x-note' }) }
            const [ours, theirs] = await Promise.all([client.fetch, fetch].map((send) => send.call(client, `${url}/${status}${path}`, { method, body, headers })))
            assert.deepEqual(await seen(ours), await seen(theirs), `${method} ${body}`)
            const text = await ours.text()
            if (method !== 'HEAD' && ours.status === 200) assert.equal(text, 'Bearer opaque')
          }
        }
      }
    })
  }
})
