import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromiumTest, inspector } from './support/chromium.js'
import { SAMPLES, enter, expectVerdict, paste, sample, token, unfold } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const { open } = inspector()
const key = foreignKey()
const own = JSON.stringify({ keys: [key.publicJwk] })

const equipped = async () => {
  const page = await open()
  await unfold(page, '#expectations')
  await page.locator('#keys').fill(own)
  await page.getByLabel('Audience aud').fill('mine')
  return page
}

test('after any sample, an own token is judged by own keys and expectations', chromiumTest, async () => {
  const page = await equipped()
  await page.locator('#remember').check()
  const stored = await page.evaluate(() => localStorage.getItem('countersign'))
  for (const name of Object.keys(SAMPLES)) {
    await sample(page, name)
    await expectVerdict(page, SAMPLES[name])
    assert.equal(await page.evaluate(() => localStorage.getItem('countersign')), stored, 'nothing of a sample is stored')
    await paste(page, name === 'valid' ? 'body' : '#token', key.token(claims({ aud: 'mine' })))
    await expectVerdict(page, 'valid', name)
    assert.equal(await page.locator('#keys').inputValue(), own)
    assert.equal(await page.getByLabel('Audience aud').inputValue(), 'mine')
    assert.equal(await page.locator('#sample-note').innerText(), '')
  }
})

test('the sample that is shown is marked, and says by what it is judged', chromiumTest, async () => {
  const page = await equipped()
  const pressed = () => page.locator('#samples [aria-pressed=true]').allInnerTexts()
  await sample(page, 'valid')
  assert.deepEqual(await pressed(), ['valid'])
  await sample(page, 'expired')
  assert.deepEqual(await pressed(), ['expired'])
  assert.match(await page.locator('#sample-note').innerText(), /^The sample “expired”, judged by keys and expectations of its own\. Yours come back with the next token\.$/)
  await page.getByRole('button', { name: 'Clear' }).click()
  assert.deepEqual(await pressed(), [])
  assert.equal(await page.locator('#keys').inputValue(), own)
})

test('what is typed while a sample is shown stays, what the sample brought does not', chromiumTest, async () => {
  const page = await open()
  await unfold(page, '#expectations')
  await sample(page, 'valid')
  await page.locator('#keys').fill(own)
  await expectVerdict(page, 'ERR_KEY_UNKNOWN')
  await enter(page, key.token(claims({ aud: 'elsewhere' })))
  await expectVerdict(page, 'valid')
  assert.equal(await page.getByLabel('Audience aud').inputValue(), '')
  await sample(page, 'wrong audience')
  await page.getByLabel('Audience aud').fill('billing')
  await expectVerdict(page, 'valid')
  await enter(page, key.token(claims({ aud: 'elsewhere' })))
  await expectVerdict(page, 'ERR_AUDIENCE_MISMATCH')
})

test('a sample that is edited stays a sample, one that is replaced does not', chromiumTest, async () => {
  const page = await equipped()
  await sample(page, 'valid')
  await page.locator('#token').focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Backspace')
  await expectVerdict(page, 'ERR_TOKEN_MALFORMED')
  assert.deepEqual(await page.locator('#samples [aria-pressed=true]').allInnerTexts(), ['valid'])
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(key.token(claims({ aud: 'mine' })))
  await expectVerdict(page, 'valid')
})

test('a token that is made here leaves own keys alone, too', chromiumTest, async () => {
  const page = await equipped()
  await unfold(page, '#making')
  await page.getByLabel('Audience', { exact: true }).fill('mine')
  await page.getByRole('button', { name: 'Issue token' }).click()
  await expectVerdict(page, 'valid')
  assert.match(await page.locator('#sample-note').innerText(), /^Made here, and judged by the key of this page/)
  await paste(page, '#token', key.token(claims({ aud: 'mine' })))
  await expectVerdict(page, 'valid')
  assert.equal(await page.locator('#keys').inputValue(), own)
})

test('undo brings back what a sample, a paste, a click or a key replaced', chromiumTest, async () => {
  const page = await equipped()
  const mine = key.token(claims({ aud: 'mine' }))
  const undo = page.getByRole('button', { name: 'Undo' })
  assert.ok(await undo.isDisabled())
  await enter(page, mine)
  for (const replace of [
    () => sample(page, 'weak-key forgery'),
    () => paste(page, '#token', foreignKey().token(claims())),
    () => page.getByRole('button', { name: 'Clear' }).click(),
    () => page.getByRole('button', { name: 'Use the key of this page' }).click(),
    async () => { await unfold(page, '#making'); await page.getByRole('button', { name: 'Flip one bit' }).click() },
  ]) {
    for (const back of [() => undo.click(), async () => { await page.locator('#token').focus(); await page.keyboard.press('Control+z') }, async () => { await page.locator('#verdict').focus(); await page.keyboard.press('Control+z') }]) {
      await expectVerdict(page, 'valid', String(replace))
      await replace()
      await page.waitForFunction(() => document.querySelector('#verdict').dataset.state !== 'valid')
      await back()
      await expectVerdict(page, 'valid', String(replace))
      assert.equal(await token(page), mine)
      assert.equal(await page.locator('#keys').inputValue(), own)
    }
  }
})
