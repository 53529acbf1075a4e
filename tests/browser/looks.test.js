import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { repository } from '../support/repository.js'
import { chromiumTest, inspector } from './support/chromium.js'
import { enter, expectVerdict, sample, token, unfold } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const here = inspector()
const { open } = here
const style = (page, selector, ...names) => page.locator(selector).first().evaluate((node, names) => names.map((name) => getComputedStyle(node)[name]), names)

test('the system’s own colours keep the timeline, the chosen theme and what is pressed apart', chromiumTest, async () => {
  const page = await open({ forcedColors: 'active' })
  await sample(page, 'valid')
  await expectVerdict(page, 'valid')
  const [life] = await style(page, '.track .life', 'backgroundColor')
  const [paper] = await style(page, 'body', 'backgroundColor')
  const [line] = await page.locator('.track').evaluate((node) => [getComputedStyle(node, '::before').backgroundColor])
  const [now] = await style(page, '.track .now', 'backgroundColor')
  assert.equal(new Set([life, paper, line, now]).size, 4, [life, paper, line, now].join(' '))
  const themes = await page.locator('.theme span').evaluateAll((all) => all.map((node) => getComputedStyle(node).borderBottomColor))
  assert.notEqual(themes[0], themes[1])
  assert.equal(themes[1], themes[2])
  assert.notDeepEqual(await style(page, '#samples button[aria-pressed=true]', 'backgroundColor'), await style(page, '#samples button[aria-pressed=false]', 'backgroundColor'))
})

for (const colorScheme of ['light', 'dark']) {
  test(`on paper, ${colorScheme} is dark on white, without controls and with the timeline`, chromiumTest, async () => {
    const page = await open({ colorScheme })
    await sample(page, 'wrong audience')
    await page.locator(`[name=theme][value=${colorScheme}]`).check({ force: true })
    await page.emulateMedia({ media: 'print', colorScheme })
    const light = ([color]) => color.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / (color.startsWith('color') ? 3 : 765)
    assert.ok(light(await style(page, 'body', 'backgroundColor')) > 0.9)
    for (const selector of ['#verdict-text', '#claims td code', '#verdict-word']) assert.ok(light(await style(page, selector, 'color')) < 0.5, selector)
    for (const control of ['button', 'input', 'textarea', 'select', '#making', '#expectations', '.theme']) assert.equal(await page.locator(control).filter({ visible: true }).count(), 0, control)
    for (const kept of ['#track .life', '#mirror', '#verdict-word', '#claims table', '#report']) assert.ok(await page.locator(kept).isVisible(), kept)
    assert.ok((await page.locator('#mirror').innerText()).includes((await token(page)).slice(0, 20)), 'the token itself is printed')
  })
}

test('the left column stays beside a long right one, and the verdict beside what is edited', chromiumTest, async () => {
  const page = await open()
  await sample(page, 'duplicate members')
  await page.locator('.found details').evaluateAll((all) => all.forEach((details) => { details.open = true }))
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  assert.ok(await page.locator('#token').evaluate((node) => node.getBoundingClientRect().top >= 0 && node.getBoundingClientRect().bottom <= innerHeight))
  await page.evaluate(() => scrollTo(0, 0))
  await unfold(page, '#expectations')
  await unfold(page, '#making')
  await page.locator('#flip').scrollIntoViewIfNeeded()
  assert.ok(await page.locator('#verdict-word').evaluate((node) => node.getBoundingClientRect().top >= 0))
})

test('a verdict out of sight is said in one line, and the samples make room for it on a phone', chromiumTest, async () => {
  const page = await open({ viewport: { width: 390, height: 844 } })
  const bar = page.locator('#verdict-bar')
  await sample(page, 'valid')
  await expectVerdict(page, 'valid')
  assert.equal(await page.locator('#samples').isVisible(), false)
  assert.ok(await page.locator('#verdict-word').evaluate((node) => node.getBoundingClientRect().bottom <= innerHeight), 'the verdict is on the first screen')
  assert.ok(await bar.isHidden())
  await unfold(page, '#making')
  await page.setViewportSize({ width: 390, height: 500 })
  await page.locator('#make-subject').focus()
  await bar.waitFor()
  await page.waitForFunction(() => /✓ Valid/.test(document.querySelector('#verdict-bar').textContent))
  await page.locator('#flip').evaluate((button) => button.click())
  await page.waitForFunction(() => /✕ Refused/.test(document.querySelector('#verdict-bar').textContent))
  const { bottom } = await page.locator('#make-subject').evaluate((node) => node.getBoundingClientRect())
  assert.ok(bottom <= (await bar.boundingBox()).y, 'what has the focus is not below it')
  await bar.click()
  await bar.waitFor({ state: 'hidden' })
  await page.getByText('Try a sample').click()
  assert.ok(await page.locator('#samples').isVisible())
  await page.getByRole('button', { name: 'Clear' }).click()
  assert.ok(await page.locator('#samples').isVisible())
})

test('times on the reader’s own clock say their zone', chromiumTest, async () => {
  for (const [timezoneId, zone] of [['Europe/Berlin', /CES?T|GMT\+[12]/], ['America/New_York', /E[SD]T|GMT-[45]/], ['UTC', /UTC|GMT/]]) {
    const page = await open({ timezoneId })
    await sample(page, 'expired')
    await expectVerdict(page, 'ERR_TOKEN_EXPIRED')
    assert.match(await page.locator('#claims tr', { hasText: 'exp' }).first().locator('small').first().innerText(), zone)
    assert.match(await page.locator('#verdict-text').innerText(), zone)
    assert.match(await page.locator('#track').getAttribute('aria-label'), zone)
  }
})

test('the verdict has a heading and a live region, and so has what was copied', chromiumTest, async () => {
  const page = await open({ permissions: ['clipboard-write'] })
  await sample(page, 'valid')
  await page.getByRole('heading', { name: 'Verdict', exact: true }).waitFor({ state: 'attached' })
  await page.getByRole('status').filter({ hasText: 'Valid' }).first().waitFor()
  await page.locator('#copy-token').click()
  await page.locator('#announcement[role=status]', { hasText: 'Copied' }).waitFor({ state: 'attached' })
})

test('a wrong expectation is announced once, and what is selected stays selected', chromiumTest, async () => {
  const page = await open()
  await sample(page, 'valid')
  await unfold(page, '#expectations')
  await page.getByLabel('Leeway seconds').fill('900')
  await page.locator('#claims summary').click()
  const { changes, selected } = await page.evaluate(() => new Promise((done) => {
    let changes = 0
    getSelection().selectAllChildren(document.querySelector('#claims td.value code'))
    new MutationObserver((records) => { changes += records.length }).observe(document.querySelector('#policy-note'), { childList: true, characterData: true, subtree: true })
    setTimeout(() => done({ changes, selected: String(getSelection()) }), 2200)
  }))
  assert.deepEqual([changes, selected], [0, 'https://auth.example'])
  assert.ok(await page.locator('#claims details').evaluate(({ open }) => open))
})

test('without JavaScript, without WebAssembly and from a file the page says what it needs', chromiumTest, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-file-'))
  try {
    const { assemble } = await import(pathToFileURL(repository('xtask/js/www.js')))
    assemble(folder, { dist: process.env.COUNTERSIGN_DIST ?? 'node_modules/countersign/dist' })
    for (const [address, options, words] of [
      [here.site.url, { javaScriptEnabled: false }, /needs JavaScript: it reads tokens here/],
      [here.site.url, { first: () => { delete globalThis.WebAssembly } }, /has not started\. It needs JavaScript with WebAssembly/],
      [pathToFileURL(join(folder, 'index.html')).href, {}, /none of them from a file: address/],
    ]) {
      const { first, ...rest } = options
      const context = await here.browser.newContext(rest)
      const page = await context.newPage()
      if (first) await page.addInitScript(first)
      await page.goto(address)
      await page.waitForTimeout(2500)
      assert.match(await page.locator('#verdict').innerText(), words)
      await context.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const page = await open()
  assert.equal(await page.locator('#waiting').count(), 0)
  await enter(page, foreignKey().token(claims()))
})
