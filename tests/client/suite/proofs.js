import { test } from '../../js/suite/support/registry.js'
import { equal, ok, rejection } from './assert.js'
import { API_KEY, SUBJECT, makeClient, scene } from './scene.js'

/** A client whose every request is seen by a thief, and what its storage holds. */
const watched = (options) => {
  const seen = []
  const kept = {}
  const watch = async (input, init) => {
    const request = new Request(input, init)
    seen.push({ url: request.url, method: request.method, headers: Object.fromEntries(request.headers), body: await request.clone().text() })
    return fetch(request)
  }
  const storage = { load: () => kept.text, save: (text) => void (kept.text = text) }
  return { client: makeClient({ proof: true, fetch: watch, storage, ...options }), seen, kept }
}

/** What the service answers: 'ok' or its code. */
const codeOf = async (path, init) => {
  const response = await fetch(scene.home + path, init)
  const { code = 'ok' } = await response.json()
  return code
}
const again = ({ url, method, headers, body }) => codeOf(new URL(url).pathname, { method, headers, ...(body !== '' && { body }) })
const post = (members, headers) => ({ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(members) })

test('sends its bound token with a proof for each request', async () => {
  const { client, seen } = watched()
  for (let n = 0; n < 2; n++) equal((await (await client.fetch(`${scene.home}/api/echo?n=${n}`)).json()).subject, SUBJECT)
  const sent = seen.filter(({ url }) => url.includes('/api/echo'))
  ok(sent.every(({ headers }) => headers.authorization.startsWith('DPoP ')))
  equal(new Set(seen.map(({ headers }) => headers.dpop)).size, 3)
})

test('a stolen access token is refused', async () => {
  const { client } = watched()
  const token = await client.token()
  const asked = (headers) => codeOf('/me', { headers })
  equal(await asked({ authorization: `Bearer ${token}` }), 'ERR_PROOF_REQUIRED')
  equal(await asked({ authorization: `DPoP ${token}` }), 'ERR_PROOF_MISSING')
  // A thief with a key of their own, who puts the stolen token in place of one that is bound to it.
  const withKey = makeClient({ proof: true, fetch: (input, init) => {
    const request = new Request(input, init)
    if (request.url.endsWith('/me')) request.headers.set('authorization', `DPoP ${token}`)
    return fetch(request)
  }, retries: 0 })
  equal((await (await withKey.fetch(`${scene.home}/me`)).json()).code, 'ERR_PROOF_INVALID')
  equal((await client.fetch(`${scene.home}/me`)).status, 200)
})

test('a stolen refresh token is refused, and its owner goes on', async () => {
  let now = Date.now() / 1000
  const { client, kept } = watched({ now: () => now })
  await client.token()
  const { refresh_token: stolen } = JSON.parse(kept.text)
  equal(await codeOf('/auth/refresh', post({ refreshToken: stolen })), 'ERR_PROOF_MISSING')
  const thief = makeClient({ proof: true, credentials: undefined, storage: { load: () => stolen, save: () => {} } })
  await rejection('RenewalError', 'ERR_PROOF_KEY_MISMATCH', thief.token())
  const bearer = makeClient({ credentials: undefined, retries: 0, storage: { load: () => stolen, save: () => {} } })
  await rejection('RenewalError', 'ERR_SERVICE_UNAVAILABLE', bearer.token())
  now += 3590
  const renewed = watched({ now: () => Date.now() / 1000, storage: { load: () => kept.text, save: (text) => void (kept.text = text) } })
  equal((await renewed.client.fetch(`${scene.home}/me`)).status, 200)
  ok(JSON.parse(kept.text).refresh_token !== stolen)
})

test('a stolen proof is refused, with all that it came with', async () => {
  const { client, seen } = watched()
  equal((await client.fetch(`${scene.home}/me`)).status, 200)
  const [login, request] = seen
  equal(await again(request), 'ERR_PROOF_REPLAYED')
  equal(await again({ ...request, url: `${scene.home}/me/sessions` }), 'ERR_PROOF_INVALID')
  equal(await codeOf('/me', { method: 'POST', headers: request.headers }), 'ERR_METHOD_NOT_ALLOWED')
  equal(await again(login), 'ERR_PROOF_REPLAYED')
  equal(await codeOf('/auth/refresh', post({ refreshToken: 'x' }, { dpop: login.headers.dpop })), 'ERR_PROOF_INVALID')
})

test('a key that the client made lives on with its refresh token', async () => {
  const { client, kept } = watched()
  await client.token()
  const next = watched({ credentials: undefined, storage: { load: () => kept.text, save: (text) => void (kept.text = text) } })
  equal((await next.client.fetch(`${scene.home}/me`)).status, 200)
  await next.client.logOut()
  equal(kept.text, undefined)
  equal(await codeOf('/auth/api-key', post({ apiKey: API_KEY })), 'ok', 'the service is well')
})
