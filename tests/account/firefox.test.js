import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PASSWORD, serveAccount } from './support/account-server.js'
import { firefoxPath, inFirefox } from './support/browsers.js'

for (const width of [1440, 390]) {
  test(`in Firefox, ${width} px wide, by keyboard: log in, create a token, use it, revoke it, log out everywhere`, inFirefox, async () => {
    const { default: puppeteer } = await import('puppeteer-core')
    const here = await serveAccount()
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefoxPath, headless: true })
    try {
      const page = await browser.newPage()
      await page.setViewport({ width, height: 844 })
      page.setDefaultTimeout(30_000)
      const problems = []
      page.on('pageerror', (error) => problems.push(String(error)))
      await page.goto(here.url)
      await page.waitForSelector('#user')
      const walkTo = async (wanted) => {
        for (let step = 0; step < 60; step++) {
          const name = await page.evaluate(() => {
            const { activeElement: at } = document
            return at.getAttribute('aria-label') ?? (at.tagName === 'BUTTON' ? at.textContent : (at.labels?.[0]?.textContent ?? ''))
          })
          if (name.startsWith(wanted)) return
          await page.keyboard.press('Tab')
        }
        assert.fail(`Tab never reaches ${wanted}`)
      }
      const reads = (text) => page.waitForFunction((wanted) => document.body.textContent.includes(wanted), {}, text)
      await walkTo('User name')
      await page.keyboard.type('ada')
      await walkTo('Password')
      await page.keyboard.type(PASSWORD)
      await page.keyboard.press('Enter')
      await reads('You have no API tokens yet.')
      await walkTo('Create token')
      await page.keyboard.press('Enter')
      await page.waitForSelector('#name')
      await page.keyboard.type('from Firefox')
      await walkTo('read')
      await page.keyboard.press(' ')
      await walkTo('Create token')
      await page.keyboard.press('Enter')
      await page.waitForSelector('#secret')
      const token = await page.$eval('#secret', ({ textContent }) => textContent)
      const status = async () => (await fetch(`${here.origin}/me`, { headers: { authorization: `Bearer ${token}` } })).status
      assert.equal(await status(), 200)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      assert.ok(await page.$('#secret'), 'Escape does not lose it')
      await walkTo('I have stored it')
      await page.keyboard.press('Enter')
      await page.waitForFunction(() => document.querySelector('dialog') === null)
      assert.ok(!(await page.evaluate(() => document.documentElement.outerHTML)).includes(token.slice(9)))
      await page.reload()
      await reads('from Firefox')
      await walkTo('Revoke from Firefox')
      await page.keyboard.press('Enter')
      await page.waitForSelector('dialog')
      await walkTo('Revoke token')
      await page.keyboard.press('Enter')
      await reads('from Firefox was revoked.')
      assert.equal(await status(), 401)
      await walkTo('Log out everywhere')
      await page.keyboard.press('Enter')
      await page.waitForSelector('dialog')
      await walkTo('Log out everywhere')
      await page.keyboard.press('Enter')
      await page.waitForSelector('#user')
      assert.deepEqual(problems, [])
    } finally {
      await browser.close()
      await here.close()
    }
  })
}
