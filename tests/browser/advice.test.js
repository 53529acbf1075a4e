import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { TokenError } from 'countersign'
import { chromiumTest, inspector } from './support/chromium.js'
import { enter, expectVerdict, paste, sample, token, unfold, verdict } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const { open } = inspector()
const key = foreignKey()
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const unsigned = (alg) => `${part({ alg, typ: 'JWT' })}.${part(claims())}.${alg === 'none' ? '' : 'AAAA'}`
const WEAK = { kty: 'OKP', crv: 'Ed25519', kid: 'weak', x: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }
const RSA = { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'other' }
const advice = (page) => page.locator('#verdict-advice').innerText()
const said = (page) => page.locator('#verdict-text').innerText()

test('there is advice for every code that a token is refused with, and for no other', () => {
  const source = readFileSync(new URL('../../www/judging/advice.js', import.meta.url), 'utf8')
  const advised = new Set([...source.matchAll(/^ {2}(ERR_\w+):/gm)].map(([, code]) => code))
  const refused = TokenError.codes.filter((code) => [401, 403].includes(new TokenError(code, '').status))
  assert.deepEqual(refused.filter((code) => !advised.has(code) && code !== 'ERR_CREDENTIALS_MISSING'), [])
  assert.deepEqual([...advised].filter((code) => !TokenError.codes.includes(code)), [])
})

test('the advice fits the case', chromiumTest, async () => {
  const page = await open()
  for (const [text, words] of [
    [unsigned('none'), /^It is not signed: anyone can write such a token/],
    [unsigned('HS256'), /^HS256 is a checksum with a shared secret: .* paste the secret nowhere/],
    [unsigned('RS256'), /^Verify it where RS256 is expected\. .* with the issuer’s public key, this browser can check/],
    [unsigned('ES256'), /^Verify it where ES256 is expected/],
    ['eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.a.b.c.d', /^It is encrypted, so only its recipient can read it/],
    [`acme_live_${'0'.repeat(43)}000000`, /^A character is wrong, missing or too many/],
    [key.token('{"sub":"a","sub":"b"}'), /^Of two members of one name, one reader believes the first and another the last/],
    ['8xLOxBtZp8XuehiKuwYNTA2k3f', /it may be an opaque token, a session or an authorization code/],
    ['hello world', /^This is not a token\. A JWT starts with eyJ/],
    ['https://auth.example/.well-known/jwks.json', /^There is no token in this address\. This page opens no address/],
    ['{"error":"invalid_grant"}', /^There is no token in this JSON/],
    ['-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----', /^Put the public key into “Check it against”/],
  ]) {
    await enter(page, text)
    await page.waitForFunction(() => document.querySelector('#verdict').dataset.state === 'refused')
    assert.match(await advice(page), words, text)
  }
})

test('an API token that is spelled well is one to ask its service about', chromiumTest, async () => {
  const page = await open()
  const { ApiToken } = await import('countersign')
  await enter(page, ApiToken.generate('acme_live').text)
  await expectVerdict(page, 'unchecked')
  assert.match(await advice(page), /^Ask that service: its introspection/)
})

test('a weak key is named in the verdict itself', chromiumTest, async () => {
  const page = await open()
  await sample(page, 'weak-key forgery')
  await expectVerdict(page, 'ERR_KEY_UNKNOWN')
  assert.match(await said(page), /^The key “weak” that it names is refused, because it is a point of small order\. Anybody can make signatures that fit such a key/)
  const forged = await token(page)
  await unfold(page, '#expectations')
  await page.locator('#keys').fill(JSON.stringify(WEAK))
  await enter(page, forged)
  assert.match(await said(page), /^Not verified: the key that was given is refused, because it is a point of small order\./)
  await page.locator('#keys').fill(JSON.stringify({ keys: [key.publicJwk, { ...RSA, kid: 'weak' }] }))
  await expectVerdict(page, 'ERR_KEY_UNKNOWN')
  assert.match(await said(page), /^The key “weak” that it names cannot be used: /)
  await page.locator('#keys').fill(JSON.stringify(key.publicJwk))
  await expectVerdict(page, 'ERR_KEY_UNKNOWN')
  assert.match(await said(page), /^No usable key/)
})

test('a token whose signature does not verify is nowhere called signed', chromiumTest, async () => {
  const page = await open()
  const forged = async () => {
    const texts = await Promise.all(['#verdict', '#seen', '#report'].map((part) => page.locator(part).innerText()))
    return texts.join('\n').match(/(?<!not |nobody |that )\bsigned\b.*/gi) ?? []
  }
  await sample(page, 'weak-key forgery')
  assert.deepEqual(await forged(), [])
  await unfold(page, '#expectations')
  await page.locator('#keys').fill(JSON.stringify(key.publicJwk))
  const good = key.token(claims())
  for (const text of [unsigned('none'), unsigned('HS256'), `${good.slice(0, -4)}AAAA`, foreignKey().token(claims()), `${good.split('.')[0]}.${part(claims({ sub: 'admin' }))}.${good.split('.')[2]}`]) {
    await enter(page, text)
    assert.notEqual(await verdict(page), 'valid')
    assert.deepEqual(await forged(), [], text)
  }
  await enter(page, good)
  await expectVerdict(page, 'valid')
  assert.match(await said(page), /^Signed by the key below/)
})

test('a key set where a token is expected is listed, and can be taken', chromiumTest, async () => {
  const page = await open()
  const { kid: _, ...nameless } = foreignKey().publicJwk
  await paste(page, 'body', JSON.stringify({ keys: [key.publicJwk, WEAK, RSA, { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }, nameless] }))
  const list = page.locator('#key-list')
  assert.match(await list.innerText(), /These are 5 keys, not a token; two of them can check an Ed25519 token\./)
  const rows = list.locator('dl')
  assert.deepEqual(await rows.evaluateAll((all) => all.map(({ dataset }) => dataset.usable)), ['true', 'false', 'false', 'false', 'true'])
  await page.waitForFunction(() => ![...document.querySelectorAll('#key-list dd')].some((node) => node.textContent === '…'))
  const texts = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))
  assert.ok(texts[0].includes(`kid ${key.publicJwk.kid}`) && texts[0].includes(`Thumbprint ${key.publicJwk.kid}`) && texts[0].endsWith('Usable yes'), texts[0])
  assert.match(texts[1], /kid weak .* Usable no: x is a point of small order/)
  assert.match(texts[2], /kid other Kind RSA Thumbprint [\w-]{43} Usable no: /)
  assert.match(texts[3], /kid none .* Usable no: /)
  await page.getByRole('button', { name: 'Check tokens against them' }).click()
  assert.equal(await token(page), '')
  assert.ok(await list.isHidden())
  await paste(page, 'body', key.token(claims()))
  await expectVerdict(page, 'valid')
  await page.getByRole('button', { name: 'Clear' }).click()
  await enter(page, JSON.stringify(WEAK))
  assert.match(await list.innerText(), /This is a key, not a token; it cannot check/)
})
