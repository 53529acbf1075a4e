import { test } from '../../js/suite/support/registry.js'
import { equal, ok, rejection } from './assert.js'
import { SUBJECT, makeClient, scene, unique } from './scene.js'

const redirect = (status, to) => `${scene.home}/api/redirect/${status}?to=${encodeURIComponent(to)}`

/** A browser hides where a redirect leads: there is nothing to follow. */
const whereVisible = (name, body) => test(name, () => (scene.runtime === 'browser' ? undefined : body()))

/** Method, and what becomes of it at each status (Fetch, HTTP-redirect fetch). */
const METHODS = {
  GET: { 301: 'GET', 302: 'GET', 303: 'GET', 307: 'GET', 308: 'GET' },
  HEAD: { 301: 'HEAD', 302: 'HEAD', 303: 'HEAD', 307: 'HEAD', 308: 'HEAD' },
  POST: { 301: 'GET', 302: 'GET', 303: 'GET', 307: 'POST', 308: 'POST' },
  PUT: { 301: 'PUT', 302: 'PUT', 303: 'GET', 307: 'PUT', 308: 'PUT' },
  DELETE: { 301: 'DELETE', 302: 'DELETE', 303: 'GET', 307: 'DELETE', 308: 'DELETE' },
}
for (const [method, outcomes] of Object.entries(METHODS)) {
  whereVisible(`follows redirects of ${method} as fetch does, with the token`, async () => {
    const client = makeClient()
    const hasBody = method === 'POST' || method === 'PUT'
    for (const [status, becomes] of Object.entries(outcomes)) {
      const headers = hasBody ? { 'content-type': 'text/x-note', 'content-language': 'de', 'x-note': 'kept' } : { 'x-note': 'kept' }
      const response = await client.fetch(redirect(status, '/api/echo'), { method, headers, ...(hasBody && { body: 'the body' }) })
      const keepsBody = hasBody && becomes === method
      const expected = { method: becomes, subject: SUBJECT, note: 'kept', body: keepsBody ? 'the body' : '', type: keepsBody ? 'text/x-note' : null, language: keepsBody ? 'de' : null }
      equal(response.status, 200)
      equal(response.url, `${scene.home}/api/echo`)
      equal(becomes === 'HEAD' ? expected : await response.json(), expected, `${status} ${method}:`)
      equal(response.headers.get('x-method'), becomes)
    }
  })
}

whereVisible('follows a redirect of a Request, a form, and a refused request', async () => {
  const client = makeClient()
  const request = new Request(redirect(307, '/api/echo'), { method: 'POST', body: 'the body' })
  equal((await (await client.fetch(request)).json()).body, 'the body')
  const form = await client.fetch(redirect(308, '/api/echo'), { method: 'POST', body: new URLSearchParams({ a: 'b' }) })
  const { body, type } = await form.json()
  ok(body === 'a=b' && type.startsWith('application/x-www-form-urlencoded'), type)
  const refused = await client.fetch(redirect(307, `/api/refuse/1/${unique()}`), { method: 'POST', body: 'the body' })
  equal((await refused.json()).bodies, ['the body', 'the body'])
})

whereVisible('takes the token along to another origin of its own', async () => {
  const { subject, method } = await (await makeClient().fetch(redirect(302, `${scene.allowed}/api/echo`))).json()
  equal([subject, method], [SUBJECT, 'GET'])
})

whereVisible('follows no redirect beyond its origins, at any status, and sends nothing there', async () => {
  const client = makeClient()
  for (const status of [301, 302, 303, 307, 308]) {
    const path = `/${unique()}`
    const target = `${scene.foreign}${path}`
    const { message } = await rejection('ClientError', 'ERR_ORIGIN_NOT_ALLOWED', client.fetch(redirect(status, target)))
    ok(message.includes(scene.foreign) && !message.includes(path), message)
    // Nor by a detour.
    await rejection('ClientError', 'ERR_ORIGIN_NOT_ALLOWED', client.fetch(redirect(307, redirect(status, target))))
    equal(await (await fetch(`${scene.home}/api/seen${path}`)).json(), [])
  }
})

whereVisible('follows no redirect to something else than a web address', async () => {
  const client = makeClient()
  for (const target of ['data:text/plain,x', 'file:///etc/passwd', 'javascript:0']) {
    await rejection('ClientError', 'ERR_ORIGIN_NOT_ALLOWED', client.fetch(redirect(302, target)))
  }
  const { message } = await rejection('ClientError', 'ERR_REDIRECT_NOT_FOLLOWED', client.fetch(redirect(302, scene.home.replace('//', '//user:hunter2@'))))
  ok(!message.includes('hunter2'), message)
  await rejection('ClientError', 'ERR_REDIRECT_NOT_FOLLOWED', client.fetch(redirect(302, 'http://[')))
})

whereVisible('follows 20 redirects, as fetch does, and no more', async () => {
  const client = makeClient()
  equal((await client.fetch(`${scene.home}/api/steps/20`)).status, 200)
  await rejection('ClientError', 'ERR_REDIRECT_NOT_FOLLOWED', client.fetch(`${scene.home}/api/steps/21`))
})

whereVisible('follows no redirect that wants a stream again, and any other', async () => {
  const client = makeClient()
  const stream = () => ({ method: 'POST', body: new Blob(['the body']).stream(), duplex: 'half' })
  await rejection('ClientError', 'ERR_REDIRECT_NOT_FOLLOWED', client.fetch(redirect(307, '/api/echo'), stream()))
  const { method, body } = await (await client.fetch(redirect(303, '/api/echo'), stream())).json()
  equal([method, body], ['GET', ''])
})

test('hands on a redirect to a caller who wants to see it', async () => {
  const response = await makeClient().fetch(redirect(302, `${scene.foreign}/`), { redirect: 'manual' })
  if (scene.runtime === 'browser') equal(response.type, 'opaqueredirect')
  else equal([response.status, response.headers.get('location')], [302, `${scene.foreign}/`])
})

test('takes a redirect for an error if the caller does', async () => {
  // In Workers, no Request can ask for it.
  if (scene.runtime === 'workerd') return
  await rejection('ClientError', 'ERR_REDIRECT_NOT_FOLLOWED', makeClient().fetch(redirect(302, '/api/echo'), { redirect: 'error' }))
})

test('says what to do in a browser, which hides where a redirect leads', async () => {
  if (scene.runtime !== 'browser') return
  const { message } = await rejection('ClientError', 'ERR_REDIRECT_NOT_FOLLOWED', makeClient().fetch(redirect(302, '/api/echo')))
  ok(/browsers hide/.test(message), message)
})

test('follows no redirect of the service: a refresh token goes to one address', async () => {
  for (const path of ['moved', 'astray']) {
    const client = makeClient({ url: `${scene.home}/${path}`, retries: 0 })
    const { cause } = await rejection('RenewalError', 'ERR_SERVICE_UNAVAILABLE', client.token())
    ok(/it redirects/.test(cause?.message), cause?.message)
  }
  equal(await (await fetch(`${scene.home}/api/seen/auth/api-key`)).json(), [])
})
