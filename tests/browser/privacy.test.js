import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { chromiumTest, inspector } from './support/chromium.js'
import { SAMPLES, enter, expectVerdict, paste, sample, token, unfold } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const here = inspector()
const { open } = here

/** Everything that a page can leave behind, as one text. */
const traces = async (page) => [
  page.url(),
  ...page.said,
  await page.title(),
  JSON.stringify(await page.context().storageState({ indexedDB: true })),
  await page.evaluate(async () => {
    const kept = []
    for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) kept.push(url)
    return JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, history.length, history.state, kept])
  }),
].join('\n')

test('no request goes beyond the page’s own files, whatever is done', chromiumTest, async () => {
  const page = await open()
  for (const name of Object.keys(SAMPLES)) await sample(page, name)
  await enter(page, foreignKey().token(claims({ iss: 'https://issuer.example' }), { alg: 'EdDSA', jku: 'https://issuer.example/jwks.json', x5u: 'https://issuer.example/x' }))
  await expectVerdict(page, 'unchecked')
  await unfold(page, '#making')
  await page.getByRole('button', { name: 'Issue token' }).click()
  await page.waitForTimeout(1500)
  const own = new Set(['', ...Object.keys(here.site.sizes)].map((name) => here.site.url + name))
  assert.deepEqual(page.requested.filter((url) => !own.has(url)), [])
  assert.deepEqual(here.site.asked.filter((path) => !own.has(here.site.url + path.slice(1))), [])
  console.log(`${new Set(page.requested).size} files requested, none of them foreign`)
})

test('the policy of the page forbids connections and strings as code', chromiumTest, async () => {
  const page = await open()
  const outcome = await page.evaluate(async () => {
    const violated = []
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => violated.push(violatedDirective))
    const outcome = { violated, fetch: await fetch('./').then(() => 'allowed', () => 'refused') }
    new Image().src = 'https://elsewhere.example/?token'
    navigator.sendBeacon('https://elsewhere.example/', 'token')
    try {
      document.body.innerHTML = '<b>'
    } catch {
      outcome.markup = 'refused'
    }
    await new Promise((done) => setTimeout(done, 300))
    return outcome
  })
  assert.equal(outcome.fetch, 'refused')
  assert.equal(outcome.markup, 'refused')
  for (const directive of ['connect-src', 'img-src', 'require-trusted-types-for']) assert.ok(outcome.violated.includes(directive), directive)
})

test('nothing of a token is left in the address, storage, caches, title or console', chromiumTest, async () => {
  const page = await open()
  const text = foreignKey().token(claims({ sub: 'a-telling-subject' }))
  await enter(page, text)
  await expectVerdict(page, 'unchecked')
  await unfold(page, '#making')
  await page.getByRole('button', { name: 'Flip one bit' }).click()
  await page.getByRole('button', { name: 'Sign again' }).click()
  const made = await token(page)
  await page.evaluate(() => navigator.serviceWorker.ready)
  const left = await traces(page)
  for (const secret of [...text.split('.'), ...made.split('.'), 'a-telling-subject']) assert.ok(!left.includes(secret), `${secret} in ${left}`)
  assert.deepEqual(page.said, [])
})

test('a token in the fragment is taken, and gone from the address at once', chromiumTest, async () => {
  const text = foreignKey().token(claims())
  const page = await open({ fragment: `#token=${text}` })
  await expectVerdict(page, 'unchecked')
  assert.equal(await token(page), text)
  assert.equal(page.url(), here.site.url)
  await page.evaluate((text) => { location.hash = `token=${text}` }, `x${text}`)
  await page.waitForFunction((text) => document.querySelector('#token').value === text, `x${text}`)
  assert.equal(page.url(), here.site.url)
  assert.ok(!(await traces(page)).includes(text.split('.')[1]))
})

const pem = (type, format, more = {}) => generateKeyPairSync(type, more).privateKey.export({ format: 'pem', ...format })
const jwk = (type, more) => generateKeyPairSync(type, more).privateKey.export({ format: 'jwk' })
const words = 'correct-horse-battery-staple-0123456789'
const SECRETS = {
  'an RSA private key (PKCS#1)': [pem('rsa', { type: 'pkcs1' }, { modulusLength: 1024 }), /an RSA private key/],
  'an RSA private key (PKCS#8)': [pem('rsa', { type: 'pkcs8' }, { modulusLength: 1024 }), /a private key/],
  'an EC private key': [pem('ec', { type: 'sec1' }, { namedCurve: 'P-256' }), /an EC private key/],
  'an encrypted private key': [pem('ed25519', { type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }), /an encrypted private key/],
  'an OpenSSH private key': [`-----BEGIN OPENSSH PRIVATE KEY-----\n${'b3BlbnNzaC1rZXk'.repeat(9)}\n-----END OPENSSH PRIVATE KEY-----`, /an OpenSSH private key/],
  'a private key that lost its first line': [pem('ec', { type: 'pkcs8' }, { namedCurve: 'P-256' }).split('\n').slice(1).join('\n'), /a private key/],
  'a private key without its frame': [pem('ed25519', { type: 'pkcs8' }).split('\n')[1], /perhaps a private one/],
  'a symmetric JWK': [JSON.stringify({ kty: 'oct', k: 'c2VjcmV0IHNlY3JldCBzZWNyZXQ' }), /a symmetric key/],
  'a set with a symmetric key in it': [JSON.stringify({ keys: [foreignKey().publicJwk, { kty: 'oct', k: 'c2VjcmV0IHNlY3JldCBzZWNyZXQ' }] }), /a symmetric key/],
  'a set of a private and a symmetric key': [JSON.stringify({ keys: [foreignKey().privateJwk, { kty: 'oct', k: 'c2VjcmV0IHNlY3JldCBzZWNyZXQ' }] }), /a symmetric key/],
  'an RSA private JWK': [JSON.stringify(jwk('rsa', { modulusLength: 1024 })), /a private key/],
  'an EC private JWK': [JSON.stringify(jwk('ec', { namedCurve: 'P-256' })), /a private key/],
  'a malformed Ed25519 private JWK': [JSON.stringify({ ...foreignKey().privateJwk, x: 'AAAA' }), /a private key/],
  'a private JWK in broken JSON': [JSON.stringify(foreignKey().privateJwk).slice(0, -1), /a private or symmetric key/],
  'a private JWK without a colon': [JSON.stringify(foreignKey().privateJwk).replace('"d":', '"d"'), /a private or symmetric key/],
  'a private JWK with an escaped name': [JSON.stringify(foreignKey().privateJwk).replace('"d":', '"\\u0064":').slice(0, -1), /a private or symmetric key/],
  'a service account': [JSON.stringify({ type: 'service_account', private_key: pem('rsa', { type: 'pkcs8' }, { modulusLength: 1024 }) }), /a private key/],
  'an HMAC secret': [words, /a shared secret \(HMAC\)/],
  'an HMAC secret as a JSON string': [JSON.stringify(words), /a shared secret \(HMAC\)/],
  'an HMAC secret in a client’s settings': [JSON.stringify({ client_secret: words }), /a private key/],
  'a token': [foreignKey().token(claims()), /That was a token/],
}
/** What of a text is secret: the lines of a PEM, the long words of anything else but the `x` beside a secret. */
const secretsOf = (text) => text.split(/\\n|[\s"',:{}]+/).filter((word) => word.length > 19 && !text.includes(`"x":"${word}"`) && !text.includes(`"kid":"${word}"`))

test('every secret is named in a warning, leaves the field and is never stored', chromiumTest, async () => {
  const page = await open()
  await unfold(page, '#expectations')
  await page.locator('#remember').check()
  const own = foreignKey().publicJwk
  for (const [name, [text, warning]] of Object.entries(SECRETS)) {
    for (const enter of [paste, (page, selector, text) => page.locator(selector).fill(text)]) {
      await page.locator('#keys').fill(JSON.stringify(own))
      await page.locator('#keys').fill('')
      await enter(page, '#keys', text)
      assert.match(await page.locator('#keys-note').innerText(), warning, name)
      assert.equal(await page.locator('#keys').inputValue(), '', name)
      const left = await traces(page)
      const secrets = secretsOf(text)
      assert.ok(secrets.length > 0, name)
      for (const secret of secrets) assert.ok(!left.includes(secret), `${name}: ${secret}`)
      assert.deepEqual(JSON.parse(await page.evaluate(() => localStorage.getItem('countersign'))), { keys: '' }, name)
    }
  }
  assert.deepEqual(await page.evaluate(() => indexedDB.databases()), [])
  assert.equal(await page.evaluate(() => sessionStorage.length), 0)
})

test('a secret that is pasted where tokens go, or anywhere on the page, leaves it too', chromiumTest, async () => {
  const page = await open()
  const { privateJwk, pem } = foreignKey()
  for (const text of [JSON.stringify(privateJwk), pem, JSON.stringify({ kty: 'oct', k: 'c2VjcmV0IHNlY3JldCBzZWNyZXQ' })]) {
    for (const where of ['#token', 'body']) {
      await enter(page, foreignKey().token(claims()))
      await paste(page, where, text)
      assert.match(await page.locator('#seen').innerText(), /^That was a (?:private|symmetric) key/)
      assert.equal(await token(page), '')
    }
  }
})

test('a secret that is typed by hand leaves the field, and a public key can be typed', chromiumTest, async () => {
  const page = await open()
  await unfold(page, '#expectations')
  await page.locator('#keys').pressSequentially('my-secret')
  assert.match(await page.locator('#keys-note').innerText(), /shared secret/)
  await page.locator('#keys').fill('')
  const { kty, crv, x } = foreignKey().publicJwk
  await page.locator('#keys').pressSequentially(JSON.stringify({ kty, crv, x }))
  assert.match(await page.locator('#keys-note').innerText(), /^1 usable key/)
})

test('what an earlier version kept beyond public keys is gone after one visit', chromiumTest, async () => {
  const page = await open()
  const { publicJwk, privateJwk } = foreignKey()
  for (const keys of ['{"kty":"oct","k":"c2VjcmV0IHNlY3JldCBzZWNyZXQ"}', JSON.stringify(publicJwk)]) {
    await page.evaluate((kept) => localStorage.setItem('countersign', kept), JSON.stringify({ key: privateJwk, theme: 'dark', keys }))
    await page.reload()
    await page.locator('#samples button').first().waitFor()
    const kept = await page.evaluate(() => localStorage.getItem('countersign'))
    assert.deepEqual(Object.keys(JSON.parse(kept)), ['keys'])
    assert.ok(!kept.includes(privateJwk.d) && !kept.includes('c2VjcmV0'))
  }
  assert.ok((await page.locator('#keys').inputValue()).includes(publicJwk.x))
})

test('nothing is stored before the reader asks, and then accepted public keys alone', chromiumTest, async () => {
  const page = await open()
  const { publicJwk, privateJwk } = foreignKey()
  await unfold(page, '#making')
  await unfold(page, '#expectations')
  await page.getByRole('button', { name: 'Issue token' }).click()
  await page.locator('#keys').fill(JSON.stringify({ keys: [privateJwk] }))
  assert.match(await page.locator('#keys-note').innerText(), /That was a private key/)
  assert.equal(await page.evaluate(() => localStorage.length), 0)
  await page.locator('#remember').check()
  await page.getByLabel('Audience aud').fill('a-telling-audience')
  await page.getByRole('radio', { name: 'Dark' }).check()
  await page.getByRole('button', { name: 'New key' }).click()
  await sample(page, 'valid')
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ['countersign'])
  const { keys, ...rest } = JSON.parse(await page.evaluate(() => localStorage.getItem('countersign')))
  assert.deepEqual(rest, {})
  for (const jwk of JSON.parse(keys).keys) assert.deepEqual(Object.keys(jwk).filter((name) => !['kty', 'crv', 'x', 'kid', 'alg', 'use'].includes(name)), [])
  assert.ok(!(await traces(page)).includes(privateJwk.d))
  await page.reload()
  await page.waitForFunction(() => document.querySelector('#keys').value.includes('"x"'))
  assert.equal(await token(page), '')
  assert.ok(!keys.includes(publicJwk.d ?? privateJwk.d))
  await page.locator('#remember').uncheck()
  assert.equal(await page.evaluate(() => localStorage.length), 0)
})
