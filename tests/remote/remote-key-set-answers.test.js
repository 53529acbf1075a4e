import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RemoteKeySet } from 'countersign'
import { jwks } from '../support/misbehaving-issuer.js'
import { key } from './remote-key-set-setup.js'

const URL_OF_KEYS = 'https://auth.example/jwks.json'
const MOST = 256 * 1024
const good = jwks([key])
const readable = typeof good === 'string' ? good : JSON.stringify(good)

/** The keys of an issuer whose answers are made here, and the requests that it got. */
const answeredBy = (answer) => {
  const requests = []
  const fetch = async (url, init) => {
    requests.push({ url: String(url), ...init })
    return answer()
  }
  return { keys: new RemoteKeySet(URL_OF_KEYS, { fetch }), requests }
}

const reasonOf = async (answer) => {
  const error = await answeredBy(answer).keys.ready().catch((reason) => reason)
  assert.equal(error?.code, 'ERR_KEYS_UNAVAILABLE')
  return error.cause.message
}

test('a request asks for a key set, follows no redirect, and is let go when it is over', async () => {
  const { keys, requests } = answeredBy(() => new Response(readable))
  await keys.ready()
  const [{ url, redirect, headers, signal }] = requests
  assert.deepEqual([url, redirect], [URL_OF_KEYS, 'manual'])
  assert.match(new Headers(headers).get('accept'), /application\/jwk-set\+json/)
  assert.equal(signal.aborted, true)
})

test('what was refused unread is let go, too', async () => {
  const { keys, requests } = answeredBy(() => new Response('moved', { status: 302 }))
  await assert.rejects(keys.ready(), { code: 'ERR_KEYS_UNAVAILABLE' })
  assert.equal(requests[0].signal.aborted, true)
})

for (const [status, reason] of [[201, /answered 201$/], [299, /answered 299$/], [300, /redirects are refused/], [399, /redirects are refused/], [400, /answered 400$/]]) {
  test(`an answer of ${status} says so`, async () => {
    assert.match(await reasonOf(() => new Response(readable, { status })), reason)
  })
}

test('a redirect that a browser hides is one', async () => {
  const hidden = () => Object.defineProperties(new Response(null), { type: { value: 'opaqueredirect' }, status: { value: 0 } })
  assert.match(await reasonOf(hidden), /redirects are refused/)
})

test('an answer without a body says so', async () => {
  assert.match(await reasonOf(() => new Response(null)), /answered without a body$/)
})

test('an answer has to be UTF-8, without a mark at its beginning', async () => {
  const broken = new TextEncoder().encode(readable.replace('{', '{"a":"?",'))
  broken[broken.indexOf('?'.charCodeAt(0))] = 0xff
  await reasonOf(() => new Response(broken))
  const cut = new Uint8Array([...new TextEncoder().encode(readable), 0xe2, 0x82])
  await reasonOf(() => new Response(cut))
  await reasonOf(() => new Response(new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(readable)])))
})

test('an answer of 256 KiB is read, and none of a byte more', async () => {
  const padded = (length) => readable + ' '.repeat(length - readable.length)
  const { keys } = answeredBy(() => new Response(padded(MOST)))
  await keys.ready()
  assert.deepEqual(keys.current.kids, [key.kid])
  assert.match(await reasonOf(() => new Response(padded(MOST + 1))), /more than 262144 bytes$/)
})
