import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import puppeteer from 'puppeteer-core'
import { SAMPLES } from './support/page.js'
import { serveInspector } from './support/site.js'

const executablePath = [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => path && existsSync(path))
const skip = executablePath ? false : 'no Firefox on this machine (FIREFOX names one)'

test('every sample has its verdict in Firefox, and no request goes elsewhere', { skip, timeout: 180_000 }, async () => {
  const site = await serveInspector()
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true })
  try {
    const page = await browser.newPage()
    const problems = []
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()) })
    await page.goto(`${site.url}#token=eyJhbGciOiJub25lIn0.e30.`)
    const verdict = (wanted) => page.waitForFunction(
      (wanted) => [document.querySelector('#verdict').dataset.state, document.querySelector('#verdict-code').textContent].includes(wanted),
      { timeout: 20_000 }, wanted)
    await verdict('ERR_ALGORITHM_NOT_ALLOWED')
    assert.equal(page.url(), site.url)
    for (const [name, wanted] of Object.entries(SAMPLES)) {
      await page.evaluate((name) => [...document.querySelectorAll('#samples button')].find((button) => button.textContent === name).click(), name)
      await verdict(wanted)
    }
    await page.evaluate(() => document.querySelector('#flip').click())
    await verdict('ERR_TOKEN_MALFORMED').catch(() => verdict('ERR_SIGNATURE_INVALID'))
    assert.deepEqual(problems, [])
    const own = new Set(['/', ...Object.keys(site.sizes).map((name) => `/${name}`), '/favicon.ico'])
    assert.deepEqual(site.asked.filter((path) => !own.has(path)), [])
    console.log(`${await browser.version()}: ${Object.keys(SAMPLES).length} samples`)
  } finally {
    await browser.close()
    await site.close()
  }
})
