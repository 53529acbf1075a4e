// One Chromium and one inspector for the tests of a file.

import { existsSync } from 'node:fs'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'
import { serveInspector } from './site.js'

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'].find((path) => path && existsSync(path))
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage']

/** The options of tests that need a Chromium: skipped with the reason where there is none. */
export const chromiumTest = { skip: executablePath ? false : 'no Chromium on this machine (CHROMIUM names one)', timeout: 300_000 }

/** Sets both up; the answer's `open()` gives a fresh page, `open(options)` one of another context. */
export function inspector() {
  const here = {}
  before(async () => {
    if (!executablePath) return
    here.site = await serveInspector()
    here.browser = await chromium.launch({ executablePath, args })
  })
  after(async () => {
    await here.browser?.close()
    await here.site?.close()
  })
  const open = async ({ fragment = '', first, ...options } = {}) => {
    // One page at a time: each asks the library every second, which a busy machine feels.
    await here.context?.close()
    const context = await here.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options })
    here.context = context
    const page = await context.newPage()
    page.setDefaultTimeout(90_000)
    // Runs before anything of the page does.
    if (first) await page.addInitScript(first)
    // Whatever the page says anywhere, and whatever it asks for.
    page.said = []
    page.requested = []
    page.on('console', (message) => page.said.push(message.text()))
    page.on('pageerror', (error) => page.said.push(String(error)))
    context.on('request', (request) => page.requested.push(request.url()))
    await page.goto(here.site.url + fragment)
    await page.locator('#samples button').first().waitFor({ state: 'attached' })
    return page
  }
  return { open, get site() { return here.site }, get browser() { return here.browser } }
}
