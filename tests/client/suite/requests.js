import { test } from '../../js/suite/support/registry.js'
import { equal, ok, rejection } from './assert.js'
import { SUBJECT, makeClient, scene, unique } from './scene.js'

test('logs in, and attaches its token', async () => {
  const client = makeClient()
  const response = await client.fetch(`${scene.home}/api/echo`, { headers: { 'x-note': 'hello', authorization: 'Basic bm9uc2Vuc2U=' } })
  const { method, subject, note } = await response.json()
  equal([response.status, method, subject, note], [200, 'GET', SUBJECT, 'hello'])
})

test('renews by its refresh token', async () => {
  let now = Date.now() / 1000
  const renewed = []
  const client = makeClient({ now: () => now, onRenewed: (token) => renewed.push(token) })
  await client.token()
  now += 3600
  equal((await (await client.fetch(`${scene.home}/api/echo`)).json()).subject, SUBJECT)
  equal([renewed.length, new Set(renewed).size], [2, 2])
})

const BODIES = {
  'a string': () => 'the body',
  bytes: () => new TextEncoder().encode('the body'),
  'a buffer': () => new TextEncoder().encode('the body').buffer,
  'a Blob': () => new Blob(['the body']),
  'a form': () => new URLSearchParams({ a: 'b' }),
  'a form of several parts': () => {
    const form = new FormData()
    form.set('a', 'b')
    return form
  },
}
for (const [name, make] of Object.entries(BODIES)) {
  test(`sends a request again that was refused, with its body: ${name}`, async () => {
    const expected = make()
    const response = await makeClient().fetch(`${scene.home}/api/refuse/2/${unique()}`, { method: 'PUT', body: expected })
    const { method, body, bodies, subject } = await response.json()
    equal([response.status, method, subject, bodies.length], [200, 'PUT', SUBJECT, 3])
    ok(body !== '' && bodies.every((earlier) => earlier.length === body.length), bodies.join(' '))
    if (typeof expected === 'string') equal(bodies, [expected, expected, expected])
  })
}

test('sends a Request again that was refused, with its body', async () => {
  const request = new Request(`${scene.home}/api/refuse/1/${unique()}`, { method: 'POST', body: 'the body' })
  const { method, bodies } = await (await makeClient().fetch(request)).json()
  equal([method, bodies], ['POST', ['the body', 'the body']])
})

test('sends a body that is a stream once, and hands on its refusal', async () => {
  // HTTP/1.1 takes no streams from browsers.
  if (scene.runtime === 'browser') return
  const client = makeClient()
  const url = `${scene.home}/api/refuse/1/${unique()}`
  const stream = () => ({ method: 'POST', body: new Blob(['the body']).stream(), duplex: 'half' })
  equal((await client.fetch(url, stream())).status, 401)
  const { bodies } = await (await client.fetch(url, stream())).json()
  equal(bodies, ['the body', 'the body'])
})

test('gives up with its caller', async () => {
  const client = makeClient()
  await client.token()
  const abort = new AbortController()
  const request = client.fetch(`${scene.home}/api/hang`, { signal: abort.signal })
  setTimeout(() => abort.abort(new Error('enough')), 50)
  const error = await request.catch((reason) => reason)
  equal(error.message, 'enough')
})

test('gives up with its caller while it waits for a token', async () => {
  const client = makeClient({ url: `${scene.home}/hang`, retries: 0, timeout: 30 })
  const abort = new AbortController()
  const request = client.fetch(`${scene.home}/api/echo`, { signal: abort.signal })
  setTimeout(() => abort.abort(new Error('enough')), 50)
  const error = await request.catch((reason) => reason)
  equal(error.message, 'enough')
})

test('gives up when the service does not answer', async () => {
  const client = makeClient({ url: `${scene.home}/hang`, retries: 1, timeout: 0.1 })
  await rejection('RenewalError', 'ERR_SERVICE_UNAVAILABLE', client.token())
})

test('keeps what only this runtime knows of a request', async () => {
  if (scene.runtime !== 'workerd') return
  const seen = []
  const spy = (request, init) => {
    if (request instanceof Request) seen.push(request.cf?.cacheTtl)
    return fetch(request, init)
  }
  const client = makeClient({ fetch: spy })
  await client.fetch(`${scene.home}/api/redirect/302?to=${encodeURIComponent('/api/echo')}`, { cf: { cacheTtl: 5 } })
  equal(seen, [5, 5])
})

test('never sends its token to another origin', async () => {
  const client = makeClient()
  await rejection('ClientError', 'ERR_ORIGIN_NOT_ALLOWED', client.fetch(`${scene.foreign}/`))
  const { subject } = scene.runtime === 'browser' ? { subject: SUBJECT } : await (await client.fetch(`${scene.allowed}/api/echo`)).json()
  equal(subject, SUBJECT)
})

test('refuses a wrong option', async () => {
  for (const options of [{ nonsense: 1 }, { retries: 0.5 }, { url: 'http://auth.example' }, { origins: ['data:,x'] }]) {
    await rejection('ClientError', 'ERR_OPTION_INVALID', (async () => makeClient(options))())
  }
})

test('logs out, and leaves no live session', async () => {
  const client = makeClient()
  const token = await client.token()
  const subjectOf = async () => (await (await fetch(`${scene.home}/api/echo`, { headers: { authorization: `Bearer ${token}` } })).json()).subject
  equal(await subjectOf(), SUBJECT)
  await client.logOut()
  equal(await subjectOf(), null)
})
