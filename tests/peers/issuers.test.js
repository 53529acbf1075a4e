// Other issuers' tokens, by the settings that docs/whose-tokens.md prints, verified by the code that it prints.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { KeySet, SigningKey, Verifier, RemoteKeySet, issue } from 'countersign'
import { blocks } from '../docs/snippets/blocks.js'
import { freePort } from '../service/support/ports.js'
import { serve } from '../service/support/serve.js'

const API = 'https://api.example'
const PREFIX = 'run by tests/peers: '
const documented = new Map(blocks().filter(({ file }) => file === 'docs/whose-tokens.md').map(({ directive, code }) => [directive.slice(PREFIX.length), code]))

// In the project, so that what they import is found as it is by a user.
const scratch = mkdtempSync(join(process.cwd(), 'issuers-'))
const closing = [() => rmSync(scratch, { recursive: true })]
after(() => Promise.all(closing.map((close) => close())))

/** A block as a module, with an address of this machine. */
const load = (name, url) => {
  const file = join(scratch, `${name.replaceAll(/\W+/g, '-')}-${new URL(url).port}.mjs`)
  writeFileSync(file, documented.get(name).replaceAll('https://auth.example', url))
  return import(pathToFileURL(file))
}

/** What a block prints about a token. */
const printed = async (name, url, token) => {
  const { log } = console
  const lines = []
  Object.assign(globalThis, { token })
  console.log = (line) => lines.push(line)
  try {
    await load(name, url)
  } finally {
    console.log = log
  }
  return lines.join('\n')
}

const start = async (handler, port) => {
  const server = await serve(handler, { port })
  closing.push(server.close)
}

/** The client of RFC 6749 §4.4 that the settings know. */
const tokenByForm = async (url) => {
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'read', resource: API })
  return (await (await fetch(`${url}/token`, { method: 'POST', headers: { authorization: `Basic ${btoa('ci:secret')}` }, body })).json()).access_token
}

/** An issuer that is not at hand: its key set at its path, and a token of the shape of its documents. */
const standIn = (path, shape) => async (url, port) => {
  const key = SigningKey.generate()
  // Its key set has keys for others, too.
  const rsa = { kty: 'RSA', kid: 'rsa', use: 'sig', alg: 'RS256', n: 'x'.repeat(342), e: 'AQAB' }
  await start((request) => (new URL(request.url).pathname === path ? Response.json({ keys: [rsa, ...new KeySet(key).toJwks().keys] }) : new Response(null, { status: 404 })), port)
  const { type, issuerPath = '', audience, ...claims } = shape
  const options = { issuer: url + issuerPath, expiresIn: 300 }
  const token = issue({ sub: 'user-1', ...claims }, key, { ...options, audience, type })
  const idToken = issue({ sub: 'user-1', nonce: 'n' }, key, { ...options, audience: 'the-client' })
  return { token, idToken, expected: 'user-1' }
}

const ISSUERS = {
  async 'better-auth'(url, port) {
    const { auth } = await quietly(() => load('better-auth', url))
    await start(auth.handler, port)
    const signedUp = await fetch(`${url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ email: 'ada@example.com', password: 'correct horse battery staple', name: 'Ada' }),
    })
    const cookie = signedUp.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ')
    const { token } = await (await fetch(`${url}/api/auth/token`, { headers: { cookie } })).json()
    return { token, expected: (await signedUp.json()).user.id }
  },
  async 'oidc-provider'(url, port) {
    const { provider } = await quietly(() => load('oidc-provider', url))
    const server = provider.listen(port, '127.0.0.1')
    closing.push(() => server.close())
    return { token: await tokenByForm(url), expected: 'ci' }
  },
  async service(url, port) {
    const { service } = await load('service', url)
    await start(service.fetch, port)
    return { token: await tokenByForm(url), expected: 'ci' }
  },
  rauthy: standIn('/auth/v1/oidc/certs', { type: 'JWT', issuerPath: '/auth/v1', audience: ['the-client', API], azp: 'the-client', typ: 'Bearer', scope: 'openid' }),
  keycloak: standIn('/realms/shop/protocol/openid-connect/certs', { type: 'at+jwt', issuerPath: '/realms/shop', audience: [API, 'account'], azp: 'the-client', typ: 'Bearer', scope: 'openid' }),
  zitadel: standIn('/oauth/v2/keys', { type: 'JWT', audience: ['the-client', '318273645546372819'], client_id: 'the-client' }),
}

for (const [name, begin] of Object.entries(ISSUERS)) {
  describe(name, () => {
    test('the tokens of its settings are verified by the code before and after', { timeout: 120_000 }, async () => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      const { token, idToken, expected } = await begin(url, port)
      for (const when of ['before', 'after']) {
        assert.equal(await printed(`${name}, ${when}`, url, token), expected, when)
        for (const bad of [`${token.slice(0, -4)}AAAA`, ...(idToken ? [idToken] : [])]) await assert.rejects(printedAnew(`${name}, ${when}`, url, bad))
      }
    })
  })
}

// A module is loaded once: a second token needs a second copy.
let copies = 0
const printedAnew = (name, url, token) => {
  const copy = `${name}, copy ${++copies}`
  documented.set(copy, documented.get(name))
  return printed(copy, url, token)
}

test('oidc-provider signs with the newer name of the algorithm, too', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  documented.set('renamed', documented.get('oidc-provider').replace("const alg = 'EdDSA'", "const alg = 'Ed25519'"))
  const { provider } = await quietly(() => load('renamed', url))
  const server = provider.listen(port, '127.0.0.1')
  closing.push(() => server.close())
  const verifier = new Verifier(new RemoteKeySet(`${url}/jwks`), { issuer: url, audience: API, type: 'at+jwt', scope: 'read' })
  assert.equal((await verifier.authenticate(`Bearer ${await tokenByForm(url)}`)).header.alg, 'Ed25519')
})

test('the page has settings or a stand-in for each issuer that it names, and code before and after', () => {
  const names = [...documented.keys()].filter((name) => /, (before|after)$/.test(name)).map((name) => name.replace(/, (before|after)$/, ''))
  assert.deepEqual([...new Set(names)].sort(), Object.keys(ISSUERS).sort())
})

/** They warn of in-memory adapters and of this Node, which is not what is tested. */
async function quietly(work) {
  const { warn, info, error } = console
  console.warn = console.info = console.error = () => {}
  try {
    return await work()
  } finally {
    Object.assign(console, { warn, info, error })
  }
}
