import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromiumTest, inspector } from './support/chromium.js'
import { SAMPLES, enter, expectVerdict, levels, sample, token, unfold, verdict } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const { open } = inspector()

test('every sample has its verdict, and the worst rule is on top of the report', chromiumTest, async () => {
  const page = await open()
  for (const [name, wanted] of Object.entries(SAMPLES)) {
    await sample(page, name)
    await expectVerdict(page, wanted, name)
    console.log(`${name}: ${await verdict(page)}`)
  }
  assert.equal((await levels(page))['unique-members'], 'fail')
  assert.deepEqual(page.said, [])
})

test('a refusal says what was expected, what was found, which key was taken and what an API would answer', chromiumTest, async () => {
  const page = await open()
  await sample(page, 'wrong audience')
  await expectVerdict(page, 'ERR_AUDIENCE_MISMATCH')
  const facts = await page.locator('#verdict-facts').innerText()
  for (const text of ['named by the token’s kid', 'aud expected', 'billing', '401', 'Bearer error="invalid_token"']) assert.ok(facts.includes(text), `${text} in ${facts}`)
  await unfold(page, '#expectations')
  await page.getByLabel('Audience aud').fill('billing')
  await expectVerdict(page, 'valid')
  await page.getByLabel('Scope all of').fill('admin')
  await expectVerdict(page, 'ERR_SCOPE_INSUFFICIENT')
  assert.ok((await page.locator('#verdict-facts').innerText()).includes('scope="admin"'))
})

test('a token crosses its expiry before the reader’s eyes', chromiumTest, async () => {
  const page = await open()
  await unfold(page, '#expectations')
  await unfold(page, '#making')
  await page.getByLabel('Leeway seconds').fill('0')
  await page.getByLabel('Life seconds, or never').fill('6')
  await page.getByRole('button', { name: 'Issue token' }).click()
  await expectVerdict(page, 'valid')
  assert.match(await page.locator('#countdown').innerText(), /^[1-6] s left$/)
  await expectVerdict(page, 'ERR_TOKEN_EXPIRED')
  assert.match(await page.locator('#countdown').innerText(), /since it expired/)
  console.log(`after 6 s: ${await verdict(page)}, ${await page.locator('#countdown').innerText()}`)
})

test('the leeway keeps an expired token valid, and says so', chromiumTest, async () => {
  const page = await open()
  const key = foreignKey()
  await unfold(page, '#expectations')
  await page.locator('#keys').fill(JSON.stringify(key.publicJwk))
  await page.getByLabel('Leeway seconds').fill('300')
  const now = Math.floor(Date.now() / 1000)
  await enter(page, key.token(claims({ iat: now - 600, exp: now - 60 })))
  await expectVerdict(page, 'valid')
  assert.match(await page.locator('#countdown').innerText(), /^1 min.* since it expired; accepted for .* more, the leeway$/)
})

test('among several keys the one that the token names is taken, and none where it names none', chromiumTest, async () => {
  const page = await open()
  const [first, second] = [foreignKey('first'), foreignKey('second')]
  await unfold(page, '#expectations')
  await page.locator('#keys').fill(JSON.stringify({ keys: [first.publicJwk, second.publicJwk] }))
  await enter(page, second.token(claims()))
  await expectVerdict(page, 'valid')
  assert.match(await page.locator('#verdict-facts').innerText(), /second EdDSA, named by the token’s kid/)
  await enter(page, second.token(claims(), { alg: 'EdDSA', typ: 'JWT' }))
  await expectVerdict(page, 'ERR_KEY_AMBIGUOUS')
  await page.locator('#keys').fill(JSON.stringify(second.publicJwk))
  await expectVerdict(page, 'valid')
  assert.match(await page.locator('#verdict-facts').innerText(), /the only key there is/)
  await page.locator('#keys').fill(JSON.stringify(first.publicJwk))
  await expectVerdict(page, 'ERR_SIGNATURE_INVALID')
  await enter(page, foreignKey('third').token(claims()))
  await expectVerdict(page, 'ERR_KEY_UNKNOWN')
})

test('a private key is used as its public half, with a warning', chromiumTest, async () => {
  const page = await open()
  const key = foreignKey()
  await enter(page, key.token(claims()))
  await expectVerdict(page, 'unchecked')
  await unfold(page, '#expectations')
  const { kid: _, ...nameless } = key.privateJwk
  for (const material of [JSON.stringify(key.privateJwk), JSON.stringify({ keys: [key.privateJwk] }), key.pem, JSON.stringify(nameless)]) {
    await page.locator('#keys').fill('')
    await page.locator('#keys').fill(material)
    assert.match(await page.locator('#keys-note').innerText(), /private key/)
    assert.ok(!(await page.locator('#keys').inputValue()).includes(key.privateJwk.d), 'the secret has left the field')
    await expectVerdict(page, 'valid')
  }
  await page.locator('#keys').fill('{"keys":[]}')
  assert.match(await page.locator('#keys-note').innerText(), /ERR_KEY_SET_INVALID/)
})

test('a wrong expectation is named, and the token is read all the same', chromiumTest, async () => {
  const page = await open()
  await sample(page, 'valid')
  await unfold(page, '#expectations')
  await page.getByLabel('Leeway seconds').fill('900')
  assert.match(await page.locator('#policy-note').innerText(), /ERR_OPTION_INVALID/)
  assert.ok(await page.locator('#claims').isVisible())
  assert.equal((await token(page)).split('.').length, 3)
})

test('keys are read from a dropped file, and megabytes of them are turned away', chromiumTest, async () => {
  const page = await open()
  const key = foreignKey()
  await enter(page, key.token(claims()))
  await unfold(page, '#expectations')
  const drop = (text) => page.evaluate((text) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([text], 'jwks.json'))
    document.querySelector('#keys').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  }, text)
  await drop(JSON.stringify({ keys: [key.publicJwk] }))
  await expectVerdict(page, 'valid')
  await drop('x'.repeat(1_000_000))
  await expectVerdict(page, 'unchecked')
  assert.match(await page.locator('#keys-note').innerText(), /ERR_KEY_SET_INVALID: far too long/)
  assert.equal(await page.locator('#keys').inputValue(), '')
})
