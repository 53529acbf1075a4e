import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromiumTest, inspector } from './support/chromium.js'
import { enter, expectVerdict, sample, token, unfold, verdict } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const { open } = inspector()

const making = async () => {
  const page = await open()
  await unfold(page, '#making')
  return page
}
const press = (page, name) => page.locator('#making').getByRole('button', { name, exact: true }).click()

test('a token is issued with the key of the page, and verifies', chromiumTest, async () => {
  const page = await making()
  await page.getByLabel('Subject', { exact: true }).fill('somebody')
  await page.getByLabel('Life seconds, or never').fill('120')
  await press(page, 'Issue token')
  await expectVerdict(page, 'valid')
  assert.ok((await page.locator('#claims').innerText()).includes('somebody'))
  assert.ok((await page.locator('#verdict-facts').innerText()).includes(await page.locator('#page-kid').innerText()))
  await page.getByLabel('Life seconds, or never').fill('soon')
  await press(page, 'Issue token')
  assert.match(await page.locator('#making-note').innerText(), /expiresIn/)
})

test('one flipped bit is enough, in every part', chromiumTest, async () => {
  const page = await making()
  for (const part of ['payload', 'signature', 'header']) {
    await sample(page, 'valid')
    await expectVerdict(page, 'valid')
    const before = await token(page)
    await page.locator('#flip-part').selectOption(part)
    await press(page, 'Flip one bit')
    await page.waitForFunction(() => document.querySelector('#verdict').dataset.state === 'refused')
    assert.match(await page.locator('#making-note').innerText(), new RegExp(`^Flipped bit [0-7] of byte \\d+ of the ${part}: 0x..`))
    assert.notEqual(await token(page), before)
    console.log(`${part}: ${await verdict(page)}`)
    if (part !== 'header') assert.equal(await verdict(page), 'ERR_SIGNATURE_INVALID')
  }
})

test('edited claims break the signature until they are signed again', chromiumTest, async () => {
  const page = await making()
  await sample(page, 'valid')
  await expectVerdict(page, 'valid')
  const edited = page.getByLabel('Its claims')
  await edited.fill((await edited.inputValue()).replace('"user-1"', '"admin"'))
  await press(page, 'Change, keep the signature')
  await expectVerdict(page, 'ERR_SIGNATURE_INVALID')
  assert.ok((await page.locator('#claims').innerText()).includes('admin'))
  await press(page, 'Sign again')
  await expectVerdict(page, 'valid')
  assert.ok((await page.locator('#claims').innerText()).includes('admin'))
  await edited.fill('{"sub":')
  await press(page, 'Sign again')
  await page.locator('#making-note', { hasText: /JSON/ }).waitFor()
})

test('what is signed again is the text as it was edited, and its type stays', chromiumTest, async () => {
  const page = await making()
  await enter(page, foreignKey().token(claims(), { alg: 'EdDSA', typ: 'at+jwt' }))
  const edited = page.getByLabel('Its claims')
  await edited.fill('{ "n": 12345678901234567890, "m": 1.0, "sub": "a", "sub": "b\\u0041 c",\n "exp": "never" }')
  await press(page, 'Sign again')
  await expectVerdict(page, 'ERR_TOKEN_MALFORMED')
  const [header, payload] = (await token(page)).split('.').map((part) => Buffer.from(part, 'base64url').toString())
  assert.equal(payload, '{"n":12345678901234567890,"m":1.0,"sub":"a","sub":"b\\u0041 c","exp":"never"}')
  assert.deepEqual(JSON.parse(header), { alg: 'EdDSA', typ: 'at+jwt', kid: await page.locator('#page-kid').innerText() })
  await edited.fill(JSON.stringify(claims()))
  await press(page, 'Sign again')
  await expectVerdict(page, 'valid')
})

test('a browser without Ed25519 signs what it can sign as written, and nothing else', chromiumTest, async () => {
  const page = await open({ first: () => { crypto.subtle.importKey = async () => { throw new Error('unknown') } } })
  await unfold(page, '#making')
  await sample(page, 'valid')
  const edited = page.getByLabel('Its claims')
  await edited.fill(JSON.stringify(claims({ sub: 'another' })))
  await press(page, 'Sign again')
  await page.locator('#claims', { hasText: 'another' }).waitFor()
  await expectVerdict(page, 'valid')
  const before = await token(page)
  await edited.fill('{"iat":1,"n":1.0}')
  await press(page, 'Sign again')
  await page.locator('#making-note', { hasText: 'no Ed25519 of its own' }).waitFor()
  assert.equal(await token(page), before)
})

test('a new key no longer verifies what the old one signed', chromiumTest, async () => {
  const page = await making()
  await sample(page, 'valid')
  await expectVerdict(page, 'valid')
  await press(page, 'New key')
  await unfold(page, '#expectations')
  await page.getByRole('button', { name: 'Use the key of this page' }).click()
  await expectVerdict(page, 'ERR_KEY_UNKNOWN')
  await press(page, 'Sign again')
  await expectVerdict(page, 'valid')
})

test('the key set of the page is exported without its secret', chromiumTest, async () => {
  const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await unfold(page, '#making')
  await press(page, 'Copy JWKS')
  const { keys: [jwk] } = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
  assert.equal(jwk.kid, await page.locator('#page-kid').innerText())
  assert.equal(jwk.d, undefined)
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Save JWKS')])
  assert.equal(download.suggestedFilename(), 'jwks.json')
  await sample(page, 'valid')
  await page.getByRole('button', { name: 'Copy as header' }).click()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `Authorization: Bearer ${await token(page)}`)
})
