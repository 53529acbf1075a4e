import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { chromiumTest, inspector } from './support/chromium.js'
import { enter, expectVerdict, sample, token, unfold } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const { open } = inspector()
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** `more` names rules beyond A and AA. */
const violations = async (page, more = []) => {
  // Through the debugger: the page's own policy lets no script in.
  await page.evaluate(axe)
  const { violations, passes } = await page.evaluate(({ tags, more }) => globalThis.axe.run(document, { runOnly: tags, rules: Object.fromEntries(more.map((name) => [name, { enabled: true }])) }), { tags: TAGS, more })
  assert.ok(passes.some(({ id }) => id === 'color-contrast'), 'axe has looked')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`)
}

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 360]) {
    test(`axe finds nothing in ${colorScheme}, ${width} px wide`, chromiumTest, async () => {
      const page = await open({ colorScheme, viewport: { width, height: 800 } })
      // By day the page is read outdoors, too: seven to one (WCAG AAA).
      const more = colorScheme === 'light' ? ['color-contrast-enhanced'] : []
      assert.deepEqual(await violations(page, more), [], 'empty')
      await unfold(page, '#expectations')
      await unfold(page, '#making')
      for (const name of ['valid', 'expires in 60 s', 'wrong audience', 'weak-key forgery', 'duplicate members', 'RS256 from elsewhere']) {
        await sample(page, name)
        await page.locator('.found details, #given-keys').evaluateAll((all) => all.forEach((details) => { details.open = true }))
        assert.deepEqual(await violations(page, more), [], name)
      }
      await page.locator('#keys').fill('')
      await enter(page, foreignKey().token(claims()))
      await expectVerdict(page, 'unchecked')
      assert.deepEqual(await violations(page, more), [], 'not verified')
      const { publicJwk } = foreignKey()
      for (const [name, text] of Object.entries({
        'hidden characters, twins and a bound token': foreignKey().token('{"sub":"a\u202eb","sub":"\u05d0\u05d1 1","cnf":{"jkt":"x","jkt":"y"},"scope":"a b","exp":"never"}'),
        'several tokens': JSON.stringify({ access_token: foreignKey().token(claims()), id_token: foreignKey().token(claims()) }),
        'broken lines': foreignKey().token(claims()).replace(/(.{60})/g, '$1\n'),
        'a wrong character': foreignKey().token(claims()).replace('.', '=.'),
        'a key set': JSON.stringify({ keys: [publicJwk, { kty: 'RSA', n: 'AQAB', e: 'AQAB' }] }),
        'a secret': JSON.stringify({ kty: 'oct', k: 'AAAA' }),
      })) {
        await enter(page, text)
        await page.locator('.found details, #given-keys').evaluateAll((all) => all.forEach((details) => { details.open = true }))
        assert.deepEqual(await violations(page, more), [], name)
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok(overflow <= 0, `nothing is wider than the window (${overflow} px)`)
    })
  }
}

for (const [name, options] of Object.entries({ 'forced colours': { forcedColors: 'active' }, 'at 200 %': { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 } })) {
  test(`axe finds nothing in ${name}`, chromiumTest, async () => {
    const page = await open(options)
    await unfold(page, '#expectations')
    await unfold(page, '#making')
    for (const name of ['valid', 'wrong audience', 'RS256 from elsewhere']) {
      await sample(page, name)
      await page.locator('details').evaluateAll((all) => all.forEach((details) => { details.open = true }))
      assert.deepEqual(await violations(page), [], name)
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(overflow <= 0, `nothing is wider than the window (${overflow} px)`)
  })
}

test('everything can be done with the keyboard alone', chromiumTest, async () => {
  const page = await open()
  const key = foreignKey()
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim().slice(0, 30))
  const walk = async (wanted) => {
    for (let step = 0; step < 80; step += 1) {
      await page.keyboard.press('Tab')
      if ((await focused()).startsWith(wanted)) {
        const { outlineStyle } = await page.evaluate(() => ({ outlineStyle: getComputedStyle(document.activeElement).outlineStyle }))
        assert.notEqual(outlineStyle, 'none', `${wanted} shows that it has the focus`)
        return
      }
    }
    assert.fail(`Tab never reaches ${wanted}`)
  }
  await walk('token')
  await page.keyboard.insertText(key.token(claims()))
  await expectVerdict(page, 'unchecked')
  await walk('Check it against')
  await page.keyboard.press('Enter')
  await walk('keys')
  await page.keyboard.insertText(JSON.stringify(key.publicJwk))
  await expectVerdict(page, 'valid')
  await walk('audience')
  await page.keyboard.insertText('billing')
  await expectVerdict(page, 'ERR_AUDIENCE_MISMATCH')
  await walk('Make one')
  await page.keyboard.press('Enter')
  await walk('new-key')
  await page.keyboard.press('Enter')
  assert.equal(await focused(), 'new-key', 'the focus stays where it was')
  await walk('make-audience')
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText('billing')
  await page.keyboard.press('Enter')
  await expectVerdict(page, 'valid')
  const before = await token(page)
  await walk('flip')
  await page.keyboard.press('Enter')
  await page.waitForFunction((before) => document.querySelector('#token').value !== before, before)
  await expectVerdict(page, 'ERR_SIGNATURE_INVALID')
  // One bit may have made nonsense of one part, not of both.
  const part = (await page.locator('#claims summary').isVisible()) ? 'Claims' : 'Header'
  await walk(`${part} as JSON`)
  await page.keyboard.press('Space')
  assert.ok(await page.locator(`#${part.toLowerCase()} pre`).isVisible())
})

test('verdicts are announced once, not every second', chromiumTest, async () => {
  const page = await open()
  for (const name of ['expires in 60 s', 'expired', 'not yet valid']) {
    await sample(page, name)
    const changes = await page.evaluate(() => new Promise((done) => {
      let count = 0
      new MutationObserver((records) => { count += records.length }).observe(document.querySelector('#verdict-status'), { subtree: true, childList: true, characterData: true })
      setTimeout(() => done(count), 2200)
    }))
    assert.equal(changes, 0, name)
  }
})

test('reduced motion is honoured', chromiumTest, async () => {
  const page = await open({ reducedMotion: 'reduce' })
  await sample(page, 'valid')
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((node) => getComputedStyle(node).transitionDuration !== '0s').map((node) => node.tagName))
  assert.deepEqual(moving, [])
})
