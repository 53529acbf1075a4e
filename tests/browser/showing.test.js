import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromiumTest, inspector } from './support/chromium.js'
import { enter, expectVerdict, levels, unfold } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const { open } = inspector()
const key = foreignKey()

/** The rows of a table as [name, value, meaning], without what stands below the value. */
const rows = (page, part) => page.locator(`#${part} tbody tr`).evaluateAll((all) =>
  all.map((row) => [row.querySelector('th code').textContent, row.querySelector('td.value > code').textContent]))
const explained = (page, name) => page.locator('#claims tbody tr').filter({ has: page.locator('th', { hasText: new RegExp(`^${name}\\b`) }) }).locator('td.value').first().innerText()

test('characters that cannot be seen, or that move others, are marked escapes', chromiumTest, async () => {
  const page = await open()
  const hidden = { '\u202e': '\\u202E', '\u200b': '\\u200B', '\u0007': '\\u0007', '\u0085': '\\u0085', '\ufeff': '\\uFEFF', '\u2066': '\\u2066', '\u00ad': '\\u00AD', '\u00a0': '\\u00A0', '\u{e0041}': '\\u{E0041}', '\n': '\\n' }
  for (const [character, escape] of Object.entries(hidden)) {
    // As it stands, and as an escape of JSON: both say the same.
    for (const text of [`{"sub":"ad${character}min"}`, JSON.stringify({ sub: 'ad?min' }).replace('?', [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''))]) {
      await enter(page, key.token(text))
      assert.deepEqual(await rows(page, 'claims'), [['sub', `ad${escape}min`]], escape)
      assert.equal(await page.locator('#claims td bdi .escape').textContent(), escape)
      assert.equal((await levels(page))['visible-characters'], 'warn', escape)
    }
  }
  await enter(page, key.token(`{"s\u200bub":"x"}`, { alg: 'EdDSA', kid: 'a\u202eb' }))
  assert.deepEqual(await rows(page, 'claims'), [['s\\u200Bub', 'x']])
  assert.deepEqual((await rows(page, 'header'))[1], ['kid', 'a\\u202Eb'])
  assert.match(await page.locator('[data-rule=visible-characters]').innerText(), /kid has \\u202E \(right-to-left override\).*\\u200B \(zero-width space\)/)
  await enter(page, key.token('\ufeff{"sub":"x"}'))
  assert.match(await page.locator('[data-rule=visible-characters]').innerText(), /payload has \\uFEFF \(byte order mark\)/)
  await enter(page, key.token(claims()))
  assert.equal((await levels(page))['visible-characters'], 'pass')
})

test('nothing of a token is displayed in another order than it was signed in', chromiumTest, async () => {
  const page = await open()
  await enter(page, key.token('{"sub":"12 \u05d0\u05d1 34 (a)\u202edcba","\u05d2 1":"x"}', { alg: 'EdDSA', kid: 'a\u202e\u2066b' }))
  await page.locator('.found details').evaluateAll((all) => all.forEach((details) => { details.open = true }))
  const wrong = await page.locator('.found bdi[dir=ltr]').evaluateAll((all) => all.flatMap((bdi) => {
    const pieces = []
    const walker = document.createTreeWalker(bdi, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode
      // A word of a language that is written from right to left is one piece; of anything else, each character.
      const whole = parentElement.tagName === 'BDI' && parentElement !== bdi
      for (let at = 0; at < data.length; at += whole ? data.length : 1) {
        const range = document.createRange()
        range.setStart(walker.currentNode, at)
        range.setEnd(walker.currentNode, whole ? data.length : at + 1)
        const { left, top } = range.getBoundingClientRect()
        pieces.push({ left, top, text: range.toString() })
      }
    }
    return pieces.filter(({ left, top }, index) => index > 0 && Math.abs(top - pieces[index - 1].top) < 3 && left < pieces[index - 1].left - 0.5).map(({ text }) => `${text} in ${bdi.textContent}`)
  }))
  assert.deepEqual(wrong, [])
})

test('values are shown as the token has them', chromiumTest, async () => {
  const page = await open()
  await enter(page, key.token('{"big":12345678901234567890,"one":1.0,"exp10":1E3,"number":"1.0","yes":"true","no":null,"nothing":"","space":" a","plain":"a","object":"{}","list":[1.0,"1"],"":0}'))
  assert.deepEqual(await rows(page, 'claims'), [
    ['big', '12345678901234567890'], ['one', '1.0'], ['exp10', '1E3'], ['number', '"1.0"'], ['yes', '"true"'], ['no', 'null'], ['nothing', '""'],
    ['space', '" a"'], ['plain', 'a'], ['object', '"{}"'], ['list', '[1.0, "1"]'], ['""', '0'],
  ])
  assert.match(await explained(page, 'big'), /many readers round it to 12345678901234567168/)
  assert.equal((await levels(page))['exact-numbers'], 'warn')
  await unfold(page, '#making')
  assert.ok((await page.locator('#edited').inputValue()).includes('"big": 12345678901234567890'), 'the editor rounds nothing either')
})

test('a member that stands twice is shown twice, however it is spelled', chromiumTest, async () => {
  const page = await open()
  await enter(page, key.token('{"sub":"user","s\\u0075b":"admin","n":{"a":1,"a":2}}', '{"alg":"EdDSA","alg":"none"}'))
  assert.deepEqual((await rows(page, 'claims')).slice(0, 2), [['sub', 'user'], ['sub', 'admin']])
  assert.deepEqual(await page.locator('#claims .twin').allInnerTexts(), ['1 of 2 with this name', '2 of 2 with this name'])
  assert.equal(await page.locator('#claims td mark').count(), 2, 'within a value, too')
  assert.deepEqual(await rows(page, 'header'), [['alg', 'EdDSA'], ['alg', 'none']])
})

test('an exp that is no number, or stands twice, is not “never”', chromiumTest, async () => {
  const page = await open()
  for (const [payload, words] of [
    ['{"iat":1767225600,"exp":"1767229200"}', /^Unclear when it ends: exp is not a number of seconds/],
    ['{"iat":1767225600,"exp":null}', /^Unclear when it ends: exp is not a number/],
    ['{"iat":1767225600,"exp":1,"exp":4102444800}', /^Unclear when it ends: exp occurs 2 times/],
    ['{"iat":1767225600}', /^Never expires on its own/],
  ]) {
    await enter(page, key.token(payload))
    assert.match(await page.locator('#countdown').innerText(), words, payload)
  }
  await enter(page, key.token('{"exp":"1767229200"}'))
  assert.deepEqual(await rows(page, 'claims'), [['exp', '"1767229200"']])
  assert.match(await explained(page, 'exp'), /a string, not a number of seconds: it cannot be known when it expires/)
})
