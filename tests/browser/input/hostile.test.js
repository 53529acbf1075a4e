import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromiumTest, inspector } from '../support/chromium.js'
import { enter, expectVerdict, levels, paste, sample, token, unfold, verdict } from '../support/page.js'
import { claims, foreignKey } from '../support/tokens.js'

const { open } = inspector()
const key = foreignKey()
const header = Buffer.from('{"alg":"EdDSA"}').toString('base64url')
const tokenOf = (payload) => `${header}.${Buffer.from(payload).toString('base64url')}.${'A'.repeat(86)}`

/** What takes too long for a reader, in milliseconds: 200, and as many times more as this machine is busier than an idle one. */
const patience = (page) => page.evaluate(() => {
  const started = performance.now()
  let sum = 0
  for (let index = 0; index < 2e7; index += 1) sum = (sum + index * 7) % 1013
  return 200 * Math.max(1, (performance.now() - started) / 60) + sum * 0
})

/** How long the page is busy with `text`, put into the field of this id at once, until it has laid out the outcome. */
const busy = (page, id, text) => page.evaluate(async ([id, text]) => {
  const field = document.getElementById(id)
  const started = performance.now()
  field.value = text
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  document.body.getBoundingClientRect()
  const milliseconds = performance.now() - started
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))
  return milliseconds
}, [id, text])

/** The shortest of three times: what else the machine does takes its time, too. */
async function quick(page, id, text, name) {
  const times = []
  for (let round = 0; round < 3; round += 1) {
    await enter(page, '')
    times.push(await busy(page, id, text))
    if (Math.min(...times) < 50) break
  }
  const limit = await patience(page)
  console.log(`${name}, in #${id}: ${Math.min(...times).toFixed(0)} ms (at most ${limit.toFixed(0)})`)
  assert.ok(Math.min(...times) <= limit, `${name} in #${id}: ${Math.min(...times)} ms`)
}

/** Nothing is wider than the window, and no section of the page lies over another. */
async function assertLaidOut(page, name) {
  const { overflow, boxes } = await page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - innerWidth,
    boxes: [...document.querySelectorAll('.found > section')].filter((section) => !section.hidden).map((section) => section.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom]),
  }))
  assert.ok(overflow <= 0, `${name}: ${overflow} px wider than the window`)
  for (const [index, [top]] of boxes.entries()) if (index > 0) assert.ok(top >= boxes[index - 1][1] - 1, `${name}: section ${index} lies over the one before`)
}

test('10 MB are turned away at once, pasted, dropped or typed anywhere', chromiumTest, async () => {
  const page = await open()
  await unfold(page, '#making')
  await sample(page, 'valid')
  const limit = await patience(page)
  const milliseconds = await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text', 'eyJ'.repeat(3_500_000))
    const started = performance.now()
    document.querySelector('#token').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    return performance.now() - started
  })
  assert.match(await page.locator('#seen').innerText(), /^That is 10\.0 MB/)
  assert.equal(await verdict(page), 'empty')
  assert.equal(await token(page), '')
  console.log(`10 MB pasted: ${milliseconds.toFixed(1)} ms`)
  assert.ok(milliseconds < limit)
  for (const field of ['other', 'edited']) assert.ok(Number(await page.locator(`#${field}`).getAttribute('maxlength')) <= 65_536, field)
  await enter(page, `${header}.${'A'.repeat(60_000)}.AAAA`)
  await expectVerdict(page, 'ERR_TOKEN_TOO_LARGE')
  await sample(page, 'valid')
  await expectVerdict(page, 'valid')
})

for (const [name, payload] of Object.entries({
  // As long as the field takes: longer ones are turned away.
  'a string that never ends': '"\\'.repeat(24_000),
  'thousands of brackets': '['.repeat(48_000),
  'thousands of members': `{${Array.from({ length: 5_000 }, (_, index) => `"${index}":0`).join()}}`,
  'combining characters': JSON.stringify({ sub: `a${'\u0301\u0489'.repeat(1024)}`, [`b${'\u0336'.repeat(300)}`]: 1, iss: `${'\u20e3'.repeat(40)}` }),
})) {
  test(`a payload of ${name} neither freezes the page nor breaks its layout, pasted or by link`, chromiumTest, async () => {
    const page = await open({ viewport: { width: 390, height: 844 } })
    await quick(page, 'token', tokenOf(payload), name)
    assert.notEqual(await verdict(page), 'empty')
    await assertLaidOut(page, name)
    const linked = await open({ fragment: `#token=${tokenOf(payload)}` })
    await linked.waitForFunction(() => document.querySelector('#verdict').dataset.state !== 'empty', undefined, { timeout: 30_000 })
    await assertLaidOut(linked, `${name}, by link`)
  })
}

test('a hundred thousand brackets are read by no field', chromiumTest, async () => {
  const page = await open()
  const brackets = '['.repeat(100_000)
  await quick(page, 'token', brackets, '100,000 brackets')
  assert.match(await page.locator('#seen').innerText(), /Nothing of it was kept/)
  await unfold(page, '#expectations')
  for (const [name, text] of Object.entries({ open: brackets, closed: brackets + ']'.repeat(100_000), 'in a key': `{"keys":${brackets}` })) {
    await page.locator('#keys').evaluate((field) => { field.value = '' })
    await quick(page, 'keys', text, `100,000 brackets, ${name}`)
    assert.match(await page.locator('#keys-note').innerText(), /ERR_KEY|That was/, name)
    await assertLaidOut(page, name)
  }
})

test('more marks than a letter can have are escapes, so that they cover nothing', chromiumTest, async () => {
  const page = await open()
  await enter(page, key.token(JSON.stringify({ ...claims(), sub: `a${'\u0301'.repeat(1024)}`, name: 'Việt Nam, क्षि, e\u0301' })))
  await expectVerdict(page, 'unchecked')
  const shown = await page.locator('.found').innerText()
  assert.equal(/\p{M}{5}/u.test(shown), false)
  assert.match(shown, /a\u0301{4}\\u0301\\u0301/)
  assert.match(shown, /Việt Nam, क्षि, e\u0301/u)
  assert.equal((await levels(page))['visible-characters'], 'warn')
})

test('a link of megabytes leaves the address, and the page goes on', chromiumTest, async () => {
  const page = await open()
  for (const [name, fragment] of Object.entries({ letters: `token=${'eyJ'.repeat(600_000)}`, separators: `token=a${'&'.repeat(1_900_000)}`, percents: `access_token=${'%22%5C'.repeat(300_000)}` })) {
    const milliseconds = await page.evaluate(async (fragment) => {
      const arrived = new Promise((done) => addEventListener('hashchange', done, { once: true }))
      location.hash = fragment
      const started = performance.now()
      await arrived
      document.body.getBoundingClientRect()
      return performance.now() - started
    }, fragment)
    await page.waitForFunction(() => location.hash === '')
    assert.match(await page.locator('#seen').innerText(), /Nothing of it was kept/, name)
    const limit = await patience(page)
    console.log(`a link of ${name}: ${milliseconds.toFixed(0)} ms (at most ${limit.toFixed(0)})`)
    assert.ok(milliseconds <= limit, `${name}: ${milliseconds} ms`)
  }
  await paste(page, 'body', key.token(claims()))
  await expectVerdict(page, 'unchecked')
})

test('no text freezes the page', chromiumTest, async () => {
  const page = await open()
  const long = 60_000
  for (const [name, text] of Object.entries({
    letters: 'A'.repeat(long), quotes: `eyJ${'"'.repeat(long)}x`, spaces: `eyJhbGciOiJ9${' '.repeat(long)}x`, breaks: `${'\n'.repeat(long)}eyJhbGciOiJFZERTQSJ9.e30.AA x`,
    dots: `eyJ${'.'.repeat(long)}`, names: 'PRIVATE '.repeat(long / 8), braces: `{${'"d '.repeat(long / 3)}`, tokens: 'eyJhbGciOiJ9.e30.A '.repeat(long / 19),
    commas: `"eyJhbGciOiJ9${','.repeat(long)}x`, unseen: '\u200b'.repeat(long), marks: `a${'\u0301'.repeat(long)}`,
  })) for (const id of ['token', 'keys']) await quick(page, id, text, name)
  await quick(page, 'token', '\u05d0 '.repeat(long / 2), 'letters of another font')
  assert.match(await page.locator('#seen').innerText(), /^That has too many lines, or too many characters that no token has\. Nothing of it was kept/)
})
